"""Situations with expected outcomes, from a region's cases.toml: one on each side of every number. Needs no database.

A case names a policy, a phase, dates and facts (money in yuan as text), and what must come out. ``given`` blocks hold
facts that several cases share. A case may also try a file against a slot, or the length of a text.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from hub.federation import directory, region_folders
from hub.kernel.errors import HubError
from hub.policy.answer import decide_on
from hub.policy.book import Book, read_book
from hub.policy.decision import Decision, Question
from hub.policy.loaded import LoadedPolicy
from hub.policy.slots import fits_invoice, fits_receipt, fits_slot, fits_text
from hub.policy.voiding import ways_out
from hub.settings import ROOT
from schemas.facts import FACTS, FactType
from schemas.terms import fen_of_yuan

REGIONS = ROOT / "regions"
DATES = {"application": "application", "order": "order", "redemption": "submission"}


def run(region: str, folder: Path = REGIONS) -> list[str]:
    """What is wrong with a region's policies: documents not understood, faults, cases that come out otherwise."""
    book = read_book(folder)
    wrong = [
        f"{native.region}/{native.path.name}: {loss.path} {loss.reason}"
        for native in book.natives
        if native.region == region
        for loss in native.loss.errors
    ]
    for versions in book.policies.values():
        for proposal in versions:
            if proposal.layers[0].region == region:
                wrong += [f"{proposal.loaded.label}: {fault}" for fault in proposal.faults]
    return wrong + [fault for case in list_cases(region, folder) for fault in try_case(case, book)]


def uncovered(region: str, folder: Path = REGIONS) -> list[str]:
    """The programmes under which an area of the region stands without rules of its own; one sentence each."""
    book = read_book(folder)
    covered = {(one[-1].draft.programme, one[-1].draft.area) for one in book.policies.values()}
    return [
        f"{area.code}: no policy says what the programme {programme} gives there."
        for area in directory.list_areas()
        for programme in area.programmes
        if area.region == region and (programme, area.code) not in covered
    ]


def list_cases(region: str, folder: Path = REGIONS) -> list[dict[str, Any]]:
    """The cases of a region, each with the facts of its ``given`` block filled in."""
    path = next((found / "cases.toml" for found in region_folders(folder) if found.name == region), None)
    if path is None or not path.exists():
        return []
    document = tomllib.loads(path.read_text("utf-8"))
    cases = []
    for case in document.get("case", []):
        given = document.get("given", {}).get(case.get("given", ""), {})
        cases.append({**given, **case, "facts": {**given.get("facts", {}), **case.get("facts", {})}})
    return cases


def try_case(case: dict[str, Any], book: Book) -> list[str]:
    """What comes out otherwise than the case expects, one sentence each."""
    expected_error = case["expect"].get("error")
    try:
        policy = governing_of(case, book)
    except HubError as error:
        return [] if error.code == expected_error else [f"{case['name']}: {error.text()}"]
    return try_on(case, policy)


def governing_of(case: dict[str, Any], book: Book) -> LoadedPolicy:
    """The version that a case is decided by.

    Raises:
        PolicyNotInForce, AnchorMissing: none is.
    """
    question = question_of(case)
    return book.governing(question.programme, question.area, question.phase, question.anchors)


def try_on(case: dict[str, Any], policy: LoadedPolicy) -> list[str]:
    """What a policy decides otherwise than the case expects."""
    question = question_of(case)
    decision = decide_on(policy, question)
    wrong = []
    for key, expected in case["expect"].items():
        seen = _ways(policy, question) if key == "ways_out" else _seen(key, decision, case)
        if seen != expected:
            wrong.append(f"{case['name']}: {key} is {seen!r}, not {expected!r}")
    return wrong


def question_of(case: dict[str, Any]) -> Question:
    """The question of a case."""
    anchors = dict(case.get("anchors", {}))
    if "on" in case:
        anchors.setdefault(DATES[case["phase"]], case["on"])
        if case["phase"] == "redemption":
            anchors.setdefault("order", case["on"])
    left_out = case.get("without", [])
    facts = {name: _fact(name, value) for name, value in case["facts"].items() if name not in left_out}
    available = case.get("available")
    return Question(
        phase=case["phase"],
        programme=case["programme"],
        area=case["area"],
        anchors=anchors,
        facts=facts,
        available_fen=fen_of_yuan(available) if available is not None else None,
    )


def _fact(name: str, value: Any) -> Any:
    if name in FACTS and FACTS[name].type is FactType.MONEY and isinstance(value, str):
        match = re.fullmatch(r"([0-9.]+) ?(万元)?", value)
        if match and match[2]:
            return fen_of_yuan(match[1]) * 10_000
        return fen_of_yuan(value)
    return value


