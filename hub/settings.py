"""Settings: config/default.toml, the environment's file, then variables; checked at start, one sentence a fault."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, get_type_hints

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "testing", "demo", "production")
NOT_SECRET = "development-only"


class SettingsRefused(Exception):
    """The settings cannot be used; ``faults`` holds one sentence for each reason."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Database:
    """Where the data lies. ``url`` is the application's role, ``owner_url`` the owner's (migrations only).

    ``behind_pooler``: connections change hands between transactions (PgBouncer), so nothing is kept on them.
    """

    url: str
    owner_url: str
    statement_timeout_ms: int
    lock_timeout_ms: int
    behind_pooler: bool


@dataclass(frozen=True)
class Web:
    """The address people see, the one we listen on, what stands before us, the limits of a request in bytes."""

    base_url: str
    bind: str
    secure_cookies: bool
    trusted_hosts: list[str]
    proxies: int
    max_content_length: int
    max_upload_length: int


@dataclass(frozen=True)
class Secrets:
    """Keys, each at least 32 bytes: sessions, column encryption, blind index, message signatures."""

    session_key: str
    data_key: str
    index_key: str
    signing_seed: str


@dataclass(frozen=True)
class Files:
    """Object store for uploads; at most ``concurrent_writes`` are written at once in a process."""

    store: str
    concurrent_writes: int


@dataclass(frozen=True)
class Egress:
    """Private networks (CIDR) in which the hub may call clients itself; public addresses need no entry."""

    networks: list[str]


@dataclass(frozen=True)
class Jobs:
    """Worker threads, and after how many silent seconds a worker counts as dead."""

    concurrency: int
    stalled_after_seconds: int


@dataclass(frozen=True)
class Metrics:
    """Who may read ``/metrics`` (a bearer token; empty: nobody), and where a worker serves its own (empty: nowhere)."""

    token: str
    worker_bind: str


@dataclass(frozen=True)
class Logging:
    """How lines of the log are written, ``json`` or ``text``, and from which level on."""

    format: str
    level: str


@dataclass(frozen=True)
class Backup:
    """Where backups lie on this host, and the server on which the newest is restored each week to prove it."""

    folder: str
    drill_url: str


@dataclass(frozen=True)
class Webhooks:
    """How many seconds a delivery waits after its first failure; each further wait is three times longer."""

    first_wait_seconds: int


@dataclass(frozen=True)
class Limits:
    """How often programs may call, as "600 per minute"; counted in Redis when ``storage`` names one, else in memory."""

    storage: str
    per_client: str
    anonymous: str
    federation: str


@dataclass(frozen=True)
class Messages:
    """Who carries texts and e-mails: "inbox" (the local outbox), or the name of an installed driver."""

    sms_driver: str
    mail_driver: str


@dataclass(frozen=True)
class Statistics:
    """What is published: how many enterprises, or institutions, must stand behind a figure."""

    minimum_group: int


@dataclass(frozen=True)
class Testing:
    """What only tests and the demo may switch on."""

    surface: bool
    clock_offset: bool
    failpoints: bool
    cheap_passwords: bool


@dataclass(frozen=True)
class Hub:
    """Which configuration this is and where it keeps and finds its files."""

    environment: str
    var_folder: str
    regions_folder: str


@dataclass(frozen=True)
class Settlement:
    """In how large pieces a run collects awards, and the memory (MB) that each sort or join of it may take."""

    bucket_lines: int
    work_memory_mb: int


@dataclass(frozen=True)
class Settings:
    """All settings, by section."""

    database: Database
    web: Web
    secrets: Secrets
    files: Files
    egress: Egress
    jobs: Jobs
    metrics: Metrics
    logging: Logging
    backup: Backup
    webhooks: Webhooks
    limits: Limits
    messages: Messages
    statistics: Statistics
    settlement: Settlement
    testing: Testing
    hub: Hub

    @property
    def var(self) -> Path:
        """Folder of everything that is written: absolute."""
        return (ROOT / self.hub.var_folder).resolve()

    @property
    def regions(self) -> Path:
        """Folder of the region files: absolute."""
        return (ROOT / self.hub.regions_folder).resolve()

    @property
    def production(self) -> bool:
        """Whether this is the production configuration."""
        return self.hub.environment == "production"


