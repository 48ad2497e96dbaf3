"""JSON calls with an effect: our key in a header, the body signed by us, the answer signed by the platform."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.protocols.jose import verify_detached
from adapters.transport import Answer, Http


@dataclass(frozen=True)
class SignedJson:
    """How one platform wants it. ``key_header`` carries our key, ``signature_header`` its signature of the answer."""

    http: Http
    base_url: str
    keys_url: str
    algorithms: Sequence[str]
    key_header: str
    signature_header: str
    headers: Mapping[str, str] = field(repr=False)
    refusal: Callable[[Answer], str]

    def read(self, path: str, body: Mapping[str, Any]) -> Any:
        """Look something up; nothing changes there."""
        return self._post(path, body, {}).json()

    def effect(self, path: str, key: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Do something under our key; the answer counts only when its signature is right.

        Raises:
            BadAnswer: the answer is unsigned or wrongly signed: what happened there is unknown.
        """
        answer = self._post(path, body, {self.key_header: key})
        signature = answer.headers.get(self.signature_header.lower())
        verify_detached(self.http, self.keys_url, answer.body, signature, algorithms=self.algorithms)
        return answer.object()

    def verify(self, payload: bytes, headers: Mapping[str, str]) -> None:
        """Refuse a message of the platform whose signature is not right."""
        signature = headers.get(self.signature_header.lower())
        verify_detached(self.http, self.keys_url, payload, signature, algorithms=self.algorithms)

    def _post(self, path: str, body: Mapping[str, Any], extra: Mapping[str, str]) -> Answer:
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {**self.headers, **extra}
        return self.http.post(f"{self.base_url}{path}", content=content, headers=headers, refusal=self.refusal)
