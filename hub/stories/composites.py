"""Acts that take a person several forms: one file per POST, so a redemption is a draft, its parts and a submit."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hub.stories.linking import LINKING
from hub.stories.page import Page, Seen
from hub.stories.portals import PORTALS
from hub.stories.printed import PRINTED
from hub.stories.registering import REGISTERING
from hub.stories.samples import Upload, statement_upload
from hub.stories.story import Person, StoryFailed

if TYPE_CHECKING:
    from hub.stories.stage import Stage


def submit_order_application(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """The same for a voucher that is applied for order by order."""
    return submit_application(stage, person, values, draft="application.draft_for_order")


def submit_application(
    stage: "Stage", person: Person, values: dict[str, Any], draft: str = "application.draft"
) -> Page:
    """Draft an application, attach each file, submit it."""
    from hub.stories.runner import submit_verb, with_uploads

    files = with_uploads(stage, values).pop("files", {})
    values.pop("files", None)
    page = submit_verb(stage, person, draft, values)
    for slot, uploads in files.items():
        for upload in uploads:
            if page.refusals:
                return page
            page = _submit_slot(stage, person, "application.attach", {"slot": slot, "file": upload}, page)
    return page if page.refusals else submit_verb(stage, person, "application.submit", {}, page=page)


def submit_redemption(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Draft a redemption, add its invoices, receipts and materials one by one, submit it."""
    from hub.stories.runner import submit_verb, with_uploads

    filled = with_uploads(stage, values)
    own = {name: value for name, value in values.items() if name not in ("invoices", "receipts", "contracts", "files")}
    draft = "redemption.draft_direct" if "institution" in own else "redemption.draft"
    page = submit_verb(stage, person, draft, own)
    parts = [("redemption.add_invoice", entry) for entry in filled.get("invoices", ())]
    parts += [("redemption.add_receipt", entry) for entry in filled.get("receipts", ())]
    parts += [("redemption.add_contract", entry) for entry in filled.get("contracts", ())]
    for slot, uploads in filled.get("files", {}).items():
        parts += [("redemption.attach", {"slot": slot, "file": upload}) for upload in uploads]
    for do, entry in parts:
        if page.refusals:
            return page
        page = _submit_slot(stage, person, do, entry, page)
    return page if page.refusals else submit_verb(stage, person, "redemption.submit", {}, page=page)


def register_use(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Draft a use of a booking (offline where none is named), attach each file, hand it in with the promise."""
    from hub.stories.runner import submit_verb, with_uploads

    files = with_uploads(stage, values).pop("files", {})
    values.pop("files", None)
    page = submit_verb(stage, person, "use.draft" if "booking" in values else "use.draft_offline", values)
    for slot, uploads in files.items():
        for upload in uploads:
            if page.refusals:
                return page
            page = _submit_slot(stage, person, "use.attach", {"slot": slot, "file": upload}, page)
    return page if page.refusals else submit_verb(stage, person, "use.submit", {"promise": "true"}, page=page)


def claim_at_region(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Go to the region's own claim page by the hub's link, claim there, and come back, or not: ``returns = false``."""
    own = {name: values.pop(name) for name in ("programme", "area")}
    returns = values.pop("returns", True)
    asked = stage.open(person, f"/enterprise/applications/new?programme={own['programme']}&area={own['area']}")
    links = asked.tree.xpath("//a[@data-action='application.at_region']/@href")
    if not links:
        raise StoryFailed(f"the hub offers no way to the region: {asked.words[:300]}")
    page = stage.open(person, links[0])
    form = page.form("region.claim")
    if form is None:
        raise StoryFailed(f"the region's page takes no claim: {page.words[:300]}")
    done = stage.driver(person).submit(page, form, values, {})
    back = done.tree.xpath("//a[@data-action='claim.back']/@href")
    if not back:
        raise StoryFailed(f"the region refused: {done.words[:300]}")
    return stage.open(person, back[0] if returns else "/enterprise/")


def find_batch(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Find a batch in the list by what its row says (period, kind, payer_area) and open it."""
    page = stage.open(person, "/finance/batches/")
    rows = page.tree.xpath("//main//*[@data-object='batch']")
    for row in rows:
        if all(row.get(f"data-{name.replace('_', '-')}") == str(value) for name, value in values.items()):
            links = row.xpath(".//a[@href]/@href")
            return stage.open(person, links[0])
    raise StoryFailed(f"the list of batches has none with {values}: {page.words[:400]}")


def find_order(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Find the newest order in the list whose row shows these figures, and open it."""
    page = stage.open(person, "/enterprise/orders")
    for row in page.tree.xpath("//main//*[@data-object='order']"):
        shown = Seen("order", row.get("data-no", ""), row)
        if all(shown.figure(name) == str(value) for name, value in values.items()):
            return stage.open(person, row.xpath(".//a[@href]/@href")[0])
    raise StoryFailed(f"{page.url} has no order with {values}: {page.words[:300]}")


def import_statement(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Be the treasury's clerk: write the statement of a batch's payouts as its page shows them, and import it.

    ``changes`` are mistakes and returns of the bank; with ``again`` the same file is imported once more.
    """
    from hub.stories.runner import submit_verb

    if not values.get("again"):
        stage.uploads["statement"] = _statement(stage, person, values)
    page = submit_verb(stage, person, "bank.import_statement", {"file": stage.uploads["statement"]})
    return page if page.refusals else stage.open(person, f"/finance/batches/{values['batch']}")


def _statement(stage: "Stage", person: Person, values: dict[str, Any]) -> Upload:
    batch = stage.open(person, f"/finance/batches/{values['batch']}")
    payouts = []
    for element in batch.tree.xpath("//*[@data-object='payout']"):
        if element.get("data-state") in ("SENT", "ACCEPTED", "UNKNOWN", "NEW"):
            payouts.append(_payout(element))
    for change in values.get("changes", []):
        for payout in payouts:
            if change["payee"] in (payout["payee"], "*"):
                payout.update({name: value for name, value in change.items() if name != "payee"})
    return statement_upload(payouts, stage.surface.business_date())


def open_mirrored_voucher(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Look at one's vouchers until the one the region keeps has been mirrored, and open it."""
    del values
    for _ in range(5):
        page = stage.open(person, "/enterprise/vouchers")
        links = page.tree.xpath("//main//a[starts-with(@href, '/enterprise/vouchers/')]/@href")
        links = [link for link in links if not link.endswith("/vouchers/")]
        if links:
            return stage.open(person, links[0])
        stage.surface.drain()
    raise StoryFailed(f"no voucher was mirrored: {page.words[:300]}")


def _payout(element: Any) -> dict[str, Any]:
    def figure(name: str) -> str:
        found = element.xpath(".//*[@data-figure=$name]", name=name)
        return str(found[0].get("data-value") or found[0].text_content().strip()) if found else ""

    return {name: figure(name) for name in ("ext_ref", "payee", "account_last4", "amount")}


def _submit_slot(stage: "Stage", person: Person, do: str, entry: dict[str, Any], page: Page) -> Page:
    """Send the form of one part; where a page has a form per slot, the one whose hidden slot fits."""
    from hub.stories.runner import submit_verb

    form = page.form(do, slot=entry["slot"]) if "slot" in entry else page.form(do)
    if form is None:
        return submit_verb(stage, person, do, entry, page=page)
    files = {"file": entry["file"]}
    texts = {name: value for name, value in entry.items() if name != "file"}
    unknown = set(texts) - form.names
    if unknown:
        raise StoryFailed(
            f"the form {do} has no field {', '.join(sorted(unknown))}; it has {', '.join(sorted(form.names))}"
        )
    return stage.driver(person).submit(page, form, texts, files)


COMPOSITES: dict[str, Callable[["Stage", Person, dict[str, Any]], Page]] = {
    "application": submit_application,
    "order_application": submit_order_application,
    "redemption": submit_redemption,
    "use": register_use,
    "region_claim": claim_at_region,
    "find_batch": find_batch,
    "find_order": find_order,
    "statement": import_statement,
    "mirrored": open_mirrored_voucher,
    **LINKING,
    **PORTALS,
    **PRINTED,
    **REGISTERING,
}
