"""The texts of an application, out of a form."""

from flask import request

from hub.web.forms import Form


def texts_of(form: Form) -> dict[str, str]:
    """服务成效体现, 创新性体现, 备注信息: those that the form asked for."""
    return {name: form.data[name] for name in ("effect", "innovation", "remark", "contract_no") if name in form.data}


def edition_sent() -> int | None:
    """The edition that the page showed when it was filled in; not a field, so a refused page carries the newest."""
    typed = request.form.get("edition", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None


def confirmed_sent() -> int | None:
    """The amount in fen that stood beside the button when it was pressed."""
    typed = request.form.get("confirmed", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else None
