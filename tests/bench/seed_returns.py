"""What fills the tables of money that goes back and of what is suspicious. Their numbers are those of the wallets,
of which each has at most one such purchase; every hundredth purchase is flagged.
"""

_REFUNDS = """
INSERT INTO refund (id, purchase_id, request_key, provider_id, kind, amount_minor, currency, credits, reason_code,
  reason, requested_by, state, failure, tries, created_at, changed_at, succeeded_at)
SELECT pg_temp.id('ref', w), pg_temp.id('pur', pg_temp.fated(w) * {wallets} + w), 'refund:' || w, pg_temp.id('re', w),
  fate, CASE WHEN fate = 'unspent' THEN greatest(1, pg_temp.price(w) * credits / pg_temp.credits(w))
    WHEN w % 3 < 2 THEN pg_temp.price(w) ELSE pg_temp.price(w) / 2 END,
  pg_temp.currency(w), CASE fate WHEN 'unspent' THEN credits ELSE 0 END, 'requested_by_customer', 'Asked for it',
  pg_temp.id('usr', -1 - w % {staff}), state, CASE state WHEN 'failed' THEN 'expired_or_canceled_card' END, 0, at,
  at + CASE state WHEN 'pending' THEN interval '0' WHEN 'failed' THEN interval '3 days' ELSE interval '1 minute' END,
  CASE WHEN state <> 'pending' THEN at + interval '1 minute' END
FROM (SELECT w, fate, credits, at, CASE WHEN at > {now} - interval '3 days' THEN 'pending'
    WHEN fate = 'goodwill' AND w % 10 = 9 THEN 'failed' ELSE 'succeeded' END AS state
  FROM (SELECT w, pg_temp.fate(w) AS fate, pg_temp.use(w) + pg_temp.left(w) AS credits,
      CASE pg_temp.fate(w) WHEN 'unspent' THEN pg_temp.moment(w, (pg_temp.fated(w) + 1) * {per_grant})
        ELSE pg_temp.moment(w, pg_temp.fated(w) * {per_grant} + 2) END AS at
    FROM generate_series(0::bigint, {wallets} - 1) w)
  WHERE fate IN ('unspent', 'goodwill')) ORDER BY at
"""
_REFUNDED = """
UPDATE purchase SET refunded_minor = refund.amount_minor FROM refund
WHERE refund.purchase_id = purchase.id AND refund.state <> 'failed'
"""
_REFUND_LINES = """
INSERT INTO purchase_event (purchase_id, sequence, at, what, from_state, to_state, detail)
SELECT purchase_id, 3, created_at, 'refund_requested', 'paid', 'paid', reason FROM refund
UNION ALL SELECT purchase_id, 4, changed_at, 'refund_' || state, 'paid', 'paid', '' FROM refund ORDER BY 3
"""

