"""The invariants of settlement (ledger.md C3): I7–I10, I15–I17; for all batches, and for one before it is computed."""

from uuid import UUID

from sqlalchemy import text

from hub.kernel.db import db
from hub.ledger import Check, register

ONCE = Check(
    "I7",
    "a payable is in one live line at most, and a payment that came back is in its next attempt at most once",
    """
    SELECT p.origin_id, 'was opened again ' || count(*) || ' times' FROM payable p WHERE p.origin_id IS NOT NULL
    GROUP BY p.origin_id HAVING count(*) > 1
    UNION ALL
    SELECT l.payable_id, 'the line is no payable of ' || b.payer_area FROM settle_line l
    JOIN settle_batch b ON b.id = l.batch_id LEFT JOIN payable p ON p.id = l.payable_id
    WHERE (p.id IS NULL OR p.payer_area <> b.payer_area OR p.payee_id <> l.payee_id OR p.cancelled_at IS NOT NULL
       OR l.amount_fen <> CASE p.kind WHEN 'AWARD' THEN p.amount_fen ELSE -p.amount_fen END)
      {narrowed}
    """,
)
ADDS_UP = Check(
    "I8",
    "lines = payouts + what was carried, for each payee; the batch's number and total are those of its lines",
    """
    SELECT r.batch_id, 'lines of ' || coalesce(l.fen, 0) || ' and carried ' || r.carried_in_fen || ' are not payout '
           || coalesce(o.amount_fen, 0) || ' and carried on ' || r.carried_out_fen
    FROM settle_payee r JOIN settle_batch b ON b.id = r.batch_id AND b.state <> 'DISCARDED'
    LEFT JOIN (SELECT batch_id, payee_id, sum(amount_fen) AS fen FROM settle_line GROUP BY 1, 2) l
      ON l.batch_id = r.batch_id AND l.payee_id = r.payee_id
    LEFT JOIN payout o ON o.batch_id = r.batch_id AND o.payee_id = r.payee_id
    WHERE (coalesce(l.fen, 0) - r.carried_in_fen <> coalesce(o.amount_fen, 0) - r.carried_out_fen
       OR l.fen IS DISTINCT FROM r.lines_fen OR coalesce(o.amount_fen, 0) <> r.payout_fen) {narrowed}
    UNION ALL
    SELECT b.id, 'counts ' || b.lines_count || ' lines of ' || b.total_fen || ', there are ' || count(l.payable_id)
           || ' of ' || coalesce(sum(l.amount_fen), 0)
    FROM settle_batch b LEFT JOIN settle_line l ON l.batch_id = b.id
    WHERE b.state NOT IN ('OPEN', 'COMPUTING', 'DISCARDED') {narrowed}
    GROUP BY b.id HAVING b.lines_count <> count(l.payable_id) OR b.total_fen <> coalesce(sum(l.amount_fen), 0)
    UNION ALL
    SELECT b.id, 'its lines do not give its root hash'
    FROM settle_batch b WHERE b.state NOT IN ('OPEN', 'COMPUTING', 'DISCARDED') AND b.root_sha256 IS DISTINCT FROM (
      SELECT encode(sha256(convert_to(coalesce(string_agg(part, E'\\n' ORDER BY bucket), ''), 'UTF8')), 'hex') FROM (
        SELECT l.bucket, l.bucket || ' ' || encode(sha256(convert_to(string_agg(
          l.payable_id || '|' || l.payee_id || '|' || l.amount_fen, E'\\n' ORDER BY l.payable_id), 'UTF8')), 'hex')
          AS part FROM settle_line l WHERE l.batch_id = b.id GROUP BY l.bucket) buckets) {narrowed}
    """,
)
INSTRUCTED = Check(
    "I9",
    "what a batch moved to CLEARING is what it pays out; nothing is paid that was not instructed, or paid twice",
    """
    SELECT b.id, 'instructs ' || coalesce(o.fen, 0) || ', CLEARING received ' || coalesce(c.fen, 0)
    FROM settle_batch b
    LEFT JOIN (SELECT batch_id, sum(amount_fen) AS fen FROM payout GROUP BY 1) o ON o.batch_id = b.id
    LEFT JOIN (SELECT a.owner_id, sum(t.amount_fen) AS fen FROM ledger_account a JOIN transfer t ON t.credit_id = a.id
               WHERE a.kind = 'CLEARING' GROUP BY 1) c ON c.owner_id = b.id
    WHERE coalesce(o.fen, 0) <> coalesce(c.fen, 0) AND b.state <> 'DISCARDED' {narrowed}
    UNION ALL
    SELECT o.id, 'is ' || o.state || ', the treasury paid ' || coalesce(t.fen, 0) || ' of ' || o.amount_fen
    FROM payout o JOIN settle_batch b ON b.id = o.batch_id
    LEFT JOIN (SELECT x.ref, sum(t.amount_fen) AS fen FROM ltx x JOIN transfer t ON t.tx_id = x.id
               WHERE x.code = 'disburse' GROUP BY 1) t ON t.ref = o.id::text
    WHERE coalesce(t.fen, 0) <> CASE WHEN o.state IN ('PAID', 'RETURNED') THEN o.amount_fen ELSE 0 END {narrowed}
    UNION ALL
    SELECT o.id, 'is ' || o.state || ' without the line of a bank statement' FROM payout o
    JOIN settle_batch b ON b.id = o.batch_id LEFT JOIN recon_match m ON m.payout_id = o.id
    WHERE o.state IN ('PAID', 'RETURNED') AND m.payout_id IS NULL {narrowed}
    """,
)
COMPLETE = Check(
    "I10",
    "every payable that was open and visible when a batch was opened is in a line or has an exclusion",
    """
    SELECT p.id, 'was open when batch ' || b.no || ' was opened and is neither in a line nor excluded'
    FROM settle_batch b JOIN payable p ON p.payer_area = b.payer_area AND p.payee_kind = b.kind
      AND p.eligible_at <= b.cut AND p.period <= b.period AND p.cancelled_at IS NULL
    WHERE b.state NOT IN ('OPEN', 'DISCARDED') {computing}
      AND pg_visible_in_snapshot(p.eligible_xid::text::xid8, b.seen_snapshot::pg_snapshot)
      AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)
      AND NOT EXISTS (SELECT FROM settle_exclusion e WHERE e.payable_id = p.id) {narrowed}
    """,
)
CLEARED = Check(
    "I15",
    "CLEARING is zero for every closed batch",
    """
    SELECT b.id, 'is closed with ' || (a.credit_fen - a.debit_fen) || ' fen in CLEARING'
    FROM settle_batch b JOIN ledger_account a ON a.kind = 'CLEARING' AND a.owner_id = b.id
    WHERE b.state = 'CLOSED' AND a.credit_fen <> a.debit_fen
    """,
)
BALANCED = Check(
    "I16",
    "what payers owe payees across all lines nets to zero, and PAYABLE holds what is owed and not settled",
    """
    SELECT a.id, 'PAYABLE of ' || a.area || ' holds ' || t.fen || ', its open payables sum to ' || o.fen
    FROM ledger_account a
    CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount_fen ELSE -t.amount_fen END), 0)
      AS fen FROM transfer t WHERE t.credit_id = a.id OR t.debit_id = a.id) t
    CROSS JOIN LATERAL (SELECT coalesce(sum(CASE p.kind WHEN 'AWARD' THEN p.amount_fen ELSE -p.amount_fen END), 0)
      AS fen FROM payable p WHERE p.payer_area = a.area AND p.payee_id = a.owner_id AND p.cancelled_at IS NULL
      AND NOT p.against_clawback AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)) o
    WHERE a.kind = 'PAYABLE' AND t.fen <> o.fen
    """,
)
PROGRESS = Check(
    "I17",
    "every payment that was rejected or returned has its payables open again at the next attempt",
    """
    SELECT o.id, 'is ' || o.state || ' and ' || count(l.payable_id) || ' of its lines were not opened again'
    FROM payout o JOIN settle_line l ON l.batch_id = o.batch_id AND l.payee_id = o.payee_id
    WHERE o.state IN ('REJECTED', 'RETURNED') AND NOT EXISTS (SELECT FROM payable p WHERE p.origin_id = l.payable_id)
    GROUP BY o.id, o.state
    """,
)
BEFORE_COMPUTED = (ONCE, ADDS_UP, INSTRUCTED, COMPLETE)


def _all_of(check: Check) -> Check:
    query = check.query.replace("{narrowed}", "").replace("{computing}", "AND b.state <> 'COMPUTING'")
    return Check(check.invariant, check.meaning, query)


register(*(_all_of(check) for check in (*BEFORE_COMPUTED, CLEARED, BALANCED, PROGRESS)))


def faults_of_batch(batch_id: UUID) -> list[str]:
    """What a batch breaks before it may be called computed, one sentence each."""
    found = []
    for check in BEFORE_COMPUTED:
        query = check.query.replace("{narrowed}", "AND b.id = :batch").replace("{computing}", "")
        rows = db.session.execute(text(query), {"batch": batch_id}).all()
        found += [f"{check.invariant}: {row[1]}" for row in rows]
    return found
