"""What people answer when a portal wants to sign them in or out."""

from marshmallow import Schema, fields


class AgreeToPortal(Schema):
    """Let a portal see and do what it asks for, for one unit."""

    organization = fields.UUID(
        load_default=None,
        metadata={"label": {"zh": "以哪个单位的身份登录", "en": "Unit to sign in for"}, "widget": "radio"},
    )
    remember = fields.Boolean(
        load_default=False,
        metadata={
            "label": {"zh": "记住我的选择，下次不再询问", "en": "Remember this and do not ask me next time"},
            "hint": "可随时在「已授权的应用」中撤回。 / You can take it back at any time under Connected applications.",
        },
    )


class SignOutEverywhere(Schema):
    """Only the confirmation; what the portal sent comes back with it."""

    id_token_hint = fields.String(load_default=None, metadata={"widget": "hidden"})
    client_id = fields.String(load_default=None, metadata={"widget": "hidden"})
    post_logout_redirect_uri = fields.String(load_default=None, metadata={"widget": "hidden"})
    state = fields.String(load_default=None, metadata={"widget": "hidden"})