def load_settings(environment: str | None = None, variables: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings of ``environment`` (default: HUB_ENV, else development).

    Raises:
        SettingsRefused: something is unknown, missing, of the wrong kind, or not allowed here.
    """
    variables = os.environ if variables is None else variables
    environment = environment or variables.get("HUB_ENV", "development")
    if environment not in ENVIRONMENTS:
        raise SettingsRefused([f"HUB_ENV is {environment!r}: it must be one of {', '.join(ENVIRONMENTS)}."])
    tables = [_read("default"), _read(environment), _from_variables(variables)]
    faults: list[str] = []
    sections = {
        name: _section(name, kind, [table.get(name, {}) for table in tables], faults)
        for name, kind in get_type_hints(Settings).items()
        if is_dataclass(kind)
    }
    faults += [
        f"Unknown section [{name}] in the settings." for table in tables for name in table if name not in sections
    ]
    if faults:
        raise SettingsRefused(faults)
    settings = Settings(**sections)
    faults = faults_of(settings)
    if faults:
        raise SettingsRefused(faults)
    return settings


def faults_of(settings: Settings) -> list[str]:
    """What stands against these settings, one sentence each; empty when they may be used."""
    faults = _secret_faults(settings) + _network_faults(settings) + _running_faults(settings)
    if settings.statistics.minimum_group < 2:
        faults.append("statistics.minimum_group is below 2: a figure about one enterprise would be published.")
    if not settings.production:
        return faults
    if not settings.database.url:
        faults.append("database.url is empty, which means the embedded database: production needs DATABASE_URL.")
    if not settings.web.secure_cookies or not settings.web.base_url.startswith("https://"):
        faults.append("web.base_url must start with https:// and web.secure_cookies be true in production.")
    if not settings.web.trusted_hosts:
        faults.append("web.trusted_hosts is empty: name the host names under which the hub is reached.")
    if settings.web.proxies < 1:
        faults.append("web.proxies is 0: say how many proxies of ours stand before the hub, or all calls seem one's.")
    for field in fields(Testing):
        if getattr(settings.testing, field.name):
            faults.append(f"testing.{field.name} is on: production refuses it.")
    return faults


def _running_faults(settings: Settings) -> list[str]:
    faults = []
    if settings.metrics.token and len(settings.metrics.token.encode()) < 32:
        faults.append("metrics.token is shorter than 32 bytes: set HUB_METRICS_TOKEN, or leave it empty.")
    if settings.logging.format not in ("json", "text"):
        faults.append(f"logging.format is {settings.logging.format!r}: it must be json or text.")
    if settings.logging.level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        faults.append(f"logging.level is {settings.logging.level!r}: it must be DEBUG, INFO, WARNING or ERROR.")
    elif settings.production and settings.logging.level == "DEBUG":
        faults.append("logging.level is DEBUG: libraries then write what may not be kept; production refuses it.")
    return faults


def _network_faults(settings: Settings) -> list[str]:
    faults = []
    for network in settings.egress.networks:
        try:
            ip_network(network)
        except ValueError:
            faults.append(f"egress.networks holds {network!r}: write networks as 10.20.0.0/16.")
    return faults


def _secret_faults(settings: Settings) -> list[str]:
    faults = []
    for field in fields(Secrets):
        value = getattr(settings.secrets, field.name)
        # Of these two the provider takes several, separated by blanks: each is a key, the first encrypts and signs.
        parts = (value.split() or [value]) if field.name in ("data_key", "signing_seed") else [value]
        if min(len(part.encode()) for part in parts) < 32:
            faults.append(f"secrets.{field.name} is shorter than 32 bytes: set HUB_SECRETS_{field.name.upper()}.")
        elif settings.production and any(part.startswith(NOT_SECRET) for part in parts):
            faults.append(
                f"secrets.{field.name} is the default that everybody knows: set HUB_SECRETS_{field.name.upper()}."
            )
    return faults


def _read(name: str) -> dict[str, Any]:
    with open(ROOT / "config" / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


def _from_variables(variables: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    if "DATABASE_URL" in variables:
        table.setdefault("database", {})["url"] = variables["DATABASE_URL"]
    for section, kind in get_type_hints(Settings).items():
        if not is_dataclass(kind):
            continue
        for field in fields(kind):
            value = variables.get(f"HUB_{section.upper()}_{field.name.upper()}")
            if value is not None:
                table.setdefault(section, {})[field.name] = _typed(value, get_type_hints(kind)[field.name])
    return table


def _typed(value: str, kind: Any) -> Any:
    if kind is bool:
        return {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    if kind is int:
        return int(value) if value.isascii() and value.isdigit() else value
    return value.split(",") if kind == list[str] else value


def _section(name: str, kind: Any, tables: list[dict[str, Any]], faults: list[str]) -> Any:
    values: dict[str, Any] = {}
    for table in tables:
        values.update(table)
    hints = get_type_hints(kind)
    faults += [f"Unknown setting {name}.{key}." for key in values if key not in hints]
    for key, expected in hints.items():
        if key not in values:
            faults.append(f"Setting {name}.{key} is missing.")
        elif not isinstance(values[key], list if expected == list[str] else expected):
            faults.append(
                f"Setting {name}.{key} must be of type {getattr(expected, '__name__', expected)}, not {values[key]!r}."
            )
    return kind(**{key: values.get(key) for key in hints})
