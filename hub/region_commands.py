"""`hub regions list|check|new|conform`: which regions are joined, and what one that joins still lacks."""

from pathlib import Path
from typing import Any

import click

from hub.settings import load_settings


@click.group()
def regions() -> None:
    """The regions that are joined."""


@regions.command("list")
def regions_list() -> None:
    """Every region with its dialect and areas."""
    from hub.federation import directory

    load_settings()
    for region in directory.list_regions():
        areas = " ".join(area.code for area in directory.list_areas() if area.region == region.code)
        click.echo(f"{region.code:<10} {region.adapter:<10} {region.names.zh:<6} {areas}")


@regions.command("check")
@click.argument("code")
def regions_check(code: str) -> int:
    """Say what a region's folder still lacks: files, policies, cases."""
    from hub.federation import RegionFileWrong, regions_check
    from hub.policy import check_policies, uncovered

    folder = load_settings().regions
    try:
        missing = regions_check.check(code) + check_policies(code, folder) + uncovered(code, folder)
    except RegionFileWrong as wrong:
        missing = [str(wrong)]
    for sentence in missing:
        click.echo(sentence)
    click.echo(f"{code}: {len(missing)} missing" if missing else f"{code}: complete")
    return 1 if missing else 0


@regions.command("new")
@click.argument("code")
@click.option("--area", required=True, help="Code of its first area: lower-case letters and digits.")
@click.option("--programme", required=True, help="Code of the programme under which the area stands.")
@click.option("--division", default="00", help="GB/T 2260 code of the region, two digits.")
@click.option("--area-division", default="000000", help="GB/T 2260 code of the area, six digits.")
@click.option("--zh", default="", help="The region's name in Chinese.")
@click.option("--en", default="", help="The region's name in English.")
@click.option("--seller-region", default="", help="A region whose institutions the programme admits, for the cases.")
@click.option("--year", type=int, default=0, help="From which year its policy holds; this year when left out.")
@click.option(
    "--package", type=click.Path(file_okay=False, path_type=Path),
    help="Make an installable package in this folder, with a dialect of its own, instead of a folder of the hub.",
)  # fmt: skip
def regions_new(package: Path | None, **known: Any) -> int:
    """Make the folder of a region that joins, with sentences on what to fill in."""
    from hub.federation import founding
    from hub.kernel.errors import HubError

    new = founding.NewRegion(**known)
    try:
        made = (
            founding.found_package(new, root=package)
            if package
            else founding.found_region(new, root=load_settings().regions)
        )
    except HubError as error:
        click.echo(error.text("en"), err=True)
        return 1
    for path in made:
        click.echo(str(path))
    click.echo(f"Fill in what is marked, then: hub regions check {new.code}")
    return 0


@regions.command("conform")
@click.argument("code")
def regions_conform(code: str) -> int:
    """Try every promise of the region's dialect at its own simulator."""
    from adapters.promises.command import show
    from hub.federation import directory

    load_settings()
    return show(directory.get_region(code).adapter)
