"""Row 1: reserve and order at service level, eight threads, and the same SQL replayed by pgbench as its floor."""

import re
import subprocess
import threading
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from psycopg import ClientCursor
from sqlalchemy import URL, event, text

from hub import orders
from hub.bench.world import Buyer
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.embedded_postgres import binaries

THREADS = 8
SERVICE = "V02"
STANDING = ("organization", "instrument", "service", "policy_version", "ledger_account")


def place(app: Flask, buyer: Buyer) -> str:
    """One order in one transaction, as a view would place it; returns its number."""
    with app.app_context(), scope.seen_by(buyer.actor.scope), unit_of_work():
        order = orders.place_order(
            service_no=SERVICE, quantity=1, instrument_no=buyer.instrument_no, agreed_fen=None, by=buyer.actor
        )
        return str(order.no)


def orders_per_second(app: Flask, buyers: Sequence[Buyer], seconds: float) -> float:
    """Orders placed a second by eight threads, each over its own share of the buyers."""
    counts = [0] * THREADS
    failures: list[BaseException] = []
    began = time.perf_counter()

    def work(number: int) -> None:
        try:
            for buyer in cycle(buyers[number::THREADS]):
                if time.perf_counter() - began > seconds:
                    return
                place(app, buyer)
                counts[number] += 1
        except BaseException as error:  # the caller raises it
            failures.append(error)

    threads = [threading.Thread(target=work, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / (time.perf_counter() - began)


def floor_orders_per_second(app: Flask, owner: URL, buyers: Sequence[Buyer], seconds: int, folder: Path) -> float:
    """The SQL of one order, as it was sent, replayed by pgbench with eight clients over all these buyers."""
    script = folder / "order.sql"
    script.write_text(_script(app, buyers))
    _write_buyers(owner, buyers)
    command: list[str | Path] = [
        binaries() / "pgbench",
        "-n",
        "-c",
        str(THREADS),
        "-j",
        "2",
        "-T",
        str(seconds),
        "-f",
        script,
    ]
    query = owner.query
    done = subprocess.run(
        [*command, "-h", str(query["host"]), "-U", str(owner.username), str(owner.database)],
        capture_output=True,
        text=True,
    )
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)
    if done.returncode or not found:
        raise RuntimeError(f"pgbench failed: {done.stderr[-2000:]}")
    return float(found.group(1))


def _script(app: Flask, buyers: Sequence[Buyer]) -> str:
    """A pgbench script out of one recorded order: new ids are drawn afresh, the buyer at random."""
    buyer = buyers[0]
    place(app, buyer)  # caches are warm before the order that is recorded
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

        def record(connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            driver = connection.connection.driver_connection
            many = parameters if isinstance(parameters, list) else [parameters]
            statements.extend(ClientCursor(driver).mogrify(statement, one or None) for one in many)

        event.listen(engine, "before_cursor_execute", record)
        try:
            no = place(app, buyer)
        finally:
            event.remove(engine, "before_cursor_execute", record)
        account_id = _account_of(buyer)
        fresh = _fresh_ids(statements)
    body = ";\n".join(statement.replace("\\", "\\\\") for statement in statements if statement.strip())
    assert buyer.actor.organization_id is not None
    variables = {buyer.instrument_id.hex: "instrument_id", buyer.actor.organization_id.hex: "holder_id"}
    variables |= {buyer.instrument_no: "instrument_no", account_id.hex: "account_id", no: "order_no"}
    variables |= {found: f"id{number}" for number, found in enumerate(fresh)}
    for value, name in variables.items():
        body = body.replace(f"'{value}'", f"':{name}'")
    drawn = ", ".join(f"gen_random_uuid()::text AS id{number}" for number in range(len(fresh)))
    return (
        f"\\set n random(1, {len(buyers)})\n"
        f"SELECT *, gen_random_uuid()::text AS order_no, {drawn} FROM bench_buyer WHERE n = :n \\gset\n"
        f"BEGIN;\n{body};\nCOMMIT;\n"
    )


def _fresh_ids(statements: list[str]) -> list[str]:
    """Ids that this transaction made, as psycopg writes them: hexadecimal, no hyphens, version 7."""
    made = {
        found
        for statement in statements
        if "INSERT INTO" in statement
        for found in re.findall(r"'([0-9a-f]{12}7[0-9a-f]{19})'", statement)
    }
    known: set[str] = set()
    for table in STANDING:
        known |= set(db.session.scalars(text(f"SELECT replace(id::text, '-', '') FROM {table}")))
    return sorted(made - known)


def _account_of(buyer: Buyer) -> UUID:
    found = db.session.execute(
        text("SELECT id FROM ledger_account WHERE kind = 'QUOTA' AND owner_id = :i"), {"i": buyer.instrument_id}
    ).scalar_one()
    assert isinstance(found, UUID)
    return found


def _write_buyers(owner: URL, buyers: Sequence[Buyer]) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(owner.set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS bench_buyer"))
        connection.execute(
            text(
                "CREATE TABLE bench_buyer (n int PRIMARY KEY, instrument_id text, holder_id text, instrument_no text,"
                " account_id text)"
            )
        )
        rows = [
            {"n": n, "i": b.instrument_id, "h": b.actor.organization_id, "no": b.instrument_no}
            for n, b in enumerate(buyers, 1)
        ]
        connection.execute(
            text(
                "INSERT INTO bench_buyer SELECT :n, :i, :h, :no, id FROM ledger_account"
                " WHERE kind = 'QUOTA' AND owner_id = :i"
            ),
            rows,
        )
    engine.dispose()
