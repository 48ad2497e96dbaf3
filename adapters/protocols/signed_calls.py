"""Calls with an effect, whatever they are written in: our key in a header, our body and their answer signed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from adapters.protocols.jose import verify_detached
from adapters.transport import Answer, Http


@dataclass(frozen=True)
class SignedCalls:
    """How one platform wants it. ``key_header`` carries our key, ``signature_header`` its signature of the answer."""

    http: Http
    base_url: str
    keys_url: str
    algorithms: Sequence[str]
    key_header: str
    signature_header: str
    headers: Mapping[str, str] = field(repr=False)
    refusal: Callable[[Answer], str]
    content_type: str = "application/json"

    def look_up(self, path: str, content: bytes) -> Answer:
        """Look something up; nothing changes there."""
        return self._post(path, content, {})

    def act(self, path: str, key: str, content: bytes) -> Answer:
        """Do something under our key; the answer counts only when its signature is right.

        Raises:
            BadAnswer: the answer is unsigned or wrongly signed: what happened there is unknown.
        """
        answer = self._post(path, content, {self.key_header: key})
        self.verify(answer.body, answer.headers)
        return answer

    def verify(self, payload: bytes, headers: Mapping[str, str]) -> None:
        """Refuse an answer or message of the platform whose signature is not right."""
        signature = headers.get(self.signature_header.lower())
        verify_detached(self.http, self.keys_url, payload, signature, algorithms=self.algorithms)

    def _post(self, path: str, content: bytes, extra: Mapping[str, str]) -> Answer:
        return self.http.post(
            f"{self.base_url}{path}",
            content=content,
            content_type=self.content_type,
            headers={**self.headers, **extra},
            refusal=self.refusal,
        )
