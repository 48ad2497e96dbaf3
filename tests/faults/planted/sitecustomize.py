"""Loaded by every Python that starts with this folder on its path: plants the mutant that HUB_MUTANT names."""

import importlib.abc
import importlib.machinery
import json
import os
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType


class Planted(importlib.machinery.SourceFileLoader):
    """Reads one module with other text in its place."""

    def __init__(self, name: str, path: str, changes: list[dict[str, str]]) -> None:
        super().__init__(name, path)
        self.changes = changes

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the name is the interface's
        """The module's code, from its changed text."""
        source = self.get_data(self.path).decode()
        for change in self.changes:
            if source.count(change["find"]) != 1:
                raise ImportError(f"{self.path}: the place to change is not there once: {change['find']!r}")
            source = source.replace(change["find"], change["plant"])
        return compile(source, self.path, "exec", dont_inherit=True)


class Planter(importlib.abc.MetaPathFinder):
    """Finds the module that is to be changed, before anybody else does."""

    def __init__(self, module: str, changes: list[dict[str, str]]) -> None:
        self.module, self.changes = module, changes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module's own place with a loader of ours."""
        if fullname != self.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = Planted(fullname, spec.origin, self.changes)
        return spec


if "HUB_MUTANT" in os.environ:
    _mutant = json.loads(os.environ["HUB_MUTANT"])
    sys.meta_path.insert(0, Planter(_mutant["module"], _mutant["changes"]))
