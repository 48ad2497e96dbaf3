"""Which dialects exist: every sub-package here and every package that registers under ``voucher_hub.adapters``."""

import importlib
import pkgutil
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import adapters
from adapters.contract import AdapterSpec, Capability, Support

GROUP = "voucher_hub.adapters"
NOT_A_DIALECT = frozenset({"protocols", "simulation", "promises"})


class WrongAdapter(Exception):
    """A package claims to be a dialect and is not; the text says in one sentence what is wrong with it."""


def discover() -> dict[str, AdapterSpec]:
    """All dialects by name.

    Raises:
        WrongAdapter: one of them does not keep the contract, or two have the same name.
    """
    found: dict[str, AdapterSpec] = {}
    for origin, spec in [*_own(), *_installed()]:
        fault = fault_of(spec)
        if fault:
            raise WrongAdapter(f"Adapter {origin}: {fault}.")
        if spec.dialect in found:
            raise WrongAdapter(f"Adapter {origin}: the dialect {spec.dialect!r} exists already.")
        found[spec.dialect] = spec
    return found


@cache
def known_dialects() -> dict[str, AdapterSpec]:
    """``discover()`` once per process."""
    return discover()


def fault_of(spec: Any) -> str | None:
    """What is wrong with a SPEC, or None."""
    if not isinstance(spec, AdapterSpec):
        return "SPEC is missing or is not an AdapterSpec"
    if not (is_dataclass(spec.Settings) and spec.Settings.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        return "Settings is not a frozen dataclass"
    if not callable(spec.open):
        return "open cannot be called"
    missing = [capability.value for capability in Capability if capability not in spec.support]
    if missing:
        return f"support says nothing about {', '.join(missing)}"
    if not all(isinstance(level, Support) for level in spec.support.values()):
        return "support holds something that is not a Support"
    return None


def package_of(spec: AdapterSpec) -> str:
    """The package in which a dialect stands with its ``policy``, ``simulator`` and ``fixtures``."""
    module = importlib.import_module(spec.open.__module__)
    return module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]


def settings_of(spec: AdapterSpec, values: dict[str, Any]) -> Any:
    """The dialect's settings out of a region file; lists become tuples.

    Raises:
        ValueError: a key is unknown, missing or of the wrong type; one sentence.
    """
    kinds = {field.name: field.type for field in fields(spec.Settings)}
    unknown = sorted(set(values) - set(kinds))
    if unknown:
        raise ValueError(f"settings.{unknown[0]} is unknown to the adapter {spec.dialect!r}")
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    for key, value in given.items():
        if kinds[key] is str and not isinstance(value, str):
            raise ValueError(f"settings.{key} must be text, not {value!r}")
    try:
        return spec.Settings(**given)
    except (TypeError, ValueError) as error:
        raise ValueError(f"settings of the adapter {spec.dialect!r}: {error}") from error


def _own() -> list[tuple[str, Any]]:
    names = [
        module.name
        for module in pkgutil.iter_modules(adapters.__path__)
        if module.ispkg and module.name not in NOT_A_DIALECT
    ]
    return [(name, getattr(importlib.import_module(f"adapters.{name}"), "SPEC", None)) for name in sorted(names)]


def _installed() -> list[tuple[str, Any]]:
    found = []
    for entry in entry_points(group=GROUP):
        loaded = entry.load()
        found.append((entry.value, getattr(loaded, "SPEC", loaded)))
    return found