_DISPUTES = """
INSERT INTO dispute (id, purchase_id, provider_id, status, reason, amount_minor, currency, withdrawn_minor, fee_minor,
  movements, due_by, as_of, opened_at, closed_at)
SELECT pg_temp.id('dsp', w), pg_temp.id('pur', pg_temp.fated(w) * {wallets} + w), pg_temp.id('du', w), status,
  (ARRAY['fraudulent', 'product_not_received', 'unrecognized'])[w % 3 + 1], pg_temp.price(w), pg_temp.currency(w),
  CASE WHEN status IN ('lost', 'needs_response', 'under_review') THEN pg_temp.price(w) ELSE 0 END,
  CASE WHEN status LIKE 'warning%' THEN 0 ELSE 1500 END, 1, opened + interval '14 days', ended, opened,
  CASE WHEN fate <> 'open' THEN ended END
FROM (SELECT w, fate, pg_temp.late(w) AS opened, least({now}, pg_temp.late(w) + interval '20 days') AS ended,
    CASE fate WHEN 'lost' THEN 'lost'
      WHEN 'won' THEN (ARRAY['won', 'won', 'warning_closed', 'prevented'])[w % 4 + 1]
      ELSE (ARRAY['needs_response', 'under_review', 'warning_needs_response', 'warning_under_review'])[w % 4 + 1]
    END AS status
  FROM (SELECT w, pg_temp.fate(w) AS fate FROM generate_series(0::bigint, {wallets} - 1) w)
  WHERE fate IN ('lost', 'won', 'open')) ORDER BY opened
"""
_DISPUTED = "UPDATE purchase SET dispute_status = dispute.status FROM dispute WHERE dispute.purchase_id = purchase.id"
_DISPUTE_LINES = """
INSERT INTO purchase_event (purchase_id, sequence, at, what, from_state, to_state, detail)
SELECT purchase_id, 3, opened_at, 'dispute_needs_response', 'paid', 'paid', reason FROM dispute
UNION ALL SELECT purchase_id, 4, closed_at, 'dispute_' || status, 'paid', 'paid', reason FROM dispute
WHERE closed_at IS NOT NULL ORDER BY 3
"""
# Of a lost dispute one entry for each grant of which something is left, and one for the debt; of an open one a single.
_DISPUTE_ENTRIES = """
INSERT INTO credit_transaction (wallet_id, sequence, operation_id, position, debit, credit, amount, grant_id, cause,
  reference, actor, available, held, frozen, owed, created_at, previous_hash, hash)
SELECT pg_temp.id('wal', w), {per_wallet} + 1 + k, pg_temp.id('opd', w), k,
  CASE WHEN k < {grants} THEN 'available' ELSE 'owed' END, CASE fate WHEN 'lost' THEN 'revoked' ELSE 'frozen' END,
  CASE WHEN k < {grants} THEN pg_temp.left(w) ELSE pg_temp.debt(w) END,
  CASE WHEN fate = 'open' THEN pg_temp.id('grt', pg_temp.fated(w) * {wallets} + w)
    WHEN k < {grants} THEN pg_temp.id('grt', k * {wallets} + w) END,
  'dispute', pg_temp.id('pur', pg_temp.fated(w) * {wallets} + w), 'stripe',
  greatest(0, {grants} - 1 - k) * pg_temp.left(w), 0, CASE fate WHEN 'open' THEN pg_temp.left(w) ELSE 0 END,
  CASE WHEN k < {grants} THEN 0 ELSE pg_temp.debt(w) END, pg_temp.late(w), pg_temp.hash(-w), pg_temp.hash(-w)
FROM (SELECT w, pg_temp.fate(w) AS fate FROM generate_series(0::bigint, {wallets} - 1) w),
  generate_series(0, {grants}) k
WHERE fate = 'open' AND k = 0 OR fate = 'lost' AND (k < {grants} OR pg_temp.debt(w) > 0) ORDER BY pg_temp.late(w)
"""
_DISPUTE_OPERATIONS = """
INSERT INTO operation (id, scope, key, kind, fingerprint, created_at)
SELECT pg_temp.id('opd', w), 'internal', 'dispute' || w, CASE fate WHEN 'lost' THEN 'revoke' ELSE 'freeze' END,
  pg_temp.hash(-w), pg_temp.late(w)
FROM (SELECT w, pg_temp.fate(w) AS fate FROM generate_series(0::bigint, {wallets} - 1) w) WHERE fate IN ('lost', 'open')
"""

_SETTLEMENTS = """
INSERT INTO settlement (purchase_id, sequence, credits, at)
SELECT purchase_id, 1, credits, created_at FROM refund WHERE credits > 0
UNION ALL SELECT purchase.id, 1, purchase.credits, dispute.opened_at
FROM dispute JOIN purchase ON purchase.id = dispute.purchase_id WHERE status = 'lost' ORDER BY 4
"""

# The last two weeks' are open, and some that nobody ever looked at.
_FLAGS = """
INSERT INTO fraud_flag (id, rule, source, purchase_id, owner_id, facts, created_at, resolved_at, resolved_by)
SELECT pg_temp.id('flg', k), (ARRAY['declines_account', 'early_fraud_warning', 'radar_review'])[k % 3 + 1], purchase.id,
  purchase.id, owner_id, (ARRAY['{{"count": 12, "minutes": 60}}', '{{"fraud_type": "made_with_stolen_card"}}',
    '{{"reason": "rule"}}'])[k % 3 + 1]::json, created_at,
  CASE WHEN is_resolved THEN created_at + interval '1 day' END,
  CASE WHEN is_resolved THEN pg_temp.id('usr', -1 - k % {staff}) END
FROM (SELECT id, owner_id, created_at, k, created_at < {now} - interval '14 days' AND k % 20 <> 0 AS is_resolved
  FROM generate_series(0::bigint, ({purchases} - 51) / 100) k JOIN purchase ON id = pg_temp.id('pur', k * 100 + 50)
) purchase ORDER BY created_at
"""
_FLAGGED = """
UPDATE purchase SET attention = 'the provider reviews the payment: rule' FROM fraud_flag
WHERE purchase_id = purchase.id AND resolved_at IS NULL AND attention IS NULL
"""

RETURNS = {
    "refund": (_REFUNDS, _REFUNDED, _REFUND_LINES),
    "dispute": (_DISPUTES, _DISPUTED, _DISPUTE_LINES, _DISPUTE_OPERATIONS, _DISPUTE_ENTRIES),
    "settlement": (_SETTLEMENTS,),
    "fraud_flag": (_FLAGS, _FLAGGED),
}
"""By table, after the purchases and the credits."""
