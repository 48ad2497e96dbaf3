"""The hub's documents that people agree to when they register, and which version is in force (ZJ1-08)."""

# Whoever changes the text of a document gives it a new version here: what was agreed to before stays on record.
DOCUMENTS: tuple[tuple[str, str], ...] = (("service_terms", "2026-11"), ("privacy_rules", "2026-11"))
