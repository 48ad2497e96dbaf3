"""What identity does when others report: a session that ended at its region ends here."""

from hub.federation import inbound
from hub.identity.provider import jobs as jobs
from hub.identity.sessions import end_upstream_sessions

inbound.on_logout(end_upstream_sessions)
