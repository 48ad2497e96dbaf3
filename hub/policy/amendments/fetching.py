"""The policy document as a region's platform keeps it: asked for through federation, with no transaction open."""

from adapters.contract import Capability, NativeDocument, Support
from hub.federation import UnknownArea, directory, gateway
from hub.policy.queries import PolicyInForce


def can_be_fetched(policy: PolicyInForce) -> bool:
    """Whether the platform of the policy's region hands its document out (many only have theirs read)."""
    try:
        region = directory.get_region(directory.get_area(policy.area).region)
    except UnknownArea:  # a federation has no platform
        return False
    return gateway.support_of(region).get(Capability.POLICY) is Support.FULL


def fetch_document(area: str) -> NativeDocument:
    """The document that the platform of the area's region keeps now.

    Raises:
        RegionDown, RegionSaidNo, RegionAnswerWrong, RegionCannot: hub errors with a sentence for the page.
    """
    document: NativeDocument = gateway.call(directory.get_area(area).region, "fetch_policy")
    return document
