"""Which regions of this configuration are simulated: those whose platform stands on this machine."""

from urllib.parse import urlsplit

from hub.federation import directory


def simulators() -> dict[str, str]:
    """Address of each simulated platform, by the dialect it speaks."""
    here = platforms()
    return {region.adapter: here[region.code] for region in directory.list_regions() if region.code in here}


def platforms() -> dict[str, str]:
    """Address of the simulated platform of each region that has one."""
    addresses = {region.code: str(region.settings.get("base_url", "")) for region in directory.list_regions()}
    return {code: address for code, address in addresses.items() if urlsplit(address).hostname == "127.0.0.1"}
