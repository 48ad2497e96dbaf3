"""The command line: `hub serve|worker|scheduler`, `hub db|regions|stories|ledger|audit|jobs …`, `hub demo`."""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

import click

from hub.audit_commands import audit
from hub.backup_commands import backup, restore
from hub.maintenance_commands import maintenance
from hub.region_commands import regions
from hub.settings import ROOT, Settings, SettingsRefused, load_settings

BAD_CONFIGURATION = 78


def main() -> int:
    """Run the command line; settings that cannot be used end with one sentence each and exit code 78."""
    if sys.flags.optimize:
        print("The hub does not run under python -O: its assertions guard money.")
        return BAD_CONFIGURATION
    try:
        result = cli(standalone_mode=False)
    except SettingsRefused as refused:
        for fault in refused.faults:
            print(fault, file=sys.stderr)
        return BAD_CONFIGURATION
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.Abort:
        return 130
    return int(result or 0)


@click.group()
def cli() -> None:
    """科技创新券通用通兑枢纽 · the voucher federation hub."""


cli.add_command(audit)
cli.add_command(backup)
cli.add_command(restore)
cli.add_command(regions)
cli.add_command(maintenance)


def _settings() -> Settings:
    return load_settings()


@cli.command()
@click.option("--workers", default=1, show_default=True, help="Gunicorn worker processes.")
@click.option("--threads", default=16, show_default=True, help="Threads in each.")
def serve(workers: int, threads: int) -> None:
    """Serve pages and API with gunicorn."""
    settings = _settings()
    from hub.app import create_app
    from hub.kernel.meters import FOLDER_VARIABLE
    from hub.kernel.migrate import check_schema
    from hub.kernel.serving import figures_folder

    check_schema(create_app(settings))
    os.environ[FOLDER_VARIABLE] = str(figures_folder(settings))
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--workers", str(workers), "--threads", str(threads)]
    command += ["--bind", settings.web.bind, "--no-control-socket", "--graceful-timeout", "30", "--timeout", "60"]
    command += ["--config", "python:hub.kernel.serving"]
    os.execv(sys.executable, [*command, "--chdir", str(ROOT), "wsgi:app"])  # noqa: S606 - replaces this process


@cli.command()
def worker() -> int:
    """Run jobs until told to stop."""
    from hub.worker import main as work

    return work(_settings())


@cli.command()
def scheduler() -> int:
    """Write down the runs that are due; any number of these may tick."""
    from hub.scheduler import main as tick

    return tick(_settings())


@cli.group()
def db() -> None:
    """The database's tables."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables up to this version of the hub."""
    from hub.kernel.migrate import upgrade

    upgrade(_settings())
    click.echo("The database is up to date.")


@cli.group()
def policy() -> None:
    """The policies in force."""


@policy.command("explain")
@click.argument("uscc")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="A date; today when left out.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def policy_explain(uscc: str, on: datetime | None, language: str) -> int:
    """Say what an enterprise is entitled to, why, what is missing, and from which sentence."""
    from hub.app import create_app
    from hub.identity import find_organization_by_uscc
    from hub.kernel.scope import everything
    from hub.vouchers import explain_entitlements

    with create_app(_settings()).app_context(), everything():
        holder = find_organization_by_uscc(uscc.strip().upper())
        if holder is None:
            click.echo(f"{uscc}: no enterprise with this code is registered.", err=True)
            return 1
        for sentence in explain_entitlements(holder, on=on.date() if on else None, language=language):
            click.echo(sentence)
    return 0


@cli.group()
def stories() -> None:
    """Acceptance stories."""


@stories.command("run")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--hub", "base_url", default="http://127.0.0.1:8000", show_default=True, help="Address of the running hub."
)
@click.option("--via", type=click.Choice(["page", "api", "browser"]), default="page", show_default=True)
def stories_run(files: tuple[Path, ...], base_url: str, via: str) -> int:
    """Play story files against a running hub, from outside."""
    from hub.stories.command import run_files

    return run_files(files, base_url=base_url, via=via)


@cli.group()
def ledger() -> None:
    """The two ledgers."""


@ledger.command("verify")
def ledger_verify() -> int:
    """Check every invariant of the ledgers; prints what is wrong and ends with 1 if anything is."""
    from hub import ledger as ledgers
    from hub.app import create_app
    from hub.kernel.scope import everything

    with create_app(_settings()).app_context(), everything():
        violations = ledgers.verify()
    for violation in violations:
        click.echo(f"{violation.invariant} {violation.subject}: {violation.sentence}")
    click.echo(f"{len(violations)} violations" if violations else "The ledgers are clean.")
    return 1 if violations else 0


@cli.group()
def jobs() -> None:
    """The job queue."""


@jobs.command("list")
def jobs_list() -> None:
    """Jobs that failed for good, newest first."""
    from hub.app import create_app
    from hub.kernel import jobs as queue
    from hub.kernel.scope import everything

    with create_app(_settings()).app_context(), everything():
        for failure in queue.list_failed():
            click.echo(f"{failure.job_id} {failure.job} {failure.failed_at:%Y-%m-%d %H:%M:%S} {failure.error}")


@jobs.command("retry")
@click.argument("job_id", type=int)
def jobs_retry(job_id: int) -> None:
    """Put a failed job back into the queue."""
    from hub.app import create_app
    from hub.kernel import jobs as queue
    from hub.kernel.db import unit_of_work
    from hub.kernel.scope import everything

    with create_app(_settings()).app_context(), everything(), unit_of_work():
        queue.retry(job_id)


@cli.group()
def sample() -> None:
    """Fictional data for demo and tests."""


@sample.command("load")
def sample_load() -> None:
    """Load policies, people and catalogue; loading twice changes nothing."""
    from hub.app import create_app
    from hub.sample import load_sample

    with create_app(_settings()).app_context():
        load_sample()


@cli.command()
@click.option("--reset", is_flag=True, help="Forget everything the demo has stored, and stop.")
@click.option("--play-only", is_flag=True, help="Stop after the main job instead of leaving everything running.")
def demo(reset: bool, play_only: bool) -> int:
    """Set everything up, play the main job over HTTP, leave the hub and the simulated regions running."""
    from hub.demo import forget, run

    if reset:
        forget()
        return 0
    return run(play_only=play_only)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def bench(as_json: bool) -> int:
    """Measure the goals of the design beside floors taken in the same run."""
    from hub.bench import run

    return run(as_json=as_json)


@cli.command()
@click.option("--minutes", default=30, show_default=True)
@click.option("--rate", default=50, show_default=True, help="Requests a second.")
def soak(minutes: int, rate: int) -> int:
    """Ask for a mix of pages and orders for long; the books are proved each minute."""
    from hub.bench.soak import run

    return run(minutes=minutes, per_second=rate)


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document of /api/v1."""
    from hub.api import document
    from hub.app import create_app

    app = create_app(_settings())
    with app.app_context():
        click.echo(json.dumps(document(app), ensure_ascii=False, indent=2, sort_keys=True))


@cli.command()
def doctor() -> int:
    """Say what stands in the way of a working hub on this machine."""
    from hub.doctor import faults

    found = faults()
    for sentence in found:
        click.echo(sentence)
    click.echo("Everything needed is here." if not found else f"{len(found)} things to mend.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
