"""The institution's redemptions (通兑)."""

from hub.web.institution import bp
from hub.web.redeeming.side import Side, install
from hub.web.redeeming.uploading import install_uploading
from schemas.terms import INSTITUTION_ROLES, VoucherMode

SIDE = Side(bp, tuple(sorted(INSTITUTION_ROLES)), VoucherMode.INSTITUTION_REDEEMS)
install(SIDE)
install_uploading(SIDE)
