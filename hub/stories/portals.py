"""Acts of a provincial portal: registered by the hub's operator, it signs people in and hears when they are gone."""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from hub.stories.api import ApiDriver
from hub.stories.logins import LoginFailed, log_in_at_region
from hub.stories.page import Page
from hub.stories.portal import SCOPE, Portal
from hub.stories.story import Person, StoryFailed

if TYPE_CHECKING:
    from hub.stories.stage import Stage

WAY = "client:"


class PortalDriver(ApiDriver):
    """The browser of somebody who comes through a portal, and the portal with the token that it was given."""

    portal: Portal

    def _token(self) -> str:
        return str(self.portal.tokens.get("access_token", "none"))


def register(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """The operator registers the story's portal and hands its secret over."""
    from hub.stories.runner import submit_verb

    portal = stage.portal
    filled = {
        "auth_method": "client_secret_basic",
        "redirect_uris": f"{portal.address}/callback",
        "backchannel_logout_uri": f"{portal.address}/logout",
        "scopes": SCOPE.split(),
        **values,
    }
    if filled["auth_method"] == "private_key_jwt":
        # A program that proves itself by a key of its own may also be told of events.
        filled |= {"jwks": json.dumps(portal.hooks.jwks()), "scopes": [*SCOPE.split(), "webhook.manage"]}
        portal.client_id = str(values["client_id"])
    page = submit_verb(stage, person, "client.register", filled)
    secret = page.tree.xpath("//*[@data-secret]")
    if secret:
        portal.secret = secret[0].text_content().strip()
        portal.client_id = str(values["client_id"])
    return page


def sign_in(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """From the portal to the hub, on to the region when nobody is signed in, through consent, and back."""
    portal, driver = stage.portal, stage.driver(person)
    portal.scope, portal.hint = values.get("scope", SCOPE), values.get("region", "")
    page = driver.open(f"{portal.address}/login")
    if page.tree.xpath("//form[.//input[@type='password']]"):
        page = log_in_at_region(driver, person, page)
    consent = page.form("portal.agree")
    portal.consent = "asked" if consent is not None else "remembered"
    if consent is not None:
        page = driver.submit(page, consent, {}, {})
    if page.refusals:
        return page
    if portal.state != "SIGNED_IN":
        raise LoginFailed(f"{person.account} did not come back to the portal: {page.url} {page.words[:300]}")
    return driver.open(portal.address)


def subscribe(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """The portal asks to be told of ``events``; so many of the first messages as ``fail`` says it answers with 500."""
    portal = stage.portal
    portal.hooks.failing = int(values.get("fail", 0))
    portal.subscribe(list(values["events"]))
    return stage.driver(person).open(portal.address)


def look(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """What the portal shows now."""
    del values
    return stage.driver(person).open(stage.portal.address)


def sign_out_at_region(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Leave the region's platform in the same browser; the hub and the portals hear of it."""
    driver = stage.driver(person)
    region = str(values["region"])
    try:
        platform = stage.surface.platforms[region]
    except KeyError as error:
        raise StoryFailed(f"no platform of {region} is simulated") from error
    driver.open(urljoin(platform, "/oidc/logout"))
    stage.surface.drain()
    return driver.open(stage.portal.address)


PORTALS = {
    "register_portal": register,
    "portal_sign_in": sign_in,
    "portal_subscribe": subscribe,
    "portal_look": look,
    "portal_sign_out": sign_out_at_region,
}
