"""The enterprise's disputes."""

from hub.web.enterprise import bp
from hub.web.redeeming.dispute_pages import install_disputes
from schemas.terms import HOLDER_ROLES

install_disputes(bp, tuple(sorted(HOLDER_ROLES)))
