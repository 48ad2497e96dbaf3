"""`hub backup` and `hub restore`: take everything away, and put it into an empty place and prove it."""

from pathlib import Path

import click
from sqlalchemy import make_url

from hub.settings import load_settings

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", required=False, type=FOLDER)
def backup(folder: Path | None) -> int:
    """Write a backup below FOLDER (default: the setting backup.folder). Keys are not in it: keep them elsewhere."""
    from hub import audit, operation
    from hub.app import create_app
    from hub.kernel.actor import THE_HUB
    from hub.kernel.database import owner_url
    from hub.kernel.db import unit_of_work
    from hub.kernel.ids import new_id
    from hub.kernel.scope import everything

    settings = load_settings()
    below = folder or (Path(settings.backup.folder) if settings.backup.folder else None)
    if below is None:
        click.echo("Name a folder, or set HUB_BACKUP_FOLDER.", err=True)
        return 1
    with create_app(settings).app_context(), everything():
        audit.seal_pending()
        audit.write_anchor()
        try:
            environment = settings.hub.environment
            place, faults = operation.take_backup(below.resolve(), url=owner_url(settings), environment=environment)
        except operation.ProgramFailed as failed:
            click.echo(str(failed), err=True)
            return 1
        with unit_of_work():
            subject = {"subject": "backup", "subject_id": new_id(), "subject_no": place.name}
            audit.record("data.exported", by=THE_HUB, purpose="backup", **subject)  # type: ignore[arg-type]
    for sentence in faults:
        click.echo(sentence, err=True)
    click.echo(f"{place}{f': {len(faults)} files are not in it' if faults else ''}")
    return 1 if faults else 0


@click.command()
@click.argument("place", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--verify", is_flag=True, help="Prove rows, record, books and files afterwards; 1 when something is wrong."
)
@click.option("--check-only", is_flag=True, help="Look at the backup's signature and hashes; restore nothing.")
def restore(place: Path, verify: bool, check_only: bool) -> int:
    """Put the backup at PLACE into the database and the store of the settings, which must both be empty."""
    from hub import operation
    from hub.app import create_app
    from hub.kernel.database import owner_url
    from hub.kernel.scope import everything

    settings = load_settings()
    owner = make_url(owner_url(settings))
    app = create_app(settings, database_url=owner.render_as_string(hide_password=False))
    with app.app_context(), everything():
        try:
            manifest = operation.read_manifest(place)
            faults = operation.check_whole(place, manifest)
            if not faults and not check_only:
                operation.refuse_other_keys(manifest)
                operation.refuse_used_store()
                operation.restore_database(place, manifest, url=owner)
                operation.restore_files(place)
                faults = operation.verify_restored(place, manifest) if verify else []
        except (operation.BackupUnusable, operation.ProgramFailed) as refused:
            click.echo(str(refused), err=True)
            return 1
    for sentence in faults:
        click.echo(sentence)
    if faults:
        click.echo(f"{len(faults)} things are not as they were.")
        return 1
    what = "is whole" if check_only else "was restored and proved" if verify else "was restored: prove it with --verify"
    click.echo(f"The backup of {manifest.taken_at} {what}; {sum(manifest.rows.values())} rows, {manifest.files} files.")
    return 0
