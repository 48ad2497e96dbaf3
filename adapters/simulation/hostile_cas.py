"""What a hostile, broken or broken-into CAS server may answer, each made from its honest answer by one change."""

import re
from collections.abc import Callable

BOMB = '<!DOCTYPE x [<!ENTITY a "tj"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
SOMEBODY = "tj-9999999"


def _user(text: str) -> Callable[[str], str]:
    return lambda answer: re.sub("<cas:user>(.*?)</cas:user>", lambda found: text.replace("$", found[1]), answer)


def _without(name: str) -> Callable[[str], str]:
    return lambda answer: re.sub(f"<cas:{name}>.*?</cas:{name}>", "", answer)


def _inside(name: str, addition: str) -> Callable[[str], str]:
    return lambda answer: answer.replace(f"</cas:{name}>", f"{addition}</cas:{name}>")


def _attribute(name: str, text: str) -> Callable[[str], str]:
    return lambda answer: re.sub(f"(<cas:{name}>).*?(</cas:{name}>)", rf"\g<1>{text}\g<2>", answer)


def _failed(code: str) -> Callable[[str], str]:
    said = f'<cas:authenticationFailure code="{code}">-</cas:authenticationFailure>'
    return lambda answer: re.sub("<cas:authenticationSuccess>.*</cas:authenticationSuccess>", said, answer)


HOSTILE_ANSWERS: dict[str, Callable[[str], str]] = {
    "plain-text": lambda _answer: f"yes\n{SOMEBODY}\n",
    "json": lambda _answer: '{"serviceResponse": {"authenticationSuccess": {"user": "tj-0000014"}}}',
    "cut-short": lambda answer: answer[:-20],
    "two-documents": lambda answer: answer + answer,
    "entity-bomb": lambda answer: BOMB + _user("<cas:user>&c;</cas:user>")(answer),
    "external-entity": lambda answer: FILE + _user("<cas:user>&a;</cas:user>")(answer),
    "document-type": lambda answer: "<!DOCTYPE x>" + answer,
    "instruction": _inside("serviceResponse", "<?php echo 1 ?>"),
    "too-large": _inside("attributes", f"<cas:note>{'x' * 70_000}</cas:note>"),
    "comment-in-user": _user("<cas:user>$<!-- -->-b</cas:user>"),
    "element-in-user": _user("<cas:user>$<cas:b>x</cas:b></cas:user>"),
    "text-around-user": _inside("authenticationSuccess", SOMEBODY),
    "two-users": _user(f"<cas:user>$</cas:user><cas:user>{SOMEBODY}</cas:user>"),
    "two-names-in-user": _user(f"<cas:user>$ {SOMEBODY}</cas:user>"),
    "empty-user": _user("<cas:user> </cas:user>"),
    "no-user": _without("user"),
    "markup-in-user": _user("<cas:user>&lt;script&gt;</cas:user>"),
    "two-answers": _inside(
        "serviceResponse", f"<cas:authenticationSuccess><cas:user>{SOMEBODY}</cas:user></cas:authenticationSuccess>"
    ),
    "success-and-failure": _inside("serviceResponse", '<cas:authenticationFailure code="INVALID_TICKET"/>'),
    "other-namespace": lambda answer: answer.replace("http://www.yale.edu/tp/cas", "http://www.yale.edu/tp/cas2"),
    "no-namespace": lambda answer: re.sub(' xmlns:cas="[^"]*"', "", answer).replace("cas:", ""),
    "user-in-other-namespace": _user('<e:user xmlns:e="urn:e">$</e:user>'),
    "user-in-both-namespaces": _user('<cas:user>$</cas:user><cas:user xmlns:cas="urn:e">tj-9999999</cas:user>'),
    "proxied": _inside("authenticationSuccess", "<cas:proxies><cas:proxy>https://p.invalid</cas:proxy></cas:proxies>"),
    "no-attributes": _without("attributes"),
    "no-authentication-date": _without("authenticationDate"),
    "no-new-login": _without("isFromNewLogin"),
    "strange-new-login": _attribute("isFromNewLogin", "maybe"),
    "future-login": _attribute("authenticationDate", "2099-01-01T00:00:00Z"),
    "login-without-offset": _attribute("authenticationDate", "2024-03-05 10:00:00"),
    "no-unit": _without("creditCode"),
    "two-units": _inside("attributes", "<cas:creditCode>91120116MA9QY11527</cas:creditCode>"),
    "unit-of-another-namespace": _inside("attributes", '<creditCode xmlns="urn:e">91120116MA9QY11527</creditCode>'),
}
# Answers in good form, which say no, or say what only the hub can find wrong.
REFUSING_ANSWERS: dict[str, Callable[[str], str]] = {
    "failure": _failed("INVALID_TICKET"),
    "server-trouble": _failed("INTERNAL_ERROR"),
    "wrong-check-character": _attribute("creditCode", "91120104MA9QY11441"),
    "unit-of-another-region": _attribute("creditCode", "91320312MA9QY10219"),
}
