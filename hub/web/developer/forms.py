"""The forms of a client owner."""

from datetime import timedelta

from hub.web.forms import Form
from hub.web.language import t
from schemas.clients import AskChange, RotateSecret


def rotate_form(client_id: str) -> Form:
    """How long the old secret shall go on."""
    url = f"/developer/clients/{client_id}/rotate"
    submit = t("更换密钥", "Rotate the secret")
    return Form(RotateSecret(), action="client.rotate_secret", url=url, values={"overlap": "24"}, submit=submit)


def ask_form(client_id: str) -> Form:
    """What the operators shall change."""
    url = f"/developer/clients/{client_id}/ask"
    return Form(AskChange(), action="client.ask_change", url=url, submit=t("提交变更申请", "Ask for the change"))


def action_form(name: str, url: str, submit: str) -> Form:
    """A form of one button."""
    return Form(action=name, url=url, submit=submit, style="outline-primary")


def overlap_of(form: Form) -> timedelta:
    """The overlap that was chosen."""
    return timedelta(hours=int(form.data["overlap"]))
