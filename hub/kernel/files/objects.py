"""Small objects of the hub's own beside the uploads, in the same store: read and written whole."""

import obstore

from hub.kernel.files.store import object_store


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


def list_objects(folder: str) -> list[str]:
    """The paths below ``folder``, sorted."""
    return sorted(item["path"] for part in obstore.list(object_store().objects, folder) for item in part)
