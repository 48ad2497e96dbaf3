"""Forms about webhooks; ``base`` is the address of the webhook's page."""

from hub.web.auditor.words import event_word
from hub.web.forms import Form
from hub.web.language import t
from hub.webhooks import Webhook, WebhookState
from schemas.events import WEBHOOKS
from schemas.webhooks import ChangeWebhook, EditWebhook, RotateKey, Sure


def add_form(base: str) -> Form:
    """A new one."""
    submit = t("建立推送", "Add the webhook")
    return Form(EditWebhook(), action="webhook.add", url=base, options={"events": _events()}, submit=submit)


def change_form(base: str, webhook: Webhook) -> Form:
    """What it is told and where."""
    values = {"url": webhook.url, "events": webhook.events, "active": webhook.state is WebhookState.ACTIVE}
    return Form(
        ChangeWebhook(), action="webhook.change", url=f"{base}/change", values=values,
        options={"events": _events()}, submit=t("保存", "Save"),
    )  # fmt: skip


def rotate_form(base: str) -> Form:
    """Another key."""
    submit = t("更换签名密钥", "Rotate the signing key")
    return Form(
        RotateKey(), action="webhook.rotate", url=f"{base}/rotate", values={"overlap": "24"}, submit=submit,
        style="outline-primary",
    )  # fmt: skip


def test_form(base: str) -> Form:
    """Try it out."""
    return Form(action="webhook.test", url=f"{base}/test", submit=t("发送测试消息", "Send a test"))


def remove_form(base: str) -> Form:
    """The end of it."""
    submit = t("删除推送", "Remove the webhook")
    return Form(Sure(), action="webhook.remove", url=f"{base}/remove", submit=submit, style="outline-danger")


def redeliver_form(base: str) -> Form:
    """Send one delivery again."""
    submit = t("重新发送", "Send again")
    return Form(action="webhook.redeliver", url=f"{base}/redeliver", submit=submit, style="outline-primary")


def _events() -> list[tuple[str, str]]:
    return [(event, f"{event_word(event)} · {event}") for event in sorted(WEBHOOKS)]
