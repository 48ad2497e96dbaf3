"""兑付列表 of the enterprise: what it redeems itself."""

from hub.web.enterprise import bp
from hub.web.using.redeeming import RedeemPages, install
from schemas.terms import HOLDER_ROLES

install(RedeemPages(bp, tuple(sorted(HOLDER_ROLES)), "holder_id"))
