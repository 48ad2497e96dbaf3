"""The import graph, built once; grimp's own cache is off because it forgets outside imports."""

import grimp
import pytest


@pytest.fixture(scope="session")
def graph() -> grimp.ImportGraph:
    """Who imports whom, outside packages included."""
    return grimp.build_graph("hub", "adapters", "schemas", include_external_packages=True, cache_dir=None)
