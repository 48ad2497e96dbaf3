"""The closed list of events (contracts.md §6): audit action, message template key and, where public, webhook name."""

_BY_SUBJECT = {
    "account": "registered* approved rejected logged_in login_failed linked* unlinked locked contact_changed",
    "holder": "updated* rename_requested renamed* relocated suspended* reinstated ended",
    "request": "submitted returned approved rejected withdrawn",
    "listing": "drafted submitted taken_back published returned withdrawn imported rule_changed",
    "institution": "joined* suspended* reinstated* certificate_ending",
    "evaluation": "given replied",
    "application": "submitted stamped approved* rejected* returned*",
    "voucher": "granted* frozen expiring expired* voided* terminated* mirrored",
    "order": "placed* accepted* declined* price_set quota_confirmed* refused_by_area* cancelled* split completed* "
    "lapsed*",
    "booking": "entered confirmed declined",
    "use": "created confirmed* contract_allowed",
    "redemption": "submitted* awaiting_holder* agreed* refused* returned* awaiting_paper paper_received assessed* held "
    "on_notice* objected objection_decided payable* paid* payment_returned* rejected* reversed* entered recalled "
    "reported period_set",
    "invoice": "registered released blocked",
    "policy": "drafted simulated submitted approved published* withdrawn left_behind",
    "contract": "registered released",
    "review": "assigned recused decided drawn undone",
    "dispute": "opened stated mediated settled",
    "sanction": "imposed lifted",
    "spot_check": "drawn recorded",
    "clawback": "assigned",
    "check": "limit_set",
    "notice": "published* closed*",
    "settlement": "asked computed reviewed signed* sent acknowledged* disputed* reconciled closed*",
    "budget": "proposed approved rejected withdrawn",
    "payout": "instructed confirmed returned",
    "exchange": "sent acknowledged refused dead resent",
    "data": "revealed exported corrected erased",
    "role": "granted revoked delegated",
    "region": "opened paused proposed rejected declared conformance_asked test_statement",
    "stock": "applied undone",
    "client": "registered changed disabled enabled secret_rotated change_asked withdrawn logout_given_up logout_resent",
    "webhook": "added changed removed key_rotated given_up redelivered",
    "key": "rotated",
    "maintenance": "announced closed",
    "job": "failed requeued",
    "wording": "changed",
    "calendar": "entered",
}

EVENTS: frozenset[str] = frozenset(
    f"{subject}.{name.rstrip('*')}" for subject, names in _BY_SUBJECT.items() for name in names.split()
)
WEBHOOKS: frozenset[str] = frozenset(
    f"{subject}.{name.rstrip('*')}"
    for subject, names in _BY_SUBJECT.items()
    for name in names.split()
    if name.endswith("*")
)
