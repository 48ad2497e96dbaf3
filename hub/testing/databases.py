"""Start over: a database with the sample data is made once as a template and cloned for each story."""

import threading

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import URL, make_url

from hub.kernel.database import ensure_database, owner_url
from hub.kernel.db import db
from hub.settings import Settings

_one_at_a_time = threading.Lock()


def start_over(app: Flask, data: str) -> None:
    """Replace this application's database by a fresh clone of the template ``data`` ("empty" or "sample")."""
    settings: Settings = app.config["HUB"]
    with _one_at_a_time:
        current = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
        assert current is not None
        owner = owner_url(settings)
        template = _template(owner, current, data, settings)
        db.session.remove()
        db.engine.dispose()
        with _maintenance(owner) as connection:
            name, source = sql.Identifier(current), sql.Identifier(template)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(name, source))


def _template(owner: URL, current: str, data: str, settings: Settings) -> str:
    name = f"{current}_{data}"
    with _maintenance(owner) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
    half_made = f"{name}_in_the_making"
    with _maintenance(owner) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(half_made)))
    ensure_database(owner.set(database="postgres"), half_made)
    _fill(owner.set(database=half_made), data, settings)
    with _maintenance(owner) as connection:
        old, new = sql.Identifier(half_made), sql.Identifier(name)
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, new))
    return name


def _fill(owner: URL, data: str, settings: Settings) -> None:
    from hub.app import create_app
    from hub.kernel.migrate import upgrade
    from hub.kernel.schema import APPLICATION_ROLE
    from hub.sample import load_sample

    upgrade(settings, url=owner)
    url = owner.set(username=APPLICATION_ROLE, password=None).render_as_string(hide_password=False)
    app = create_app(settings, database_url=url)
    with app.app_context():
        if data == "sample":
            load_sample()
        db.session.remove()
        db.engine.dispose()


def _maintenance(owner: URL) -> "psycopg.Connection[tuple[object, ...]]":
    url = owner.set(database="postgres", drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
