"""Small objects of the hub's own beside the uploads, in the same store: read and written whole."""

import os
from collections.abc import Iterator
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore

from hub.kernel.files.store import PART_BYTES, READ_BYTES, object_store


def write_object(path: str, content: bytes) -> None:
    """Write the object, over an older one."""
    store = object_store()
    with store.gate:
        obstore.put(store.objects, path, content)


def read_object(path: str) -> bytes | None:
    """The object, or None when there is none."""
    try:
        return bytes(obstore.get(object_store().objects, path).bytes())
    except FileNotFoundError:
        return None


def stream_object(path: str) -> Iterator[bytes]:
    """An object in pieces.

    Raises:
        FileNotFoundError: there is none.
    """
    for piece in obstore.get(object_store().objects, path).stream(min_chunk_size=READ_BYTES):
        yield bytes(piece)


def put_file(path: str, source: Path) -> None:
    """Write a local file into the store, in parts."""
    store = object_store()
    with store.gate, open(source, "rb") as file:
        obstore.put(store.objects, path, file, use_multipart=True, chunk_size=PART_BYTES, max_concurrency=1)


def list_objects(folder: str) -> list[str]:
    """The paths below ``folder``, sorted."""
    return sorted(item["path"] for part in obstore.list(object_store().objects, folder) for item in part)


def store_answers() -> bool:
    """Whether the object store can be reached, and, where it is a folder, be written to."""
    objects = object_store().objects
    if isinstance(objects, LocalStore) and not os.access(str(objects.prefix), os.W_OK | os.X_OK):
        return False
    try:
        obstore.head(objects, "nothing/lies/here")
    except FileNotFoundError:
        return True
    except (BaseError, OSError):
        return False
    return True
