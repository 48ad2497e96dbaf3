"""The texts of an application, out of a form."""

from hub.web.forms import Form


def texts_of(form: Form) -> dict[str, str]:
    """服务成效体现, 创新性体现, 备注信息: those that the form asked for."""
    return {name: form.data[name] for name in ("effect", "innovation", "remark") if name in form.data}
