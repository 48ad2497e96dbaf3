"""`hub audit verify|export|seal`: prove the audit record, take it away with a verifier, seal what is finished now."""

from datetime import datetime
from pathlib import Path

import click

from hub.settings import load_settings


@click.group()
def audit() -> None:
    """The audit record and its seals."""


@audit.command("verify")
@click.option(
    "--anchor", "anchors", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An anchor that was copied off this host; may be given several times.",
)  # fmt: skip
def audit_verify(anchors: tuple[Path, ...]) -> int:
    """Verify chain, signatures and rows; names the first broken row and ends with 1 when something is not as sealed."""
    from hub import audit as record
    from hub.app import create_app
    from hub.kernel.scope import everything

    with create_app(load_settings()).app_context(), everything():
        given = [record.read_anchor(str(path), path.read_bytes()) for path in anchors]
        proof = record.verify_record(given)
    for finding in proof.findings:
        click.echo(finding.sentence)
    if proof.findings:
        click.echo(f"{len(proof.findings)} findings")
        return 1
    click.echo(f"{proof.rows} rows under {proof.seals} seals are as they were sealed. Newest: {proof.newest_sha256}")
    return 0


@audit.command("export")
@click.option("--from", "since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day, Asia/Shanghai.")
@click.option("--to", "until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Last day, included.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def audit_export(since: datetime, until: datetime, file: Path) -> int:
    """Write what was sealed on these days to FILE, a zip with a verifier; the export is recorded."""
    from hub import audit as record
    from hub.app import create_app
    from hub.kernel.actor import THE_HUB
    from hub.kernel.db import unit_of_work
    from hub.kernel.errors import HubError
    from hub.kernel.scope import everything

    with create_app(load_settings()).app_context(), everything():
        try:
            with unit_of_work():
                export = record.begin_export(since=since.date(), until=until.date(), by=THE_HUB, areas=None)
        except HubError as error:
            click.echo(error.text("en"), err=True)
            return 1
        with open(file, "wb") as out:
            for piece in record.write_export(export):
                out.write(piece)
    click.echo(f"{file}: seals {export.first} to {export.last}. Verify it anywhere: python3 verify.py {file.name}")
    return 0


@audit.command("seal")
def audit_seal() -> None:
    """Seal what is finished now, as the job does every minute."""
    from hub import audit as record
    from hub.app import create_app
    from hub.kernel.scope import everything

    with create_app(load_settings()).app_context(), everything():
        sealed = record.seal_pending()
        record.write_anchor()
    click.echo(f"{sealed} rows sealed.")
