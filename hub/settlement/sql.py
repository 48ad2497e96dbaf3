"""The set-based statements of a run (ledger.md C6): where money is counted, the database counts."""

from sqlalchemy import text

OPEN_PAYABLES = text("""
SELECT count(*) FROM payable p
WHERE p.payer_area = :payer AND p.payee_kind = :kind AND p.eligible_at <= :cut AND p.period <= :period
  AND p.cancelled_at IS NULL AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)
""")

OPEN_BATCH = text("""
INSERT INTO settle_batch (id, no, window_key, payer_area, kind, period, cut, seen_snapshot, budget_year, state,
                          buckets, lines_count, total_fen, made_at)
VALUES (:id, :no, :window_key, :payer, :kind, :period, :cut, pg_current_snapshot()::text, :budget_year, 'OPEN',
        :buckets, 0, 0, :made_at)
ON CONFLICT DO NOTHING RETURNING id
""")

# The least byte of an id is chance, also where its first ones are the time.
COLLECT = text("""
INSERT INTO settle_candidate (batch_id, payable_id, bucket, payee_id, kind, amount_fen, agreed_at)
SELECT :batch, p.id, :bucket, p.payee_id, p.kind, p.amount_fen, p.agreed_at FROM payable p
WHERE p.payer_area = :payer AND p.payee_kind = :kind AND p.eligible_at <= :cut AND p.period <= :period
  AND p.cancelled_at IS NULL AND (:buckets = 1 OR get_byte(uuid_send(p.id), 15) % :buckets = :bucket)
  AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)
""")

# Awards already claimed this budget year, less reversals approved in it; what came back unpaid does not count (G-37).
SPENT = text("""
SELECT coalesce((SELECT sum(l.amount_fen) FROM settle_line l JOIN settle_batch b ON b.id = l.batch_id
                 JOIN settle_payee r ON r.batch_id = l.batch_id AND r.payee_id = l.payee_id
                 WHERE b.payer_area = :payer AND b.budget_year = :year AND l.amount_fen > 0 AND NOT r.undone), 0)
     - coalesce((SELECT sum(p.amount_fen) FROM payable p JOIN ltx x ON x.id = p.tx_id
                 WHERE p.payer_area = :payer AND p.kind = 'REVERSAL' AND p.origin_id IS NULL
                   AND p.cancelled_at IS NULL AND extract(year FROM x.business_date) = :year), 0)
""")

# What was cancelled or claimed since it was collected; nothing is any more while the payer is locked.
_STILL_OPEN = """
c.batch_id = :batch
    AND NOT EXISTS (SELECT FROM payable p
                    WHERE p.id = c.payable_id AND p.payer_area = CAST(:payer AS varchar)
                      AND p.cancelled_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = c.payable_id)
"""
_LINE = """
INSERT INTO settle_line (payable_id, batch_id, bucket, payer_area, payee_id, amount_fen)
SELECT payable_id, :batch, bucket, CAST(:payer AS varchar), payee_id,
       CASE kind WHEN 'AWARD' THEN amount_fen ELSE -amount_fen END
"""
CLAIM = text(f"{_LINE} FROM settle_candidate c WHERE {_STILL_OPEN}")
CLAIM_WITHIN = text(f"""
WITH queue AS (
  SELECT c.*, sum(CASE kind WHEN 'AWARD' THEN amount_fen ELSE 0 END) OVER (ORDER BY agreed_at, payable_id) AS needed
  FROM settle_candidate c WHERE {_STILL_OPEN})
{_LINE} FROM queue WHERE kind = 'REVERSAL' OR needed <= :left
""")  # noqa: S608

CANDIDATES = text("SELECT count(*) FROM settle_candidate WHERE batch_id = :batch")

EXCLUDE = text("""
INSERT INTO settle_exclusion (batch_id, payable_id, payer_area, payee_id, amount_fen, reason)
SELECT :batch, p.id, p.payer_area, p.payee_id, p.amount_fen,
       CASE WHEN p.cancelled_at IS NOT NULL THEN 'cancelled' ELSE 'budget' END
FROM settle_candidate c JOIN payable p ON p.id = c.payable_id
WHERE c.batch_id = :batch AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)
""")

