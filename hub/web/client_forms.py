"""Forms about a client that operators and owners share; ``base`` is the address of the client's page."""

from datetime import timedelta

from hub.web.forms import Form
from hub.web.language import t
from schemas.clients import AskChange, RotateSecret

_DAY = {"overlap": "24"}


def rotate_form(base: str) -> Form:
    """How long the old secret shall go on."""
    submit = t("更换密钥", "Rotate the secret")
    return Form(RotateSecret(), action="client.rotate_secret", url=f"{base}/rotate", values=_DAY, submit=submit)


def ask_form(base: str) -> Form:
    """What the operators shall change."""
    return Form(
        AskChange(), action="client.ask_change", url=f"{base}/ask", submit=t("提交变更申请", "Ask for the change")
    )


def action_form(name: str, url: str, submit: str) -> Form:
    """A form of one button."""
    return Form(action=name, url=url, submit=submit, style="outline-primary")


def overlap_of(form: Form) -> timedelta:
    """The overlap that was chosen."""
    return timedelta(hours=int(form.data["overlap"]))
