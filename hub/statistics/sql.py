"""The set-based statements of statistics: the database counts what the journal and the states say of a period.

Every figure is a sum of immutable rows by their business date: what was undone counts on the day it was undone. The
bounds are inclusive dates; ``areas`` narrows to the areas whose rules the voucher stood under, NULL means all.
"""

from sqlalchemy import text

# One row per fact. ``fen`` is signed; ``n`` counts grants, orders, orders, payment lines, less those undone.
FIGURES = text("""
WITH entry AS NOT MATERIALIZED (
  SELECT id, code, ref, business_date, subject, subject_id FROM ltx
  WHERE business_date BETWEEN :since AND :until
    AND code IN ('grant', 'return', 'reserve', 'release', 'award', 'disburse', 'payment_back', 'settle')),
-- Of awards that something was taken back of: their holds in their order, each with the stretch that it covers.
stretch AS (
  SELECT h.payable_id, h.subject, h.subject_id, h.posted_fen + h.extra_fen AS fen,
         sum(h.posted_fen + h.extra_fen) OVER (PARTITION BY h.payable_id ORDER BY h.quota_id, h.id)
           - (h.posted_fen + h.extra_fen) AS before_fen
  FROM hold h WHERE h.payable_id IN (
    SELECT CAST(split_part(ref, ':', 1) AS uuid) FROM ltx
    WHERE code IN ('reverse', 'cancel_award') AND business_date BETWEEN :since AND :until)),
-- What was taken back of an award, in the order in which it happened, counted against its orders in theirs.
back AS (
  SELECT b.*, sum(b.fen) OVER (PARTITION BY b.payable_id ORDER BY b.business_date, b.id) - b.fen AS before_fen
  FROM (
    SELECT x.id, x.code, x.business_date, x.subject_id AS redemption_id,
           CAST(split_part(x.ref, ':', 1) AS uuid) AS payable_id,
           coalesce(sum(t.amount_fen) FILTER (WHERE used.id IS NOT NULL), 0) AS fen
    FROM ltx x JOIN transfer t ON t.tx_id = x.id LEFT JOIN ledger_account used ON used.id = t.debit_id
      AND used.kind = 'USED'
    WHERE x.code IN ('reverse', 'cancel_award') AND x.business_date <= :until
    GROUP BY x.id) b),
redeemed AS (
  SELECT e.business_date AS day, e.subject_id AS redemption_id, h.subject, h.subject_id,
         h.posted_fen + h.extra_fen AS fen, 1 AS n
  FROM entry e JOIN payable p ON p.redemption_id = e.subject_id AND p.kind = 'AWARD' AND p.tx_id = e.id
  JOIN hold h ON h.payable_id = p.id WHERE e.code = 'award'
  UNION ALL
  SELECT b.business_date, b.redemption_id, s.subject, s.subject_id,
         -greatest(0, least(b.before_fen + b.fen, s.before_fen + s.fen) - greatest(b.before_fen, s.before_fen)),
         CASE b.code WHEN 'cancel_award' THEN -1 ELSE 0 END
  FROM back b JOIN stretch s ON s.payable_id = b.payable_id
  WHERE b.business_date >= :since),
-- Lines of batches whose payment the bank confirmed, less those whose payment came back, and, where debts left nothing
-- to pay, the lines that met them.
run AS (
  SELECT e.business_date AS day, o.batch_id, o.payee_id, CASE e.code WHEN 'disburse' THEN 1 ELSE -1 END AS sign
  FROM entry e JOIN payout o ON o.id = e.subject_id
  WHERE e.code = 'disburse' OR (e.code = 'payment_back'
    AND EXISTS (SELECT FROM ltx d WHERE d.code = 'disburse' AND d.ref = e.ref))
  UNION ALL
  SELECT e.business_date, r.batch_id, r.payee_id, 1
  FROM entry e JOIN settle_payee r ON r.batch_id = e.subject_id AND r.payout_fen = 0 AND NOT r.undone
  WHERE e.code = 'settle'),
fact AS (
  SELECT 'issued' AS measure, q.programme, q.area, e.business_date AS day, q.holder_id,
         CAST(NULL AS uuid) AS seller_id, CAST(NULL AS text) AS category,
         CASE e.code WHEN 'grant' THEN t.amount_fen ELSE -t.amount_fen END AS fen,
         CASE e.code WHEN 'grant' THEN 1 ELSE 0 END AS n
  FROM entry e JOIN transfer t ON t.tx_id = e.id
  JOIN ledger_account q ON q.id = CASE e.code WHEN 'grant' THEN t.credit_id ELSE t.debit_id END AND q.kind = 'QUOTA'
  WHERE e.code IN ('grant', 'return')
  UNION ALL
  SELECT 'used', q.programme, q.area, e.business_date, q.holder_id,
         coalesce(o.institution_id, r.institution_id, r.seller_id),
         coalesce(o.category_code, r.category_code, s.category_code),
         CASE e.code WHEN 'reserve' THEN t.amount_fen ELSE -t.amount_fen END,
         CASE e.code WHEN 'reserve' THEN 1 ELSE -1 END
  FROM entry e
  JOIN transfer t ON t.tx_id = e.id AND t.phase = CASE e.code WHEN 'reserve' THEN 'PEND' ELSE 'VOID' END
  JOIN ledger_account q ON q.id = t.debit_id
  LEFT JOIN "order" o ON e.subject = 'order' AND o.id = e.subject_id
  LEFT JOIN redemption r ON e.subject = 'redemption' AND r.id = e.subject_id
  LEFT JOIN service s ON s.no = o.service_no
  WHERE e.code IN ('reserve', 'release')
  UNION ALL
  SELECT 'redeemed', r.programme, r.area, d.day, r.holder_id,
         coalesce(o.institution_id, r.institution_id, r.seller_id),
         coalesce(o.category_code, r.category_code, s.category_code), d.fen, d.n
  FROM redeemed d JOIN redemption r ON r.id = d.redemption_id
  LEFT JOIN "order" o ON d.subject = 'order' AND o.id = d.subject_id
  LEFT JOIN service s ON s.no = o.service_no
  UNION ALL
  SELECT 'paid', r.programme, r.area, run.day, r.holder_id, NULL, NULL, run.sign * l.amount_fen,
         CASE WHEN l.amount_fen > 0 THEN run.sign ELSE 0 END
  FROM run JOIN settle_line l ON l.batch_id = run.batch_id AND l.payee_id = run.payee_id
  JOIN payable p ON p.id = l.payable_id JOIN redemption r ON r.id = p.redemption_id),
-- Business of the same enterprise in one cell is joined first, so that every grouping sorts little.
deal AS (
  SELECT f.measure, f.programme, f.area, to_char(f.day, 'YYYY-MM') AS month, f.holder_id, f.seller_id,
         coalesce(u.region, '') AS place, coalesce(left(f.category, 4), '') AS category,
         sum(f.fen) AS fen, sum(f.n) AS n
  FROM fact f LEFT JOIN organization u ON u.id = f.seller_id
  WHERE CAST(:areas AS text[]) IS NULL OR f.area = ANY(CAST(:areas AS text[]))
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8)
SELECT measure, programme, area, month, place, category, seller_id,
       GROUPING(programme, area, month, place, category, seller_id) AS grouping,
       sum(fen) AS fen, sum(n) AS n, count(DISTINCT holder_id) AS holders, count(DISTINCT seller_id) AS sellers,
       CASE WHEN count(DISTINCT holder_id) < :least THEN array_agg(DISTINCT holder_id) END AS few_holders,
       CASE WHEN count(DISTINCT seller_id) < :least THEN array_agg(DISTINCT seller_id) END AS few_sellers
FROM deal
GROUP BY measure, GROUPING SETS ((), (programme), (area), (month), (area, place), (place), (category), (seller_id))
""")

# How long something stood in a state that it left in the period, in seconds.
STEPS = text("""
WITH stay AS (
  SELECT c.subject, c.subject_id, c.from_state, c.at,
         c.at - lag(c.at) OVER (PARTITION BY c.subject_id ORDER BY c.at, c.id) AS lasted
  FROM state_change c WHERE c.subject IN ('voucher_application', 'order', 'redemption') AND c.at < :before),
place AS (
  SELECT 'voucher_application' AS subject, id, area, holder_id FROM voucher_application
  UNION ALL SELECT 'order', id, area, holder_id FROM "order" WHERE area IS NOT NULL
  UNION ALL SELECT 'redemption', id, area, holder_id FROM redemption)
SELECT s.subject, s.from_state AS state, count(*) AS n, count(DISTINCT p.holder_id) AS holders,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.lasted)) AS median,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM s.lasted)) AS p90
FROM stay s JOIN place p ON p.subject = s.subject AND p.id = s.subject_id
WHERE s.at >= :after AND s.lasted IS NOT NULL AND s.from_state <> 'DRAFT'
  AND (CAST(:areas AS text[]) IS NULL OR p.area = ANY(CAST(:areas AS text[])))
GROUP BY 1, 2
""")
