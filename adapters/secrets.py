"""Where a region's secrets come from: the environment, named in region.toml as ``env:NAME``; never the file itself."""

import hashlib
import os
from collections.abc import Mapping

from adapters.contract import Secrets


class SecretMissing(Exception):
    """A secret that a region needs is not in the environment."""


def sample_secret(name: str) -> str:
    """The value both sides use where nothing secret is at stake: letters and digits only, the same in every process."""
    return "sample" + hashlib.sha256(name.encode()).hexdigest()[:26]


def secrets_from(variables: Mapping[str, str] | None = None, *, sample: bool) -> Secrets:
    """A look-up for ``env:NAME``; ``sample`` lets a missing one be the known sample value (never in production)."""

    def find(reference: str) -> str:
        if not reference.startswith("env:"):
            raise SecretMissing("A secret must be written as env:NAME, never in the file itself.")
        name = reference.removeprefix("env:")
        value = (os.environ if variables is None else variables).get(name)
        if value:
            return value
        if sample:
            return sample_secret(name)
        raise SecretMissing(f"The environment variable {name} is not set.")

    return find
