"""What identity does when others report: a session that ended at its region ends here, and portals are told."""

from hub.federation import inbound
from hub.identity.provider import jobs as jobs
from hub.identity.provider.logout import tell_portals
from hub.identity.sessions import ON_END, end_upstream_sessions

inbound.on_logout(end_upstream_sessions)
ON_END.append(tell_portals)
