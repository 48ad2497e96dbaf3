"""`hub maintenance on|off|show`: the switch for whoever is at the machine."""

import click


@click.group()
def maintenance() -> None:
    """Announced maintenance and read-only times."""


@maintenance.command("on")
@click.argument("message")
@click.option("--read-only", is_flag=True, help="Refuse every change; without it the banner only says so.")
@click.option("--from", "starts_at", default="", help="When it begins, Beijing time, such as 2024-05-06T22:00; now.")
@click.option("--until", "ends_at", default="", help="Its planned end; without it, until `hub maintenance off`.")
def maintenance_on(message: str, read_only: bool, starts_at: str, ends_at: str) -> int:
    """Announce maintenance, or begin it now."""
    from hub.availability import MaintenanceMode, announce
    from hub.kernel.actor import THE_HUB
    from schemas.availability import moment_as_typed

    mode = MaintenanceMode.READ_ONLY if read_only else MaintenanceMode.NOTICE
    return _in_one_transaction(
        lambda: announce(
            mode=mode,
            message=message,
            by=THE_HUB,
            starts_at=moment_as_typed(starts_at) if starts_at else None,
            ends_at=moment_as_typed(ends_at) if ends_at else None,
        )
    )


@maintenance.command("off")
def maintenance_off() -> int:
    """End what goes on, or withdraw what is announced next."""
    from hub.availability import end_window, next_window
    from hub.kernel.actor import THE_HUB

    def end() -> object:
        window = next_window()
        return end_window(window_id=window.id, by=THE_HUB) if window else None

    return _in_one_transaction(end)


@maintenance.command("show")
def maintenance_show() -> int:
    """Say what is announced or goes on."""
    return _in_one_transaction(lambda: None)


def _in_one_transaction(act):  # type: ignore[no-untyped-def]
    from marshmallow import ValidationError

    from hub.app import create_app
    from hub.availability import next_window
    from hub.kernel import scope
    from hub.kernel.clock import SHANGHAI
    from hub.kernel.db import unit_of_work
    from hub.kernel.errors import HubError
    from hub.settings import load_settings

    with create_app(load_settings()).app_context(), scope.everything():
        try:
            with unit_of_work():
                act()
        except HubError as error:
            click.echo(error.text("en"))
            return 1
        except ValidationError as error:
            click.echo(str(error.messages[0]).rpartition(" / ")[2])
            return 1
        window = next_window()
        if window is None:
            click.echo("No maintenance is announced.")
            return 0
        hours = [at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else "open" for at in _hours(window)]
        click.echo(f"{window.mode.value} {hours[0]} - {hours[1]}: {window.message}")
        return 0


def _hours(window):  # type: ignore[no-untyped-def]
    return window.starts_at, window.ends_at
