"""How a portal joins, for everybody to read: steps, this hub's addresses, claims and scopes, samples."""

from flask.typing import ResponseReturnValue

from hub.identity import portals
from hub.web.developer import bp
from hub.web.developer.samples import samples_for
from hub.web.guards import current_actor, public
from hub.web.page import render
from schemas.clients import CLIENT_SCOPES
from schemas.terms import Role

CLAIMS = (
    ("sub", "openid", "用户在本标识域内的固定编号，不同标识域互不相同", "the person's lasting name within your sector"),
    ("sid", "openid", "登录会话编号，退出通知用它指明会话", "the session, as logout notices name it"),
    ("acr", "openid", "登录可信度：low、substantial、high", "assurance of the login: low, substantial or high"),
    ("amr", "openid", "登录方式（RFC 8176）", "how the person proved themselves (RFC 8176)"),
    ("auth_time", "openid", "登录时刻，刷新令牌不改变", "when they did; a refresh never moves it"),
    ("upstream_region", "openid", "经哪个地区平台登录", "by which region's platform"),
    ("org_id", "org", "单位编号", "id of the unit"),
    ("uscc", "org", "统一社会信用代码", "unified social credit code"),
    ("org_name", "org", "单位名称", "name of the unit"),
    (
        "org_region, org_area, org_division",
        "org",
        "单位所属地区、区域、行政区划代码",
        "its region, area and division code",
    ),
    ("name", "person", "经办人姓名；未获授权时只显示首字", "name of the person; masked without this scope"),
    ("roles", "person", "经办人在本单位的角色", "their roles in the unit"),
)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """How to join, and where everything is."""
    owner = current_actor().has(Role.CLIENT_OWNER)
    return render(
        "developer/home.html", doc=portals.discovery(), claims=CLAIMS, scopes=CLIENT_SCOPES,
        service_scopes=portals.SERVICE_SCOPES, write_scopes=portals.WRITE_SCOPES, owner=owner,
    )  # fmt: skip


@bp.get("/samples")
@public
def samples() -> ResponseReturnValue:
    """A sample of every call, for a portal that does not exist."""
    return render("developer/samples.html", samples=samples_for(), client=None)
