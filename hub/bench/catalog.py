"""Row 6: searching a catalogue of a hundred thousand services in Chinese, first page, as a browser asks for it."""

import itertools
import random
import statistics
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from flask import Flask
from sqlalchemy import URL, select

from hub import catalog
from hub.bench.world import NOON
from hub.federation import directory
from hub.identity import Organization
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from hub.settings import ROOT

SERVICES = 100_000
INSTITUTIONS = 1_000
ROUNDS = 8
GOAL_MS = 100.0
with open(ROOT / "config" / "bench.toml", "rb") as _file:
    WORDS = tomllib.load(_file)["catalog"]
PRICINGS = ("FIXED", "REFERENCE", "NEGOTIATED")


@dataclass(frozen=True)
class Searched:
    """Milliseconds of a page at the 50th and 99th percentile, the slowest search, and the bare statement's 99th."""

    p50_ms: float
    p99_ms: float
    slowest: str
    floor_ms: float


def fill(app: Flask, owner: URL) -> None:
    """Institutions and services whose words, places, prices and tags are spread as in a real catalogue."""
    chance = random.Random(20240506)  # noqa: S311 - the same catalogue each time
    with app.app_context(), scope.everything():
        sellers = _sellers(chance)
        categories = list(db.session.scalars(select(catalog.Category.code).where(catalog.Category.code.like("______"))))
        areas = [area.code for area in directory.list_areas()]
    columns = (
        "id, no, institution_id, category_code, name, description, pricing, price_fen, unit, service_days, area_tags,"
        " open_to_others, programme_badges, equipment_nos, region, division, published, listed_at, words"
    )
    with psycopg.connect(owner.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        with connection.cursor().copy(f"COPY service ({columns}) FROM STDIN") as copy:
            for row in _rows(chance, sellers, categories, areas):
                copy.write_row(row)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE service")
    with app.app_context(), scope.everything(), unit_of_work():
        catalog.facets.refresh_tally([])


def measure(app: Flask) -> Searched:
    """Ask for many different first pages through the application, one after the other."""
    asked = [query for _ in range(ROUNDS) for query in queries()]
    random.Random(1).shuffle(asked)  # noqa: S311
    browser, times = app.test_client(), []
    for query in queries():
        browser.get(f"/services?{urlencode(query)}")
    for query in asked:
        began = time.perf_counter()
        answer = browser.get(f"/services?{urlencode(query)}")
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{query}: status {answer.status_code}")
    cuts = statistics.quantiles(times, n=100)
    worst = max(zip(times, asked, strict=True), key=lambda one: one[0])
    return Searched(cuts[49], cuts[98], f"{worst[0]:.0f} ms {worst[1]}", _floor(app))


def queries() -> list[dict[str, str]]:
    """What people ask: nothing, common and rare words, numbers, and each filter alone and together."""
    words: list[dict[str, str]] = [{"words": text} for text in WORDS["searches"]]
    areas = [area.code for area in directory.list_areas()][:4]
    filters: list[dict[str, str]] = [{}, {"sort": "newest"}, {"sort": "price"}]
    filters += [{"category": "01"}, {"category": "010101"}] + [{"area": code} for code in areas]
    filters += [{"pricing": "FIXED"}, {"category": "0102", "area": areas[0]}]
    both = [{**one, **other} for one, other in itertools.product(words[:4], filters[3:7])]
    sorted_ones = [{**one, "sort": sort} for one, sort in itertools.product(words[:3], ("newest", "price"))]
    return words + filters + both + sorted_ones


def _sellers(chance: random.Random) -> list[tuple[UUID, str, str | None, str]]:
    divisions = sorted({area.division for area in directory.list_areas()})
    found = []
    with unit_of_work():
        for number in range(INSTITUTIONS):
            division = chance.choice(divisions)
            region = directory.find_region_of_division(division)
            unit = Organization(
                uscc=f"91BENCH{number:011d}",
                name=f"{WORDS['seller']}{number}",
                kind="enterprise",
                is_institution=True,
                division=division,
                region=region.code if region else None,
                profile={},
                registered_at=NOON,
            )
            db.session.add(unit)
            db.session.flush()
            catalog.shops.open_shop(unit)
            found.append((unit.id, unit.name, unit.region, division))
    return found


def _rows(
    chance: random.Random, sellers: Sequence[Any], categories: Sequence[str], areas: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    sets = [sorted(chance.sample(areas, k=chance.randint(0, len(areas)))) for _ in range(40)]
    for number in range(SERVICES):
        seller_id, seller, region, division = chance.choice(sellers)
        name = "".join(chance.choice(WORDS[part]) for part in ("scale", "what", "how", "kind"))
        no, text = f"BX-{number:08d}", " ".join(chance.choice(WORDS[part]) for part in ("what", "how", "kind"))
        lexemes = " ".join(f"'{word}'" for word in catalog.words.index_words(no, name, text, seller))
        pricing = chance.choice(PRICINGS)
        price = None if pricing == "NEGOTIATED" else chance.randint(5, 5000) * 1000
        tags = "[" + ",".join(f'"{code}"' for code in chance.choice(sets)) + "]"
        listed = NOON - timedelta(minutes=number)
        yield (
            new_id(), no, seller_id, chance.choice(categories), name, text, pricing, price, None, chance.randint(1, 60),
            tags, chance.random() < 0.2, "[]", "[]", region, division, True, listed, lexemes,
        )  # fmt: skip


def _floor(app: Flask) -> float:
    """The 99th percentile of one bare statement that finds ten rows by the same words."""
    expressions = [catalog.words.search_expression(query["words"]) for query in queries() if query.get("words")]
    columns, where = "id, no, name, price_fen", "published AND words @@ CAST(%s AS tsquery)"
    statement = f"SELECT {columns} FROM service WHERE {where} ORDER BY no LIMIT 11"
    times = []
    with app.app_context():
        raw = db.engine.raw_connection()
        try:
            cursor = raw.cursor()
            for expression in expressions * ROUNDS:
                if expression:
                    began = time.perf_counter()
                    cursor.execute(statement, (expression,))
                    cursor.fetchall()
                    times.append((time.perf_counter() - began) * 1000)
        finally:
            raw.close()
    return statistics.quantiles(times, n=100)[98]
