"""服务条款 and 个人信息处理规则: what people agree to when they register, with the version in force."""

from flask.typing import ResponseReturnValue

from hub.identity import agreements
from hub.web.guards import public
from hub.web.page import render
from hub.web.public import bp


@bp.get("/terms")
@public
def terms() -> ResponseReturnValue:
    """Both documents on one page."""
    return render("public/terms.html", versions=dict(agreements.DOCUMENTS))
