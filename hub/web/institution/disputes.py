"""The institution's disputes."""

from hub.web.institution import bp
from hub.web.redeeming.dispute_pages import install_disputes
from schemas.terms import INSTITUTION_ROLES

install_disputes(bp, tuple(sorted(INSTITUTION_ROLES)))
