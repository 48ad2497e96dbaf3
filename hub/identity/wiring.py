"""What identity does when others report: a session that ended at its region ends here, and portals are told."""

from hub.federation import inbound
from hub.identity import legacy_codes, linking_requests, recovery, registration_review
from hub.identity import profile_jobs as profile_jobs
from hub.identity.identity_requests import on_approval, on_rejection, on_return
from hub.identity.models import RequestKind
from hub.identity.provider import jobs as jobs
from hub.identity.provider.logout import tell_portals
from hub.identity.reaching import reach_of
from hub.identity.sessions import ON_END, end_upstream_sessions
from hub.messages import reach_units_by

reach_units_by(reach_of)
inbound.on_logout(end_upstream_sessions)
ON_END.append(tell_portals)

on_approval(RequestKind.REGISTRATION, registration_review.approve)
on_rejection(RequestKind.REGISTRATION, registration_review.reject)
on_return(RequestKind.REGISTRATION, registration_review.return_)
on_approval(RequestKind.CONTACT_CHANGE, recovery.change_contact)
on_rejection(RequestKind.CONTACT_CHANGE, recovery.refuse_contact_change)
on_return(RequestKind.CONTACT_CHANGE, recovery.refuse_contact_change)
on_approval(RequestKind.LINK, linking_requests.carry_out)
on_rejection(RequestKind.LINK, linking_requests.tell_rejected)
on_return(RequestKind.LINK, linking_requests.tell_returned)
on_approval(RequestKind.LEGACY_CODE, legacy_codes.tell_admitted)
on_rejection(RequestKind.LEGACY_CODE, legacy_codes.tell_refused)
on_return(RequestKind.LEGACY_CODE, legacy_codes.tell_refused)
