"""Uploaded files: streamed into the object store, hashed, checked by content, kept byte for byte."""

from hub.kernel.files.errors import FileNotStored, FileRefused
from hub.kernel.files.images import size_of
from hub.kernel.files.partial import (
    PIECE_BYTES,
    OffsetWrong,
    UploadIncomplete,
    WholeOf,
    append_piece,
    forget,
    get_partial,
    start_partial,
)
from hub.kernel.files.partial_tables import PartialUpload
from hub.kernel.files.preview import copy_of_image
from hub.kernel.files.rules import FileRule
from hub.kernel.files.store import NOBODYS, adopt_file, find_attached, read_file, store_file, stored_files
from hub.kernel.files.tables import StoredFile

__all__ = [
    "NOBODYS",
    "PIECE_BYTES",
    "FileNotStored",
    "FileRefused",
    "FileRule",
    "OffsetWrong",
    "PartialUpload",
    "StoredFile",
    "UploadIncomplete",
    "WholeOf",
    "adopt_file",
    "append_piece",
    "copy_of_image",
    "find_attached",
    "forget",
    "get_partial",
    "read_file",
    "size_of",
    "start_partial",
    "store_file",
    "stored_files",
]
