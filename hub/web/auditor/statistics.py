"""Statistics for auditors: of all areas, or of the one they audit, for any period."""

from hub.web.auditor import bp
from hub.web.figures.staff import add_pages
from schemas.terms import Role

add_pages(bp, Role.AUDITOR)
