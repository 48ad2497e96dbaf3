"""Uploaded files: streamed into the object store, hashed, checked by content, kept byte for byte."""

from hub.kernel.files.errors import FileRefused
from hub.kernel.files.partial_tables import PartialUpload
from hub.kernel.files.rules import FileRule
from hub.kernel.files.store import NOBODYS, adopt_file, find_attached, read_file, store_file, stored_files
from hub.kernel.files.tables import StoredFile

__all__ = [
    "NOBODYS",
    "FileRefused",
    "FileRule",
    "PartialUpload",
    "StoredFile",
    "adopt_file",
    "find_attached",
    "read_file",
    "store_file",
    "stored_files",
]
