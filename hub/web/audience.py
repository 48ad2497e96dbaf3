"""A blueprint per audience; the views of an audience are the modules of its package."""

import importlib
import pkgutil
from collections.abc import Sequence

from flask import Blueprint


def audience(package: str, path: Sequence[str], url_prefix: str | None) -> Blueprint:
    """The blueprint of ``package``; ``load(bp)`` imports its view modules, which attach themselves to it."""
    bp = Blueprint(package.rsplit(".", 1)[-1], package, url_prefix=url_prefix)
    bp.view_modules = [module.name for module in pkgutil.iter_modules(path)]  # type: ignore[attr-defined]
    return bp


def load(bp: Blueprint) -> Blueprint:
    """Import the audience's view modules."""
    for name in bp.view_modules:  # type: ignore[attr-defined]
        importlib.import_module(f"{bp.import_name}.{name}")
    return bp
