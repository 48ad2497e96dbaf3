"""What a region's folder still lacks before the region can take part: one sentence for each thing."""

from adapters.contract import BadAnswer, Capability, LoginRequest, RegionRefused, RegionUnavailable, Support
from adapters.secrets import SecretMissing, secrets_from
from hub.federation import gateway
from hub.federation.directory import get_region, list_areas, list_programmes
from hub.federation.errors import UnknownRegion
from hub.federation.founding import marks_left
from hub.federation.places import LIVE_STAGES, Region

PROBE = LoginRequest("probe", "probe", "probe", "https://hub.invalid/callback")


def check(region_code: str) -> list[str]:
    """Everything that is missing or wrong for the region; empty when it is complete."""
    try:
        region = get_region(region_code)
    except UnknownRegion as error:
        return [error.text("en")]
    if region.kind == "federation":
        return _programmes_missing(region)
    missing = [*files_missing(region), *marks_left(region.folder, region.code)]
    missing += secrets_missing(region, production=gateway.in_production())
    return missing or _platform_faults(region)


def _programmes_missing(region: Region) -> list[str]:
    if list(region.folder.glob("programmes/*.toml")):
        return []
    return [f"{region.code}: a federation needs at least one file programmes/<code>.toml."]


def files_missing(region: Region) -> list[str]:
    """What the region's folder lacks, one sentence each."""
    areas = [area for area in list_areas() if area.region == region.code]
    if not areas:
        return [f"{region.code}: there is no areas/<area>/area.toml, so nobody there has a programme."]
    payers = {programme.payer for programme in list_programmes()}
    idle = [area.code for area in areas if not area.programmes and area.code not in payers]
    missing = [f"{region.code}: {area} stands under no programme and pays for none." for area in idle]
    if not (region.folder / "cases.toml").exists():
        missing.append(f"{region.code}: there is no cases.toml, so nobody has tried its rules.")
    return missing


def secrets_missing(region: Region, *, production: bool) -> list[str]:
    """The secrets that the region's settings name and the environment does not hold."""
    find = secrets_from(sample=not production)
    faults = []
    for key, value in region.settings.items():
        if isinstance(value, str) and value.startswith("env:"):
            try:
                find(value)
            except SecretMissing as error:
                faults.append(f"{region.code}: settings.{key}: {error}")
    return faults


def _platform_faults(region: Region) -> list[str]:
    if region.login is not None and not gateway.offers(region.code, Capability.LOGIN):
        return [f"{region.code}: login is declared, but there is no platform."]
    faults = []
    if not (gateway.by_files(region.code) or carries_payments(region)) and region.stage in LIVE_STAGES:
        faults.append(f"{region.code}: stage {region.stage} needs a dialect that carries payments (BANK full).")
    if region.login is not None:
        faults += _login_faults(region)
    return faults


def carries_payments(region: Region) -> bool:
    """Whether payment instructions reach the region's treasury through its platform."""
    return gateway.support_of(region)[Capability.BANK] is Support.FULL


def _login_faults(region: Region) -> list[str]:
    try:
        gateway.open_adapter(region, seconds=gateway.LOGIN_SECONDS).begin_login(PROBE)
    except (RegionUnavailable, RegionRefused, BadAnswer) as fault:
        return [f"{region.code}: the login of the platform cannot be begun: {fault}"]
    return []
