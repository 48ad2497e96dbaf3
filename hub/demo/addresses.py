"""The two tables the demo prints: where things are, and who can log in where."""

from adapters.simulation.people import enterprises_of
from adapters.simulation.seeds import read_seed
from hub.settings import load_settings
from hub.stories import book
from hub.testing.simulators import simulators

Rows = list[tuple[str, ...]]


def places() -> tuple[str, list[str], Rows]:
    """Addresses of the hub's main pages and of the simulated platforms."""
    base = load_settings("demo").web.base_url
    rows: Rows = [
        ("枢纽 hub", base),
        ("登录 sign in", f"{base}/login"),
        ("服务目录 catalogue", f"{base}/services"),
        ("现行政策 policies in force", f"{base}/policies"),
        ("公示 public notices", f"{base}/notices"),
        ("API", f"{base}/api/v1/"),
    ]
    rows += [(f"模拟平台 simulated platform {dialect}", address) for dialect, address in simulators().items()]
    return "Addresses", ["what", "address"], rows


def people() -> tuple[str, list[str], Rows]:
    """Who can log in, where, and with what."""
    rows: Rows = [
        (
            entry["username"],
            "枢纽账号 hub account",
            entry["password"],
            entry.get("totp_secret", ""),
            entry["name"],
        )
        for entry in book.accounts()
    ]
    for dialect in simulators():
        rows += [
            (person.username, f"{dialect} 平台登录页 its own page", person.password, "", person.name)
            for person in enterprises_of(read_seed(f"adapters.{dialect}")).values()
        ]
    return "Who can log in (sample people)", ["user", "where", "password", "second factor (TOTP secret)", ""], rows