def _seen(key: str, decision: Decision, case: dict[str, Any]) -> Any:
    if key == "error":
        return None
    if key in READERS:
        return READERS[key](decision)
    if key == "accepted":
        return _accepted(decision, case["file"]) if "file" in case else _text_accepted(decision, case["text"])
    raise KeyError(f"{case['name']}: a case cannot expect {key!r}")


def _ways(policy: LoadedPolicy, question: Question) -> dict[str, Any]:
    """The ways out that are open: who, what, what becomes of the amount; and whether nothing is changed in place."""
    rows = {row.id: [row.actor, row.action, row.effect] for row in ways_out(policy.draft, question.facts)}
    return {"immutable": bool(policy.draft.voids and policy.draft.voids.immutable), **rows}


def _money(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"


def _names(items: Any, key: str) -> list[str]:
    return sorted({getattr(item, key) for item in items})


READERS: dict[str, Any] = {
    "outcome": lambda d: d.outcome,
    "failed": lambda d: _names(d.failed, "rule"),
    "unknown": lambda d: _names(d.unknown, "rule"),
    "missing": lambda d: sorted(d.missing_facts),
    "quota": lambda d: _money(d.quota_fen),
    "granted_per": lambda d: d.granted_per,
    "cap": lambda d: _money(d.cap_fen),
    "amount": lambda d: _money(d.amount_fen),
    "own_share": lambda d: _money(d.own_share_fen),
    "base": lambda d: d.base_fact,
    "binding": lambda d: d.binding,
    "rate_ppm": lambda d: d.rate_ppm,
    "kind": lambda d: d.kind,
    "per_claim": lambda d: _money(d.per_claim_fen),
    "holding": lambda d: _money(d.holding_fen),
    "claimable": lambda d: [_money(getattr(d.claimable, f"{name}_fen")) for name in ("claimed", "left", "claimable")],
    "deadlines": lambda d: {one.name: [one.after, one.duration, one.soft, one.on_miss] for one in d.deadlines},
    "mode": lambda d: d.mode.value if d.mode else None,
    "basis": lambda d: d.basis.value if d.basis else None,
    "payee": lambda d: d.payee,
    "initiator": lambda d: d.initiator,
    "counterparty": lambda d: d.counterparty,
    "version": lambda d: d.version_label,
    "chain": lambda d: [step.step for step in d.chain],
    "reviewers": lambda d: [f"{step.stage}:{step.role}" for step in d.approvals],
    "may_set_amount": lambda d: [step.step for step in d.chain if step.may_set_amount],
    "automatic": lambda d: d.automatic,
    "quota_confirm": lambda d: d.quota_confirm,
    "publicity": lambda d: d.publicity_working_days,
    "valid_until": lambda d: d.valid_until,
    "materials": lambda d: [slot.code for slot in d.materials],
    "required": lambda d: [slot.code for slot in d.materials if slot.required],
    "types": lambda d: {slot.code: sorted(slot.types) for slot in d.materials},
    "limits": lambda d: {slot.code: [slot.size_op, slot.max_bytes] for slot in d.materials},
    "per": lambda d: {slot.code: slot.per for slot in d.materials},
    "invoice_types": lambda d: sorted(d.invoice.types),
    "receipt_types": lambda d: sorted(d.invoice.receipt_types),
    "sealed": lambda d: [slot.code for slot in d.materials if slot.seal],
    "counts": lambda d: {slot.code: [slot.count_min, slot.count_max or "unlimited"] for slot in d.materials},
    "texts": lambda d: {text.code: [text.required, text.max_chars] for text in d.texts},
    "invoice_fields": lambda d: list(d.invoice.fields),
    "invoices_per_order": lambda d: d.invoice.invoices_per_order,
    "orders_per_invoice": lambda d: d.invoice.orders_per_invoice,
    "receipts_required": lambda d: d.invoice.receipts_required,
    "one_institution": lambda d: d.invoice.one_institution,
    "one_category": lambda d: d.invoice.one_category,
}


def _accepted(decision: Decision, file: dict[str, Any]) -> bool:
    kind, size_bytes = file["kind"], file["bytes"]
    if file["slot"] in ("invoice", "receipt"):
        assert decision.invoice is not None
        fits = fits_invoice if file["slot"] == "invoice" else fits_receipt
        return fits(decision.invoice, kind=kind, size_bytes=size_bytes)
    slot = next(slot for slot in decision.materials if slot.code == file["slot"])
    return fits_slot(slot, kind=kind, size_bytes=size_bytes)


def _text_accepted(decision: Decision, text: dict[str, Any]) -> bool:
    slot = next(slot for slot in decision.texts if slot.code == text["code"])
    return fits_text(slot, text=text.get("value", "字" * text.get("chars", 0)))
