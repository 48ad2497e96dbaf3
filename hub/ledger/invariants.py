"""The invariants that the ledger alone can prove: I1–I6, I11, I12."""

from hub.ledger.verify import Check, register

register(
    Check(
        "I1",
        "each transfer has one debit and one credit in the same ledger",
        """
        SELECT t.id, 'transfer between an account of ledger ' || coalesce(d.ledger, 'none') || ' and one of '
               || coalesce(c.ledger, 'none')
        FROM transfer t LEFT JOIN ledger_account d ON d.id = t.debit_id LEFT JOIN ledger_account c ON c.id = t.credit_id
        WHERE d.ledger IS DISTINCT FROM c.ledger OR d.ledger IS NULL
        """,
    ),
    Check(
        "I2",
        "counters equal the fold of the transfers",
        """
        WITH moved AS (
          SELECT id, sum(debit) AS debit, sum(pending) AS pending, sum(credit) AS credit FROM (
            SELECT debit_id AS id, CASE phase WHEN 'POST' THEN amount_fen ELSE 0 END AS debit,
                   CASE phase WHEN 'PEND' THEN amount_fen WHEN 'VOID' THEN -amount_fen ELSE 0 END AS pending,
                   0 AS credit
            FROM transfer
            UNION ALL SELECT credit_id, 0, 0, CASE phase WHEN 'POST' THEN amount_fen ELSE 0 END FROM transfer
          ) legs GROUP BY id)
        SELECT a.id, a.kind || ' counts ' || a.debit_fen || '/' || a.debit_pending_fen || '/' || a.credit_fen
               || ', its transfers say ' || coalesce(m.debit, 0) || '/' || coalesce(m.pending, 0) || '/'
               || coalesce(m.credit, 0)
        FROM ledger_account a LEFT JOIN moved m ON m.id = a.id
        WHERE a.guarded AND (a.debit_fen, a.debit_pending_fen, a.credit_fen)
              IS DISTINCT FROM (coalesce(m.debit, 0), coalesce(m.pending, 0), coalesce(m.credit, 0))
        """,
    ),
    Check(
        "I3",
        "no voucher is overdrawn, and what it counts as pending is the sum of its live holds",
        """
        SELECT a.id, 'the voucher counts ' || a.debit_pending_fen || ' reserved, its holds sum to '
               || coalesce(h.live, 0)
        FROM ledger_account a LEFT JOIN (SELECT quota_id, sum(amount_fen) AS live FROM hold
          WHERE state IN ('HELD', 'CLAIMED') GROUP BY quota_id) h ON h.quota_id = a.id
        WHERE a.kind = 'QUOTA' AND (a.debit_fen + a.debit_pending_fen > a.credit_fen
              OR a.debit_pending_fen <> coalesce(h.live, 0))
        """,
    ),
    Check(
        "I4",
        "each hold is resolved at most once, and what was posted stays within it",
        """
        SELECT h.id, 'hold ' || h.state || ' was resolved ' || count(s.id) || ' times'
        FROM hold h LEFT JOIN state_change s ON s.subject = 'hold' AND s.subject_id = h.id
             AND s.to_state IN ('POSTED', 'VOIDED')
        GROUP BY h.id HAVING count(s.id) <> CASE WHEN h.state IN ('POSTED', 'VOIDED') THEN 1 ELSE 0 END
               OR h.posted_fen > h.amount_fen OR (h.state <> 'POSTED' AND h.posted_fen + h.extra_fen > 0)
        """,
    ),
    Check(
        "I5",
        "granted = used + held + available + expired",
        """
        WITH moved AS (
          SELECT a.id,
            coalesce(sum(CASE WHEN d.kind = 'POOL' THEN t.amount_fen WHEN c.kind = 'POOL' THEN -t.amount_fen END), 0)
              AS granted,
            coalesce(sum(CASE WHEN c.kind = 'USED' THEN t.amount_fen WHEN d.kind = 'USED' THEN -t.amount_fen END), 0)
              AS used,
            coalesce(sum(t.amount_fen) FILTER (WHERE c.kind = 'EXPIRED'), 0) AS expired
          FROM ledger_account a JOIN transfer t ON (t.debit_id = a.id OR t.credit_id = a.id) AND t.phase = 'POST'
          JOIN ledger_account d ON d.id = t.debit_id JOIN ledger_account c ON c.id = t.credit_id
          WHERE a.kind = 'QUOTA' GROUP BY a.id)
        SELECT a.id, 'granted ' || m.granted || ' is not used ' || m.used || ' + held ' || a.debit_pending_fen
               || ' + expired ' || m.expired || ' + available ' || (a.credit_fen - a.debit_fen - a.debit_pending_fen)
        FROM moved m JOIN ledger_account a ON a.id = m.id
        WHERE m.granted <> m.used + m.expired + a.credit_fen - a.debit_fen
        """,
    ),
    Check(
        "I6",
        "an approved redemption has exactly one award, of what its holds posted",
        """
        SELECT p.redemption_id, 'award of ' || p.amount_fen || ', its holds posted ' || coalesce(h.posted, 0)
        FROM payable p LEFT JOIN (SELECT payable_id, sum(posted_fen + extra_fen) AS posted FROM hold
             GROUP BY payable_id) h ON h.payable_id = p.id
        WHERE p.kind = 'AWARD' AND p.origin_id IS NULL AND p.amount_fen <> coalesce(h.posted, 0)
        UNION ALL
        SELECT redemption_id, 'has ' || count(*) || ' awards' FROM payable
        WHERE kind = 'AWARD' AND origin_id IS NULL AND cancelled_at IS NULL GROUP BY redemption_id HAVING count(*) > 1
        UNION ALL
        SELECT redemption_id, 'more was taken back than awarded' FROM payable
        WHERE origin_id IS NULL AND cancelled_at IS NULL GROUP BY redemption_id
        HAVING sum(CASE kind WHEN 'AWARD' THEN amount_fen ELSE -amount_fen END) < 0
        """,
    ),
    Check(
        "I11",
        "what holds were resolved is what the journal gave back, and an award has its journal entry",
        """
        SELECT h.quota_id, 'holds of ' || h.resolved || ' were resolved, the journal gave back ' || coalesce(v.given, 0)
        FROM (SELECT quota_id, coalesce(sum(amount_fen) FILTER (WHERE state IN ('POSTED', 'VOIDED')), 0) AS resolved
              FROM hold GROUP BY quota_id) h
        LEFT JOIN (SELECT debit_id, sum(amount_fen) AS given FROM transfer WHERE phase = 'VOID' GROUP BY debit_id) v
             ON v.debit_id = h.quota_id
        WHERE h.resolved <> coalesce(v.given, 0)
        UNION ALL
        SELECT h.id, 'the hold is posted without an award' FROM hold h LEFT JOIN payable p ON p.id = h.payable_id
        WHERE h.state = 'POSTED' AND p.id IS NULL
        UNION ALL
        SELECT p.id, 'owes ' || p.amount_fen || ', its journal entry books ' || coalesce(sum(t.amount_fen), 0)
        FROM payable p LEFT JOIN transfer t ON t.tx_id = p.tx_id AND EXISTS (SELECT FROM ledger_account a
             WHERE a.kind = 'EXPENSE' AND a.id IN (t.debit_id, t.credit_id))
        WHERE p.origin_id IS NULL GROUP BY p.id, p.amount_fen HAVING p.amount_fen <> coalesce(sum(t.amount_fen), 0)
        """,
    ),
    Check(
        "I12",
        "nothing is granted or reserved on a voucher after its year was closed",
        """
        SELECT x.id, x.code || ' was posted after the year ' || a.year || ' of the voucher was closed'
        FROM ledger_account a JOIN transfer t ON t.debit_id = a.id OR t.credit_id = a.id JOIN ltx x ON x.id = t.tx_id
        WHERE a.kind = 'QUOTA' AND a.closed_at IS NOT NULL AND x.code IN ('grant', 'reserve')
              AND x.recorded_at > a.closed_at
        """,
    ),
)
