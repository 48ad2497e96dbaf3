"""Login at Zhejiang's platform: 法人登录 of the government portal by one of several methods, then a one-time ticket."""

from collections.abc import Mapping

from adapters.answers import optional_text, readable
from adapters.contract import Assertion, Callback, Person
from adapters.protocols.ticket import TicketLogin

ASSURANCE = {"2": "low", "3": "substantial", "4": "high"}
LEGAL_PERSON = "法人"


def assertion(login: TicketLogin, callback: Callback, remember: Mapping[str, str]) -> Assertion:
    """Who logged in. Somebody who came in as 个人 acts for no unit."""
    found = login.finish(callback, remember)
    with readable("user of the ticket"):
        corporate = found.user["userType"] == LEGAL_PERSON
        return Assertion(
            issuer=login.issuer,
            subject=found.subject,
            uscc=optional_text(found.user, "corpUscc") if corporate else None,
            org_name=optional_text(found.user, "corpName") if corporate else None,
            person=Person(optional_text(found.user, "agentName"), optional_text(found.user, "agentMobile")),
            acr=ASSURANCE.get(found.user["authLevel"], found.user["authLevel"]),
            auth_time=found.auth_time,
            session=login.session(found),
        )
