"""Which regions of this configuration are simulated: those whose platform stands on this machine."""

from urllib.parse import urlsplit

from hub.federation import directory


def simulators() -> dict[str, str]:
    """Address of each simulated platform, by the dialect it speaks."""
    addresses = {region.adapter: str(region.settings.get("base_url", "")) for region in directory.list_regions()}
    return {dialect: address for dialect, address in addresses.items() if urlsplit(address).hostname == "127.0.0.1"}
