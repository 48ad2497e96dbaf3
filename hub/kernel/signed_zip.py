"""A zip written while it is sent, whose last file is a signed manifest with the hash of every other file.

    archive = SignedZip(purpose="case-file")
    yield from archive.add("redemption.json", [content])
    yield archive.close({"form": "voucher-hub-case-file/1"})

``purpose`` goes into the type of the signature (``hub.<purpose>+jws``): one kind of archive never passes for another.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hub.kernel.canonical import canonical
from hub.kernel.crypto import public_jwks, sign


class SignedZip:
    """The archive while it is written; nothing of it is kept longer than until it was taken."""

    def __init__(self, *, purpose: str) -> None:
        self._purpose = purpose
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]
        self._files: dict[str, str] = {}

    def add(self, name: str, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Write one file; what of the zip is ready comes out meanwhile."""
        digest = hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as file:
            for part in parts:
                digest.update(part)
                file.write(part)
                yield self._pipe.taken()
        self._files[name] = digest.hexdigest()

    def close(self, manifest: Mapping[str, Any]) -> bytes:
        """Write the public keys, the manifest and its signature, and end the zip."""
        self._write("public_keys.json", canonical(public_jwks()))
        content = canonical({**manifest, "files": self._files})
        self._zip.writestr("manifest.json", content)
        self._zip.writestr("manifest.signature", sign(content, purpose=self._purpose))
        self._zip.close()
        return self._pipe.taken()

    def _write(self, name: str, content: bytes) -> None:
        self._zip.writestr(name, content)
        self._files[name] = hashlib.sha256(content).hexdigest()


class _Pipe:
    """What the zip has written and nobody has taken yet."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> bytes:
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole
