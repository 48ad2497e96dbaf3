"""Shanghai's description of a voucher that it issues and keeps itself, which the hub only mirrors."""

from adapters.policy_parts import head, no_voucher, normalizer, own_rate, publicity, tongdui
from adapters.reading import NativeRefused, Reader, exact_fen
from schemas.conditions import Always, Not
from schemas.policy import Caps, PolicyDraft, Rule, Unlimited

WORDS = {"cite": "cite", "origin": "origin"}


def _build(doc: Reader) -> PolicyDraft:
    issuance, voucher = doc.table("issuance"), doc.table("voucher")
    share, ceiling, notice = doc.table("subsidy"), doc.table("ceiling"), doc.table("notice")
    if voucher.text("kind") != "tongdui" or voucher.text("redeemed_by") != "institution":
        raise NativeRefused("voucher: only tongdui, redeemed by the institution, is understood")
    if issuance.flag("via_hub"):
        raise NativeRefused("issuance: a voucher of this dialect is never issued by the hub")
    return PolicyDraft(
        **head(doc.table("document")),
        rules=(_issued_elsewhere(issuance),),
        modes=(tongdui(voucher, **WORDS), no_voucher(issuance, **WORDS)),
        caps=Caps(exact_fen(ceiling.take("per_year", str), "元"), Unlimited(), ceiling.basis(**WORDS)),
        subsidy=own_rate(share.ppm("share"), share, **WORDS),
        approvals=(publicity(notice.whole("working_days"), notice, **WORDS),),
        channels={"application": "region"},
    )


def _issued_elsewhere(read: Reader) -> Rule:
    platform = read.text("platform")
    return Rule(
        "application.at_region", "application", Not(Always()), read.basis(**WORDS),
        f"本区域的创新券在{platform}申领，枢纽不受理。", f"Vouchers of this area are applied for at {platform}.",
    )  # fmt: skip


normalize = normalizer(_build)
