"""Statistics of the whole hub for those who run it: whole months, small groups withheld."""

from hub.web.figures.staff import add_pages
from hub.web.operator import bp
from schemas.terms import Role

add_pages(bp, Role.HUB_OPERATOR)