# A later attempt and a reversal are few beside the awards: only they are looked up.
RUN_PAYEES = text("""
INSERT INTO settle_payee (batch_id, payee_id, payer_area, lines_fen, carried_in_fen, owed_fen, offset_fen,
                          carried_out_fen, payout_fen, attempt, undone)
SELECT :batch, s.payee_id, :payer, s.lines_fen, s.carried_fen, greatest(0, -s.owing_fen),
       least(greatest(0, s.owing_fen), s.carried_fen + s.clawback_fen),
       s.carried_fen + s.clawback_fen + greatest(0, -s.owing_fen)
         - least(greatest(0, s.owing_fen), s.carried_fen + s.clawback_fen),
       greatest(0, s.owing_fen) - least(greatest(0, s.owing_fen), s.carried_fen + s.clawback_fen), s.attempt, false
FROM (
  SELECT l.payee_id, l.fen AS lines_fen, coalesce(again.attempt, 1) AS attempt,
         l.fen + coalesce(back.fen, 0) AS owing_fen, coalesce(back.fen, 0) AS clawback_fen,
         coalesce((SELECT sum(r.carried_out_fen - r.carried_in_fen) FROM settle_payee r
                   WHERE r.payer_area = :payer AND r.payee_id = l.payee_id AND NOT r.undone), 0) AS carried_fen
  FROM (SELECT payee_id, sum(amount_fen) AS fen FROM settle_line WHERE batch_id = :batch GROUP BY payee_id) l
  LEFT JOIN (SELECT b.payee_id, sum(p.amount_fen) AS fen FROM settle_line b JOIN payable p ON p.id = b.payable_id
             WHERE b.batch_id = :batch AND b.amount_fen < 0 AND p.against_clawback GROUP BY 1) back
    ON back.payee_id = l.payee_id
  LEFT JOIN (SELECT a.payee_id, max(p.attempt) AS attempt FROM payable p JOIN settle_line a ON a.payable_id = p.id
             WHERE a.batch_id = :batch AND p.origin_id IS NOT NULL GROUP BY 1) again
    ON again.payee_id = l.payee_id) s
""")

MAKE_PAYOUTS = text("""
INSERT INTO payout (id, batch_id, payer_area, payee_id, amount_fen, ext_ref, attempt, state)
SELECT gen_random_uuid(), :batch, :payer, r.payee_id, r.payout_fen,
       :no || '-' || lpad((row_number() OVER (ORDER BY r.payee_id))::text, 5, '0'), r.attempt, 'NEW'
FROM settle_payee r WHERE r.batch_id = :batch AND r.payout_fen > 0
""")

BORN_PAYOUTS = text("""
INSERT INTO state_change (id, subject, subject_id, to_state, actor_name, at)
SELECT gen_random_uuid(), 'payout', id, 'NEW', :actor, :at FROM payout WHERE batch_id = :batch
""")

ROOT = text("""
SELECT encode(sha256(convert_to(coalesce(string_agg(part, E'\\n' ORDER BY bucket), ''), 'UTF8')), 'hex') FROM (
  SELECT l.bucket, l.bucket || ' ' || encode(sha256(convert_to(string_agg(
           l.payable_id || '|' || l.payee_id || '|' || l.amount_fen, E'\\n' ORDER BY l.payable_id), 'UTF8')), 'hex')
         AS part
  FROM settle_line l WHERE l.batch_id = :batch GROUP BY l.bucket) buckets
""")

VOID_LINES = text("""
WITH gone AS (DELETE FROM settle_line WHERE batch_id = :batch RETURNING *)
INSERT INTO settle_line_void (batch_id, payable_id, payer_area, payee_id, amount_fen, reason, voided_at)
SELECT batch_id, payable_id, payer_area, payee_id, amount_fen, :reason, :at FROM gone
""")

GROSS = text("""
SELECT b.payer_area, coalesce(p.payee_area, p.payee_region, '?') AS payee_place, sum(l.amount_fen) AS fen
FROM settle_line l JOIN settle_batch b ON b.id = l.batch_id JOIN payable p ON p.id = l.payable_id
WHERE b.kind = 'institution' AND b.period = :period
  AND (CAST(:ended AS timestamptz) IS NULL OR b.made_at < :ended) GROUP BY 1, 2
""")
