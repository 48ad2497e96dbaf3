"""兑付列表 of the carrier: what it redeems itself."""

from hub.web.institution import bp
from hub.web.using.redeeming import RedeemPages, install
from schemas.terms import INSTITUTION_ROLES

install(RedeemPages(bp, tuple(sorted(INSTITUTION_ROLES)), "institution_id"))
