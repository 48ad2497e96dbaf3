"""Who may import whom, where sets grow: what `.importlinter` would have to list by hand."""

import importlib
import re

import pytest

from tests.architecture.sources import none_of

CAPABILITIES = [
    *("audit", "messages", "ledger", "federation", "identity", "policy", "catalog"),
    *("reviews", "integrity", "vouchers", "orders", "redemption", "settlement", "webhooks"),
]

# One library, one door: outside package → the modules (with all below them) that may import it.
DOORS = {
    # Stories and the demo reach the hub from outside, as a browser would; the simulators are the other side.
    "requests": (
        *("adapters.transport", "adapters.egress", "adapters.conformance", "adapters.simulation"),
        *("hub.stories", "hub.demo", "hub.bench"),
    ),
    "authlib": ("hub.identity",),
    # The portal of stories is a relying party of the hub.
    "joserfc": ("hub.identity", "hub.kernel", "hub.stories", "adapters"),
    "apscheduler": ("hub.scheduler", "hub.kernel"),
    # A benchmark's floor is the bare operation.
    "cryptography": ("hub.kernel", "hub.bench"),
    "procrastinate": ("hub.kernel", "hub.migrations"),
    "obstore": ("hub.kernel",),
    "argon2": ("hub.identity",),
    "playwright": ("hub.stories",),
    "structlog": ("hub.kernel", "hub.operation"),
    "prometheus_client": ("hub.kernel", "hub.operation"),
    "flask_smorest": ("hub.api",),
    "flask_babel": ("hub.web.language",),
    "flask_wtf": ("hub.web",),
}


def below(module: str, roots: tuple[str, ...]) -> bool:
    return any(module == root or module.startswith(f"{root}.") for root in roots)


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_is_imported_through_its_door_only(graph, library):
    if library not in graph.modules:
        return
    importers = graph.find_modules_that_directly_import(library)
    none_of(m for m in importers if not below(m, DOORS[library]))


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_capability_is_entered_through_its_front_door_only(graph, capability):
    package = f"hub.{capability}"
    front_door = {f"{package}.{name}" for name in getattr(importlib.import_module(package), "__all__", ())}
    around = [
        f"{importer} → {inner}"
        for inner in graph.find_descendants(package) - front_door
        for importer in graph.find_modules_that_directly_import(inner)
        if not below(importer, (package,))
    ]
    none_of(around)


def dialects(graph) -> set[str]:
    """The packages that declare an adapter."""
    packages = {m for m in graph.find_children("adapters") if graph.find_children(m)}
    return {m for m in packages if hasattr(importlib.import_module(m), "SPEC")}


def test_a_dialect_knows_no_other_dialect(graph):
    found = [
        f"{module} → {imported}"
        for dialect in dialects(graph)
        for module in {dialect} | graph.find_descendants(dialect)
        for imported in graph.find_modules_directly_imported_by(module)
        if any(below(imported, (other,)) for other in dialects(graph) - {dialect})
    ]
    none_of(found)


def test_a_dialect_knows_neither_flask_nor_the_database(graph):
    found = [
        f"{module} → {imported}"
        for dialect in dialects(graph)
        for module in {dialect} | graph.find_descendants(dialect)
        for imported in graph.find_modules_directly_imported_by(module)
        if imported == "sqlalchemy" or (imported == "flask" and not is_simulator(module))
    ]
    none_of(found)


def is_simulator(module: str) -> bool:
    return re.search(r"\.(simulator|sim_\w+|\w*simulat\w*)", module) is not None


def test_nobody_names_a_dialect(graph):
    found = [
        f"{importer} → {dialect}"
        for dialect in dialects(graph)
        for module in {dialect} | graph.find_descendants(dialect)
        for importer in graph.find_modules_that_directly_import(module)
        if not below(importer, (dialect,))
    ]
    none_of(found)
