"""The set-based statements of a run (ledger.md C6): where money is counted, the database counts."""

from sqlalchemy import text

OPEN_PAYABLES = text("""
SELECT count(*) FROM payable p
WHERE p.payer_area = :payer AND p.payee_kind = :kind AND p.eligible_at <= :cut AND p.period <= :period
  AND p.cancelled_at IS NULL AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)
""")

OPEN_BATCH = text("""
INSERT INTO settle_batch (id, no, window_key, payer_area, kind, period, cut, seen_snapshot, budget_year, state,
                          lines_count, total_fen, made_at)
VALUES (:id, :no, :window_key, :payer, :kind, :period, :cut, pg_current_snapshot()::text, :budget_year, 'OPEN',
        0, 0, :made_at)
ON CONFLICT DO NOTHING RETURNING id
""")


COLLECT = text("""
INSERT INTO settle_candidate (batch_id, payable_id, bucket)
SELECT :batch, p.id, :bucket FROM payable p
WHERE p.payer_area = :payer AND p.payee_kind = :kind AND p.eligible_at <= :cut AND p.period <= :period
  AND p.cancelled_at IS NULL AND get_byte(uuid_send(p.id), 15) % :buckets = :bucket
  AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)
ON CONFLICT DO NOTHING
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

# KEY SHARE: an award that is just being cancelled is waited for and then looked at again.
CLAIM = text("""
WITH candidate AS MATERIALIZED (
  SELECT p.id, p.payee_id, p.amount_fen, p.kind, p.agreed_at, c.bucket
  FROM settle_candidate c JOIN payable p ON p.id = c.payable_id
  WHERE c.batch_id = :batch AND p.cancelled_at IS NULL
    AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)
  FOR KEY SHARE OF p),
queue AS (
  SELECT *, sum(CASE kind WHEN 'AWARD' THEN amount_fen ELSE 0 END) OVER (ORDER BY agreed_at, id) AS needed
  FROM candidate)
INSERT INTO settle_line (payable_id, batch_id, bucket, payer_area, payee_id, amount_fen)
SELECT id, :batch, bucket, :payer, payee_id, CASE kind WHEN 'AWARD' THEN amount_fen ELSE -amount_fen END
FROM queue WHERE kind = 'REVERSAL' OR CAST(:left AS bigint) IS NULL OR needed <= :left
""")

EXCLUDE = text("""
INSERT INTO settle_exclusion (batch_id, payable_id, payer_area, payee_id, amount_fen, reason)
SELECT :batch, p.id, p.payer_area, p.payee_id, p.amount_fen,
       CASE WHEN p.cancelled_at IS NOT NULL THEN 'cancelled' ELSE 'budget' END
FROM settle_candidate c JOIN payable p ON p.id = c.payable_id
WHERE c.batch_id = :batch AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)
""")

RUN_PAYEES = text("""
INSERT INTO settle_payee (batch_id, payee_id, payer_area, lines_fen, carried_in_fen, owed_fen, offset_fen,
                          carried_out_fen, payout_fen, attempt, undone)
SELECT :batch, s.payee_id, :payer, s.lines_fen, s.carried_fen, greatest(0, -s.owing_fen),
       least(greatest(0, s.owing_fen), s.carried_fen + s.clawback_fen),
       s.carried_fen + s.clawback_fen + greatest(0, -s.owing_fen)
         - least(greatest(0, s.owing_fen), s.carried_fen + s.clawback_fen),
       greatest(0, s.owing_fen) - least(greatest(0, s.owing_fen), s.carried_fen + s.clawback_fen), s.attempt, false
FROM (
  SELECT l.payee_id, sum(l.amount_fen) AS lines_fen, max(p.attempt) AS attempt,
         coalesce(sum(l.amount_fen) FILTER (WHERE NOT p.against_clawback), 0) AS owing_fen,
         coalesce(-sum(l.amount_fen) FILTER (WHERE p.against_clawback), 0) AS clawback_fen,
         coalesce((SELECT sum(r.carried_out_fen - r.carried_in_fen) FROM settle_payee r
                   WHERE r.payer_area = :payer AND r.payee_id = l.payee_id AND NOT r.undone), 0) AS carried_fen
  FROM settle_line l JOIN payable p ON p.id = l.payable_id
  WHERE l.batch_id = :batch GROUP BY l.payee_id) s
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
WHERE b.kind = 'institution' AND b.period = :period GROUP BY 1, 2
""")
