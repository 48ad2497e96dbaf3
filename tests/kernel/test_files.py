"""A file is taken byte for byte or refused with a sentence; nothing of a refused file is kept."""

import hashlib
import io
import os
import zipfile
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import obstore
import pytest

from hub.kernel import files
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.errors import HubError
from hub.kernel.files import FileRule, read_file, store
from hub.kernel.files.rules import kind_of
from tests.kernel.conftest import given_up

M = 1_048_576
OWNER = uuid4()
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
RAR = b"Rar!\x1a\x07\x01\x00" + b"\0" * 20
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


DOCX = _zip("[Content_Types].xml", "word/document.xml")
XLSX = _zip("[Content_Types].xml", "xl/workbook.xml")


@pytest.fixture(autouse=True)
def folder(app, tmp_path):
    """The store of this test, in a folder of its own."""
    made = store._Store("", tmp_path, 2)
    app.extensions["object_store"] = made
    yield tmp_path
    app.extensions.pop("object_store", None)


def put(content: bytes, rule: FileRule, name: str = "合同.pdf") -> files.StoredFile:
    return files.store_file(io.BytesIO(content), name=name, organization_id=OWNER, rule=rule, by=THE_HUB)


def objects(folder) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (JPG, "jpg"),
        (RAR, "rar"),
        (DOC, "doc"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
        (_zip("a.txt"), "zip"),
        (_zip("OFD.xml"), "ofd"),
        (b"\xef\xbb\xbf" + PDF, ""),
        (b" " + PDF, ""),
        (b"<html>", ""),
        (b"hello", ""),
    ],
)
def test_the_kind_is_what_the_content_says(content, kind):
    assert kind_of(content) == kind


def test_a_file_is_kept_byte_for_byte(session, folder):
    content = PDF + os.urandom(3 * M)
    stored = put(content, FileRule(("pdf",), 50 * M))
    assert b"".join(read_file(stored)) == content
    assert (stored.size_bytes, stored.kind, stored.name) == (len(content), "pdf", "合同.pdf")
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert "合同" not in stored.storage_key


@pytest.mark.parametrize(
    ("size", "size_op", "taken"),
    [(M - 1, "lt", True), (M, "lt", False), (M, "le", True), (M + 1, "le", False), (3 * M, "le", False)],
)
def test_the_limit_holds_to_the_byte(session, folder, size, size_op, taken):
    content = PNG + b"\0" * (size - len(PNG))
    rule = FileRule(("png",), M, size_op)
    if taken:
        assert put(content, rule).size_bytes == size
        return
    with pytest.raises(files.FileRefused) as refused:
        put(content, rule)
    assert refused.value.code == "file.too_large"
    assert ("小于 1M" if size_op == "lt" else "不超过 1M") in refused.value.text("zh")
    assert ("smaller than 1M" if size_op == "lt" else "at most 1M") in refused.value.text("en")
    assert objects(folder) == []


@pytest.mark.parametrize(
    ("content", "kinds", "code", "words"),
    [
        (b"", ("pdf",), "file.empty", "空文件"),
        (PNG, ("pdf",), "file.wrong_kind", "仅接受 pdf"),
        (b"MZ not a pdf at all", ("pdf", "jpg"), "file.wrong_kind", "pdf/jpg"),
        (_zip("a.txt"), ("docx",), "file.wrong_kind", "zip"),
        (PDF + b"<< /S /JavaScript >>", ("pdf",), "file.active_content", "脚本"),
        (PDF + b"<< /S /J#61vaScript >>", ("pdf",), "file.active_content", "脚本"),
        (PDF + b"<< /S /Launch >>", ("pdf",), "file.active_content", "脚本"),
        (PDF + b"0" * (262_144 - len(PDF) - 5) + b"/EmbeddedFile ", ("pdf",), "file.active_content", "脚本"),
    ],
)
def test_each_refusal_says_what_is_wrong_and_keeps_nothing(session, folder, content, kinds, code, words):
    with pytest.raises(HubError) as refused:
        put(content, FileRule(kinds, 50 * M), name="附件.pdf")
    assert refused.value.code == code
    assert words in refused.value.text("zh")
    assert "附件.pdf" in refused.value.text("en")
    assert objects(folder) == []


def test_jpeg_and_jpg_are_one_kind_and_a_form_with_fields_passes(session, folder):
    assert put(JPG, FileRule(("jpeg",), M)).kind == "jpg"
    assert put(PDF + b"<< /AcroForm << /Fields [] >> /JSON 1 >>", FileRule(("PDF",), M)).kind == "pdf"


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\temp\\passwd", "passwd\n\x00"])
def test_a_name_never_becomes_a_path(session, folder, name):
    assert put(PDF, FileRule(("pdf",), M), name=name).name == "passwd"


def test_a_break_in_the_upload_keeps_nothing(session, folder):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > M:
                raise ConnectionError("the client went away")
            return super().read(size)

    with pytest.raises(ConnectionError):
        files.store_file(
            Broken(PDF + b"0" * 20 * M), name="a", organization_id=OWNER, rule=FileRule(("pdf",), 50 * M), by=THE_HUB
        )
    assert objects(folder) == []


def test_the_sweep_removes_old_objects_without_a_row_and_no_others(session, folder, monkeypatch):
    kept = put(PDF, FileRule(("pdf",), M))
    obstore.put(store.object_store().objects, f"{store.PREFIX}/00/orphan", PDF)
    sweep = {"fire_at": utc_now(), "key": None}
    store.sweep(**sweep)
    assert len(objects(folder)) == 2, "young ones may belong to a transaction that still runs"
    monkeypatch.setattr(store, "ORPHAN_AGE", timedelta(seconds=-1))
    store.sweep(**sweep)
    assert objects(folder) == [kept.storage_key.rsplit("/", 1)[-1]]


def test_the_row_goes_with_the_transaction(committing_app, tmp_path):
    committing_app.extensions["object_store"] = store._Store("", tmp_path / "own", 2)
    with committing_app.app_context():
        with given_up():
            stored = put(PDF, FileRule(("pdf",), M))
        assert files.find_attached(stored.id) is None


def test_files_lie_where_the_settings_say(app, tmp_path):
    settings = replace(app.config["HUB"], files=replace(app.config["HUB"].files, store=f"file://{tmp_path}"))
    obstore.put(store._Store(settings.files.store, None, 1).objects, "x", b"y")
    assert (tmp_path / "x").read_bytes() == b"y"
