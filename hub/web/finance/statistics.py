"""Statistics of the areas whose money the visitor pays, for any period."""

from hub.web.figures.staff import add_pages
from hub.web.finance import bp
from schemas.terms import Role

add_pages(bp, Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)
