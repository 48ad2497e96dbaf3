"""Promises about what has an effect: our key, our signature, one effect, one answer."""

import json
from dataclasses import replace
from importlib.resources import files

from adapters.conformance import EFFECTS, Subject, order_notice, said
from adapters.contract import NOT_SEEN, Capability, Outcome, OutcomeStatus, Query, RegionRefused, RegionUnavailable
from adapters.discovery import package_of
from adapters.promises.promise import by_verb, promises
from adapters.promises.seeing import EFFECT_VERBS, effects, refused


def _key_and_signature(region: Subject, verb: str) -> None:
    outcome = getattr(region.adapter, verb)(EFFECTS[verb][1](f"key-of-{verb}"))
    assert outcome.status is OutcomeStatus.DONE and outcome.ref
    call = next(call for call in region.seen() if call["key"] == f"key-of-{verb}")
    assert call["signature"] == "test..signature"


def _once(region: Subject, verb: str) -> None:
    request = EFFECTS[verb][1]("key-1")
    first = getattr(region.adapter, verb)(request)
    assert getattr(region.adapter, verb)(request) == first
    assert effects(region) == 1


def _doubled(region: Subject, verb: str) -> None:
    region.fault("duplicate", times=1)
    getattr(region.adapter, verb)(EFFECTS[verb][1]("key-1"))
    assert effects(region) == 1


def _other_body(region: Subject) -> None:
    region.adapter.send_order(order_notice("key-1"))
    with refused(RegionRefused) as seen:
        region.adapter.send_order(replace(order_notice("key-1"), contract_fen=1))
    assert seen.value.decided and not seen.value.retryable and seen.value.reason_code == "other_body"


def _asked_again(region: Subject, verb: str) -> None:
    assert region.adapter.query(Query("key-1", verb)) is NOT_SEEN
    region.fault("drop-before", times=1)
    with refused(RegionUnavailable):
        getattr(region.adapter, verb)(EFFECTS[verb][1]("key-1"))
    assert region.adapter.query(Query("key-1", verb)) is NOT_SEEN
    region.fault("drop-after", times=1)
    with refused(RegionUnavailable) as silence:
        getattr(region.adapter, verb)(EFFECTS[verb][1]("key-1"))
    assert silence.value.retryable and silence.value.arrived
    found = region.adapter.query(Query("key-1", verb))
    assert isinstance(found, Outcome) and found.status is OutcomeStatus.DONE
    assert effects(region) == 1


def _as_recorded(region: Subject, verb: str) -> None:
    file = files(package_of(region.spec)) / "fixtures" / "recorded.json"
    assert file.is_file(), "fixtures/recorded.json is missing: what is said on the wire, verb by verb"
    recorded = next((call for call in json.loads(file.read_text(encoding="utf-8")) if call["verb"] == verb), None)
    assert recorded is not None, f"fixtures/recorded.json says nothing about {verb}"
    getattr(region.adapter, verb)(EFFECTS[verb][1](f"k-{verb}"))
    wire = region.wires[0]
    assert (wire.path, said(wire.sent)) == (recorded["path"], recorded["sent"]), f"{verb} is said otherwise"
    assert said(wire.received).keys() == recorded["received"].keys()


PROMISES = promises(
    *by_verb("our key and our signature go with {verb}", EFFECT_VERBS, _key_and_signature),
    *by_verb("{verb} under the same key twice has one effect and one answer", EFFECT_VERBS, _once),
    *by_verb("{verb} that the network doubles has one effect", EFFECT_VERBS, _doubled),
    ("the same key with another body is refused for good", Capability.ORDERS, _other_body),
    *by_verb("after silence the platform is asked about {verb} under the same key", EFFECT_VERBS, _asked_again),
    *by_verb("what {verb} says on the wire is what was recorded", EFFECT_VERBS, _as_recorded),
)
