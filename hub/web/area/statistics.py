"""Statistics of the areas in which the visitor has a role, for any period."""

from hub.web.area import bp
from hub.web.figures.staff import add_pages
from hub.web.menu import AREA_ROLES

add_pages(bp, *sorted(AREA_ROLES))
