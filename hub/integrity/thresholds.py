"""The limits of checks and review desk: shipped samples from thresholds.toml, and what an area has set instead."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hub.kernel.errors import Invalid

FILE = Path(__file__).with_name("thresholds.toml")


class ThresholdOutOfRange(Invalid):
    """The value lies outside what the limit admits."""

    code = "integrity.threshold_out_of_range"
    zh = "“{label}”应在 {least} 至 {most} 之间。"
    en = "“{label_en}” must lie between {least} and {most}."


class ThresholdUnknown(Invalid):
    """No limit has this name."""

    code = "integrity.threshold_unknown"
    zh = "没有名为“{name}”的阈值，请从列表中选择。"
    en = "There is no limit “{name}”: choose one of the list."


@dataclass(frozen=True)
class Threshold:
    """One limit: its shipped value, the range that is admitted, its unit, the rule it serves, and what it means."""

    name: str
    value: int
    least: int
    most: int
    unit: str
    rule: str
    zh: str
    en: str


@cache
def known_thresholds() -> Mapping[str, Threshold]:
    """Every limit by its name, in the order of the file."""
    with open(FILE, "rb") as file:
        read: dict[str, dict[str, Any]] = tomllib.load(file)
    return {name: Threshold(name=name, **values) for name, values in read.items()}


def require_in_range(name: str, value: int) -> Threshold:
    """The limit, if the value is one that it admits.

    Raises:
        ThresholdUnknown, ThresholdOutOfRange
    """
    threshold = known_thresholds().get(name)
    if threshold is None:
        raise ThresholdUnknown(name=name, field="name")
    if not threshold.least <= value <= threshold.most:
        raise ThresholdOutOfRange(
            label=threshold.zh, label_en=threshold.en, least=threshold.least, most=threshold.most, field="value"
        )
    return threshold


@dataclass(frozen=True)
class Thresholds:
    """The limits of one area: what it has set, else what is shipped."""

    own: Mapping[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """The value that counts here."""
        return self.own.get(name, known_thresholds()[name].value)

    def is_own(self, name: str) -> bool:
        """Whether the area has set it; else it is a sample of ours."""
        return name in self.own
