"""The policies that the region folders propose: documents normalized by their adapter, resolved over their parents."""

import hashlib
import importlib
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from adapters.discovery import known_dialects, package_of
from adapters.reading import Loss, LossReport, NativeRefused, Severity, load_native
from hub.federation import region_folders
from hub.policy.checks import faults_of, origin_of
from hub.policy.errors import AnchorMissing, PolicyNotInForce
from hub.policy.layers import resolve
from hub.policy.loaded import LoadedPolicy, load
from schemas.plain import to_plain
from schemas.policy import Citation, PolicyDraft
from schemas.terms import Origin

EXCUSES = "excused.toml"


def hash_of_policy(draft: PolicyDraft) -> str:
    """sha256 of the canonical JSON of a document: what an approver signs."""
    text = json.dumps(to_plain(draft), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Native:
    """One document of a region's folder with what its adapter made of it."""

    region: str
    path: Path
    content: bytes
    draft: PolicyDraft | None
    loss: LossReport

    @property
    def sha256(self) -> str:
        """Hash of the bytes as they are."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Proposal:
    """A resolved version that could be published, and what stands against it."""

    draft: PolicyDraft
    version: int
    layers: tuple[Native, ...]
    faults: tuple[str, ...]
    is_parent: bool = False

    @property
    def content_hash(self) -> str:
        """sha256 of the canonical JSON of the resolved document."""
        return hash_of_policy(self.draft)

    @property
    def origin(self) -> Origin:
        """The weakest origin among its values."""
        return origin_of(self.draft)

    @cached_property
    def loaded(self) -> LoadedPolicy:
        """The version compiled."""
        return load(self.draft, version=self.version, content_hash=self.content_hash)


@dataclass
class Book:
    """All proposals of the regions by policy, oldest first, and every document they were made of.

    ``parents`` are those on which others build and by which alone nobody is decided.
    """

    policies: dict[str, list[Proposal]] = field(default_factory=dict)
    parents: dict[str, list[Proposal]] = field(default_factory=dict)
    natives: list[Native] = field(default_factory=list)

    def governing(self, programme: str, area: str, phase: str, anchors: dict[str, date]) -> LoadedPolicy:
        """The version for a question, chosen as the store chooses it."""
        proposals = [proposal for versions in self.policies.values() for proposal in versions]
        versions = [one for one in proposals if (one.draft.programme, one.draft.area) == (programme, area)]
        if not versions:
            raise PolicyNotInForce(programme=programme, area=area, on="-")
        names = (versions[-1].draft.anchors or {}).get(phase, ())
        on = next((anchors[name] for name in names if name in anchors), None)
        if on is None:
            raise AnchorMissing(names="、".join(names))
        past = [version for version in versions if version.draft.effective_from <= on]
        if not past or past[-1].draft.status == "ended":
            raise PolicyNotInForce(programme=programme, area=area, on=on.isoformat())
        return past[-1].loaded


def read_book(folder: Path) -> Book:
    """Read every policy document below the regions folder, and those of regions that packages bring."""
    return bind(list(_natives(folder)), read_sources(folder))


def bind(documents: list[Native], sources: dict[str, Citation]) -> Book:
    """The book of these documents, with their citations resolved."""
    natives = [_cited(native, sources) for native in documents]
    drafts = [native for native in natives if native.draft is not None]
    bases = {name for native in drafts for name in native.draft.parents}  # type: ignore[union-attr]
    book = Book(natives=natives)
    for policy_id in sorted({native.draft.policy_id for native in drafts} - bases):  # type: ignore[union-attr]
        book.policies[policy_id] = _versions(policy_id, drafts)
    for policy_id in sorted(bases):
        book.parents[policy_id] = [
            _unresolved(native, number) for number, native in enumerate(_by_date(policy_id, drafts), start=1)
        ]
    return book


def read_sources(folder: Path) -> dict[str, Citation]:
    """Every quotation of the regions' sources by its rule id."""
    found: dict[str, Citation] = {}
    for path in (file for region in region_folders(folder) for file in sorted(region.glob("sources/*.toml"))):
        document = tomllib.loads(path.read_text("utf-8"))
        for rule, at in document["quotes"].items():
            found[rule] = Citation(rule, document["title"], at["line"], at["quote"])
    return found


def _natives(folder: Path) -> Iterator[Native]:
    for region in region_folders(folder):
        paths = [*region.glob("policy/*.toml"), *region.glob("areas/*/policy/*.toml")]
        for path in sorted(path for path in paths if path.name != EXCUSES):
            excuses = path.parent / EXCUSES
            excused = tomllib.loads(excuses.read_text("utf-8")).get(path.stem, {}) if excuses.exists() else {}
            yield normalize(path.read_bytes(), region=region.name, path=path, excused=excused)


def normalize(content: bytes, *, region: str, path: Path, excused: dict[str, str]) -> Native:
    """Let the adapter that speaks the document's dialect read it; what it refuses becomes a loss."""
    try:
        dialect = load_native(content)["document"]["dialect"]
        draft, loss = _reader_of(dialect)(content, excused)
    except (NativeRefused, KeyError, ModuleNotFoundError) as error:
        return Native(region, path, content, None, LossReport((Loss("", Severity.ERROR, str(error)),)))
    return Native(region, path, content, draft, loss)


def _reader_of(dialect: Any) -> Callable[[bytes, dict[str, str]], tuple[PolicyDraft, LossReport]]:
    spec = known_dialects().get(dialect) if isinstance(dialect, str) else None
    if spec is None:
        raise NativeRefused(f"there is no adapter for the dialect {dialect!r}")
    read: Callable[[bytes, dict[str, str]], tuple[PolicyDraft, LossReport]]
    read = importlib.import_module(f"{package_of(spec)}.policy").normalize
    return read


def _cited(native: Native, sources: dict[str, Citation]) -> Native:
    return replace(native, draft=quote(native.draft, sources)) if native.draft else native


def quote(thing: Any, sources: dict[str, Citation]) -> Any:
    """The same value with every citation carrying document, line and quotation."""
    if isinstance(thing, Citation):
        return sources.get(thing.rule, thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        changes = {one.name: quote(getattr(thing, one.name), sources) for one in fields(thing)}
        return replace(thing, **changes)
    if isinstance(thing, tuple):
        return tuple(quote(item, sources) for item in thing)
    return thing


def _versions(policy_id: str, natives: list[Native]) -> list[Proposal]:
    """A version at every date at which the policy or one of its parents changes."""
    own = _by_date(policy_id, natives)
    parents = {name: _by_date(name, natives) for native in own for name in native.draft.parents}  # type: ignore[union-attr]
    first = own[0].draft.effective_from  # type: ignore[union-attr]
    dates = {native.draft.effective_from for native in own}  # type: ignore[union-attr]
    dates |= {n.draft.effective_from for ns in parents.values() for n in ns if n.draft.effective_from > first}  # type: ignore[union-attr]
    return [_proposal(on, number, own, parents) for number, on in enumerate(sorted(dates), start=1)]


def _unresolved(native: Native, number: int) -> Proposal:
    """A parent as it is: it leaves open what its children set, so only its own losses stand against it."""
    assert native.draft is not None
    faults = tuple(f"{native.path.name}: {loss.path}: {loss.reason}" for loss in native.loss.errors)
    return Proposal(native.draft, number, (native,), faults, is_parent=True)


def _by_date(policy_id: str, natives: list[Native]) -> list[Native]:
    mine = [native for native in natives if native.draft and native.draft.policy_id == policy_id]
    return sorted(mine, key=lambda native: native.draft.effective_from)  # type: ignore[union-attr]


def _at(natives: list[Native], on: date) -> Native | None:
    past = [native for native in natives if native.draft.effective_from <= on]  # type: ignore[union-attr]
    return past[-1] if past else None


def _proposal(on: date, number: int, own: list[Native], parents: dict[str, list[Native]]) -> Proposal:
    child = _at(own, on)
    assert child is not None and child.draft is not None
    draft, layers, faults = child.draft, [child], []
    for name in child.draft.parents:
        parent = _at(parents[name], on)
        if parent is None or parent.draft is None:
            faults.append(f"the parent {name} is not in force on {on.isoformat()}")
            continue
        draft, refusals = resolve(parent.draft, draft)
        layers.append(parent)
        faults += refusals
    draft = replace(draft, effective_from=on)
    faults += faults_of(draft) if draft.status == "published" else []
    faults += [f"{layer.path.name}: {loss.path}: {loss.reason}" for layer in layers for loss in layer.loss.errors]
    return Proposal(draft, number, tuple(layers), tuple(faults))
