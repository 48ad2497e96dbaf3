"""What all simulated platforms do alike, each in its own words: effects once per key, signed answers, queries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, jsonify, request

from adapters.simulation.bench import Bench, OtherBody
from adapters.simulation.people import Enterprise, enterprises_of
from adapters.simulation.treasury import Treasury
from adapters.simulation.vouchers import Refusal, VoucherBook
from adapters.simulation.webhooks import Webhooks


@dataclass(frozen=True)
class Wording:
    """A platform's words for the parts of an answer, and its headers."""

    key_header: str
    signature_header: str
    key: str
    result: str
    ref: str
    reason: str
    done: str
    refused: str
    not_found: str
    unheard_of: str


# What the hub links to and never does itself: the platform's own registration and recovery.
OWN_PAGES = {"/register": "平台账号注册", "/forgot": "平台密码找回"}
OWN_PAGE = (
    '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><h1>{title}</h1><p>模拟平台：此处由该平台自行办理，办完后返回枢纽登录。</p></body></html>"
)


Act = Callable[[dict[str, Any]], str]
Guard = Callable[[], bool]


class Platform:
    """State and common routes of one simulated platform. ``may_call`` checks the hub's credentials."""

    def __init__(
        self, app: Flask, seed: dict[str, Any], wording: Wording, *, may_call: Guard, hub_url: str | None, region: str
    ) -> None:
        self.app, self.seed, self.wording, self.may_call = app, seed, wording, may_call
        self.bench = Bench(app, key_of=self.key, said=self.said, on_reset=self.fill)
        self.treasury = Treasury(app, self.bench)
        self.webhooks = Webhooks(app, self.bench, hub_url=hub_url, region=region, letter=self.letter)
        self.fill()
        for path, title in OWN_PAGES.items():
            app.add_url_rule(path, endpoint=path, view_func=lambda title=title: OWN_PAGE.format(title=title))
        app.extensions["platform"] = self

    def fill(self) -> None:
        """Seed everything anew."""
        self.book = VoucherBook(self.seed)
        self.people: dict[str, Enterprise] = enterprises_of(self.seed)
        self.notices: list[dict[str, Any]] = []
        self.treasury.clear()

    def given(self) -> dict[str, Any]:
        """What the request says, in the platform's own words."""
        body: dict[str, Any] = request.get_json()
        return body

    def key(self) -> str:
        """Our key of the request; empty when it has none."""
        return request.headers.get(self.wording.key_header, "")

    def said(self) -> bytes:
        """What must be the same when the same key comes again."""
        return request.get_data()

    def told(self, body: Any, status: int = 200) -> Any:
        """An answer that changes nothing."""
        return jsonify(body), status

    def confirmed(self, body: dict[str, Any]) -> Any:
        """A signed answer, spoiled when a fault says so."""
        return self.bench.signed(body, self.wording.signature_header)

    def letter(self, topic: str, body: bytes, content_type: str) -> tuple[bytes, dict[str, str]]:  # noqa: ARG002
        """Body and headers of a message to the hub; some platforms sign the topic too."""
        headers = {"Content-Type": content_type}
        signature = self.bench.signature(body)
        if signature:
            headers[self.wording.signature_header] = signature
        return body, headers

    def publish_keys(self, path: str) -> None:
        """Show the key that answers and messages are signed with."""
        self.app.add_url_rule(path, endpoint=path, view_func=lambda: jsonify(self.bench.signer.public_keys()))

    def look_up(self, path: str, read: Callable[[dict[str, Any]], Any]) -> None:
        """A route that only reads."""

        def view() -> Any:
            return self.told(read(self.given()))

        self._route(path, view)

    def effect(self, path: str, act: Act) -> None:
        """A route that does something: once per key, signed, spoiled when a fault says so."""
        words = self.wording

        def once() -> dict[str, Any]:
            given = self.given()
            try:
                return {words.key: given[words.key], words.result: words.done, words.ref: act(given)}
            except Refusal as refusal:
                return {words.key: given[words.key], words.result: words.refused, words.reason: str(refusal)}

        def view() -> Any:
            key = self.key()
            if not key or key != self.given().get(words.key):
                return self.told({words.reason: "key_missing"}, 400)
            try:
                answer = self.bench.effect(once)
            except OtherBody:
                return self.told({words.reason: "other_body"}, 422)
            if self.bench.take("unknown-word"):
                answer = {**answer, words.result: words.unheard_of}
            return self.confirmed(answer)

        self._route(path, view)

    def query(self, path: str) -> None:
        """The route that says what became of a request."""
        words = self.wording

        def view() -> Any:
            key = self.given()[words.key]
            kept = self.bench.answers.get(key)
            answer = kept[1] if kept else {words.key: key, words.result: words.not_found}
            if self.bench.take("unknown-word"):
                answer = {**answer, words.result: words.unheard_of}
            return self.confirmed(answer)

        self._route(path, view)

    def note(self, given: dict[str, Any]) -> str:
        """Take a notice."""
        self.notices.append(given)
        return f"N{len(self.notices):06d}"

    def find(self, uscc: str) -> Enterprise | None:
        """An enterprise of the directory."""
        return next((person for person in self.people.values() if person.uscc == uscc), None)

    def _route(self, path: str, view: Callable[[], Any]) -> None:
        def guarded() -> Any:
            return view() if self.may_call() else self.told({"message": "unauthorized"}, 401)

        self.app.add_url_rule(path, endpoint=path, view_func=guarded, methods=["POST"])
