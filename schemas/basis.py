"""What every value of a policy carries: where it comes from, and the sentence it rests on."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from schemas.terms import Origin


@dataclass(frozen=True)
class Citation:
    """Where a value stands: the rule id of the catalogue, and, once resolved, document, line and literal quotation."""

    rule: str
    source: str = ""
    line: int | None = None
    quote: str = ""


@dataclass(frozen=True)
class Basis:
    """Origin of a value and the sentences it rests on."""

    origin: Origin
    cite: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Unlimited:
    """不限, said explicitly; an absent limit never means this."""

    unlimited: Literal[True] = True


Limit: TypeAlias = int | Unlimited
