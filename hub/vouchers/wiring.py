"""Applications say whose they are when a draft of a policy is tried on the past."""

from hub.policy import amendments
from hub.vouchers.queries import holders_of_applications

amendments.owners_are_found_by("application", holders_of_applications)
