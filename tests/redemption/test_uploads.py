"""Materials in pieces: resumed, refused before a byte was sent; looked at without running anything."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.kernel.files import PIECE_BYTES
from hub.kernel.jobs import run_until_idle
from hub.stories.samples import make_upload
from tests.redemption.test_pages import Do, accepted_order, do, signed_in, world_at

__all__ = ["do"]


@pytest.fixture(scope="module")
def draft(hub: Flask) -> str:
    """The path of a draft with nothing in it, for the tests of this file."""
    world_at(hub, "2021-03-08T17:20")
    run_until_idle(hub)
    (no,) = accepted_order(hub, "Q")
    world_at(hub, "2021-03-11T09:00")
    client = signed_in(hub, "e10")
    page = client.open("/enterprise/redemptions/new")
    form = page.form("redemption.draft")
    assert form is not None
    page = client.submit(page, form, {"orders": [no]}, {})
    assert page.main_object is not None, page.words[:400]
    return f"/enterprise/redemptions/{page.main_object.no}"


def token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found is not None
    return found[1]


class Sender:
    """What upload.js does, step by step."""

    def __init__(self, hub: Flask, path: str, who: str = "e10") -> None:
        self.client, self.path = signed_in(hub, who).client, path
        self.token = token(self.client, "/enterprise/redemptions" if who != "e10" else path)
        self.headers = {"X-CSRFToken": self.token, "Referer": "http://localhost/"}

    def begin(self, name: str, size: int, slot: str = "attachment") -> tuple[int, Any]:
        values = {"slot": slot, "name": name, "size": str(size)}
        return self._said(self.client.post(f"{self.path}/uploads", data=values, headers=self.headers))

    def put(self, upload: str, offset: int, piece: bytes, slot: str = "attachment") -> tuple[int, Any]:
        address = f"{self.path}/uploads/{upload}?slot={slot}&offset={offset}"
        return self._said(self.client.put(address, data=piece, headers=self.headers))

    def finish(self, upload: str, slot: str = "attachment") -> tuple[int, Any]:
        address = f"{self.path}/uploads/{upload}/finish"
        return self._said(self.client.post(address, data={"slot": slot}, headers=self.headers))

    @staticmethod
    def _said(answer: Any) -> tuple[int, Any]:
        text = answer.get_data(as_text=True)
        return answer.status_code, json.loads(text) if text.startswith("{") else text


def test_a_connection_cut_at_ninety_percent_costs_nothing_that_arrived(hub: Flask, draft: str, do: Do) -> None:
    whole = make_upload("proof", "pdf", 5_242_880, "resumed").data
    first = Sender(hub, draft)
    status, said = first.begin("合同.pdf", len(whole))
    assert (status, said["received"], said["piece"]) == (200, 0, PIECE_BYTES)
    upload = said["upload"]
    for at in range(0, 2 * PIECE_BYTES, PIECE_BYTES):
        assert first.put(upload, at, whole[at : at + PIECE_BYTES])[0] == 200
    status, said = first.finish(upload)
    assert (status, said["code"]) == (409, "file.incomplete")
    # Another day, another window: the same file is chosen again.
    second = Sender(hub, draft)
    status, said = second.begin("合同.pdf", len(whole))
    assert (said["upload"], said["received"]) == (upload, 2 * PIECE_BYTES)
    status, said = second.put(upload, 0, whole[:PIECE_BYTES])
    assert (status, said["code"], said["received"]) == (409, "file.offset_wrong", 2 * PIECE_BYTES)
    for at in range(2 * PIECE_BYTES, len(whole), PIECE_BYTES):
        status, said = second.put(upload, at, whole[at : at + PIECE_BYTES])
    assert (status, said) == (200, {"received": len(whole)})
    status, said = second.finish(upload)
    assert status == 200 and said["location"] == f"{draft}#slot-attachment"
    assert second.finish(upload)[0] == 404, "a second click finds nothing more to finish"
    page = do("e10", draft)
    assert page.words.count("合同.pdf") >= 1
    (link,) = page.tree.xpath("//a[contains(@href, '/files/')][.='合同.pdf']/@href")
    assert signed_in(hub, "e10").client.get(link, buffered=True).data == whole


@pytest.mark.parametrize(
    ("slot", "size", "status", "code"),
    [
        ("attachment", 53_477_376, 422, "file.too_large"),
        ("attachment", 5_242_881, 422, "file.too_large"),
        ("nonsense", 10, 422, "redemption.slot_unknown"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_a_byte_was_sent(
    hub: Flask, draft: str, slot: str, size: int, status: int, code: str
) -> None:
    answered, said = Sender(hub, draft).begin("a.pdf", size, slot)
    assert (answered, said["code"]) == (status, code) and said["text"]


def test_a_pdf_that_is_a_script_is_refused_when_it_is_whole(hub: Flask, draft: str) -> None:
    sender = Sender(hub, draft)
    for content, code in (
        (b"%PDF-1.4\n<< /S /JavaScript /JS (app.alert(1)) >>", "file.active_content"),
        (b"<script>alert(1)</script>", "file.wrong_kind"),
    ):
        upload = sender.begin("表.pdf", len(content))[1]["upload"]
        assert sender.put(upload, 0, content)[0] == 200
        status, said = sender.finish(upload)
        assert (status, said["code"]) == (422, code)


def test_nobody_else_adds_to_an_upload(hub: Flask, draft: str) -> None:
    upload = Sender(hub, draft).begin("秘密.pdf", 100)[1]["upload"]
    for who in ("e11", "i02"):
        status, _ = Sender(hub, draft, who).put(upload, 0, b"x" * 100)
        assert status in (403, 404), who
    without = Sender(hub, draft)
    without.headers = {"Referer": "http://localhost/"}
    assert without.put(upload, 0, b"x" * 100)[0] == 400, "a request without the form's token"


def test_a_preview_may_run_nothing(hub: Flask, draft: str, do: Do) -> None:
    sender = Sender(hub, draft)
    for kind, name in (("pdf", "看.pdf"), ("png", "看.png"), ("zip", "看.zip")):
        whole = b"PK\x03\x04" + b"\0" * 400 if kind == "zip" else make_upload(name, kind, 4_000, name).data
        upload = sender.begin(name, len(whole))[1]["upload"]
        sender.put(upload, 0, whole)
        assert sender.finish(upload)[0] == 200, name
    page = do("e10", draft)
    links = {
        link.text_content(): link.get("href") for link in page.tree.xpath("//a[contains(@href, '/files/')]")
        if not link.get("href").endswith("/preview")
    }  # fmt: skip
    for name, mimetype, disposition in (
        ("看.pdf", "application/pdf", "inline"),
        ("看.png", "image/jpeg", "inline"),
        ("看.zip", "application/octet-stream", "attachment"),
    ):
        answer = sender.client.get(links[name] + "/preview", buffered=True)
        assert answer.mimetype == mimetype and answer.headers["Content-Disposition"].startswith(disposition)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if disposition == "inline":
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "script" not in answer.headers["Content-Security-Policy"]
        if mimetype == "image/jpeg":
            assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert signed_in(hub, "e11").client.get(links["看.png"] + "/preview").status_code == 404
