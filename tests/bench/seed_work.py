"""What fills the tables of what was heard, done, written and told along the way."""

# The kind tells what became of the purchase; a part of what comes means nothing to the shop.
_EVENTS = """
INSERT INTO inbox_event (id, provider, event_id, type, created_at, received_at, livemode, purchase_id,
  payment_intent_id, payload, state, error, attempts, tried_at)
SELECT 'evt_' || substr(id, 5), 'stripe', 'evt_stripe_' || substr(id, 5), type, at, at, false, id, payment_intent_id,
  repeat('{{"object": "event"}} ', 20), state, CASE state WHEN 'dead' THEN 'broken' WHEN 'failed' THEN 'broken' END,
  1, at
FROM (SELECT id, payment_intent_id, at, type, CASE WHEN one = 0 AND other < 32 THEN 'dead'
    WHEN one = 1 AND other < 32 THEN 'flagged' WHEN one = 2 AND other < 32 THEN 'unhandled'
    WHEN one < 4 AND at > {now} - interval '1 day' THEN (ARRAY['failed', 'waiting'])[one % 2 + 1]
    ELSE 'done' END AS state
  FROM (SELECT id, payment_intent_id, coalesce(paid_at, expires_at) AS at, get_byte(decode(md5(id), 'hex'), 1) AS one,
    get_byte(decode(md5(id), 'hex'), 2) AS other, CASE state WHEN 'expired' THEN 'checkout.session.expired'
      WHEN 'failed' THEN 'checkout.session.async_payment_failed' ELSE 'checkout.session.completed' END AS type
    FROM purchase WHERE state <> 'open')) ORDER BY at
"""
_OTHER_EVENTS = """
INSERT INTO inbox_event (id, provider, event_id, type, created_at, received_at, livemode, payment_intent_id, payload,
  state, attempts, tried_at)
SELECT 'evt_' || id, 'stripe', 'evt_stripe_' || id, type, at, at, false, payment_intent_id,
  repeat('{{"object": "event"}} ', 20), state, 1, at
FROM (SELECT refund.id, 'refund.updated' AS type, changed_at AS at, payment_intent_id, 'done' AS state
    FROM refund JOIN purchase ON purchase.id = purchase_id
  UNION ALL SELECT dispute.id, 'charge.dispute.created', opened_at, payment_intent_id, 'done'
    FROM dispute JOIN purchase ON purchase.id = purchase_id
  UNION ALL SELECT id, 'charge.updated', paid_at, payment_intent_id, 'ignored' FROM purchase
    WHERE state = 'paid' AND get_byte(decode(md5(id), 'hex'), 3) < 64) ORDER BY at
"""

# The last ones are yet to be done: some are due, some run, most wait for their time.
_JOBS = """
INSERT INTO job (id, key, kind, args, state, run_at, attempts, forgiven, lease_until, error, created_at, finished_at)
SELECT pg_temp.id('job', n), 'seed:' || n, 'mail.send', '{{}}', state,
  CASE WHEN state = 'queued' THEN {now} + (n - {purchases} + 20) * interval '1 hour' ELSE at END, 1, 0,
  CASE WHEN state = 'queued' AND n % 4 = 0 AND n < {purchases} - 20 THEN {now} + interval '10 years' END,
  CASE state WHEN 'dead' THEN 'broken' END, at, CASE WHEN state <> 'queued' THEN at END
FROM (SELECT n, {now} - {span} * (1 - n::numeric / {purchases}) AS at, CASE WHEN n >= {purchases} - 60 THEN 'queued'
  WHEN n % 1000 = 0 THEN 'dead' ELSE 'done' END AS state FROM generate_series(0::bigint, {purchases} - 1) n) made
ORDER BY n
"""

_MAILS = """
INSERT INTO mail (id, key, recipient, template, locale, facts, subject, html, text, state, error, created_at, sent_at)
SELECT 'mai_' || substr(id, 5), template || ':' || id, email, template, 'en',
  CASE state WHEN 'mailbox' THEN '{{}}' ELSE
    '{{"package": "Maker", "amount_minor": 2200, "currency": "usd", "purchase_id": "pur_1", "credits": 5}}' END::json,
  CASE state WHEN 'mailbox' THEN 'About your payment' ELSE '' END, repeat('<p>Thank you</p>', 20), 'Thank you', state,
  CASE state WHEN 'dead' THEN 'no such mailbox' END, at, CASE state WHEN 'mailbox' THEN at END
FROM (SELECT id, email, template, at, CASE WHEN get_byte(decode(md5(id), 'hex'), 1) = 9 AND template <> 'receipt'
    THEN CASE WHEN at > {now} - interval '1 hour' THEN 'queued' ELSE 'dead' END ELSE 'mailbox' END AS state
  FROM (SELECT id, email, 'receipt' AS template, paid_at AS at FROM purchase WHERE state = 'paid'
    UNION ALL SELECT id, email, 'payment_failed', expires_at FROM purchase WHERE state = 'failed'
    UNION ALL SELECT refund.id, email, 'refunded', changed_at FROM refund JOIN purchase ON purchase.id = purchase_id))
ORDER BY at
"""

_ACTS = """
INSERT INTO audit_entry (id, at, actor_id, actor_email, role, ip, action, target, reason, before, after)
SELECT pg_temp.id('aud', n), at, pg_temp.id('usr', -who), 'staff' || who || '@example.com',
  (ARRAY['owner', 'finance', 'support'])[who % 3 + 1], '10.0.0.' || who, action,
  CASE WHEN action LIKE 'customer.%' THEN pg_temp.id('usr', n % {people})
    WHEN action = 'job.retry' THEN pg_temp.id('job', n) ELSE pg_temp.id('pur', n) END,
  'Asked for it', '{{"state": "review"}}', '{{"state": "paid", "credits": 500}}'
FROM (SELECT n, {now} - {span} * (1 - n::numeric / {acts}) AS at, n % 11 % {staff} + 1 AS who,
  CASE WHEN n % 997 = 5 THEN 'package.change' ELSE (ARRAY['refund.request', 'refund.request', 'customer.adjust',
    'fraud.resolve', 'purchase.grant', 'customer.suspend', 'job.retry'])[n % 7 + 1] END AS action
  FROM generate_series(0::bigint, {acts} - 1) n) ORDER BY at
"""

# Everybody has signed in when they came, and half of them lately.
_SESSIONS = """
INSERT INTO account_session (id, token_hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent)
SELECT pg_temp.id('ses', n), md5('token' || n), pg_temp.id('usr', n % {people}), at, at, at + interval '30 days',
  pg_temp.network(n) || n % 256, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
FROM (SELECT n, CASE WHEN n < {people} THEN {now} - {span} * (1 - n::numeric / {people})
  ELSE {now} - interval '6 days' * pg_temp.share(n, 0.6180339887498949) END AS at
  FROM generate_series(0::bigint, {people} * 3 / 2 - 1) n) ORDER BY at
"""

_KEYS = """
INSERT INTO api_key (id, prefix, secret_hash, owner_id, name, scopes, created_at, created_by)
SELECT pg_temp.id('key', w), 'prefix' || w, md5('secret' || w), CASE WHEN w >= 10 THEN pg_temp.id('usr', w) END,
  'App ' || w, 'spend', {now}, 'seed' FROM generate_series(0::bigint, {wallets} - 1, 5) w
"""

# What the shop tells a listener of its own is forgotten after a month.
_ENDPOINTS = """
INSERT INTO webhook_endpoint (id, url, events, secret, created_at)
SELECT pg_temp.id('whe', n), 'https://example.com/hook/' || n, '["credits.added"]', 'whsec_seed', {now} - {span}
FROM generate_series(1, 3) n
"""
_MESSAGES = """
INSERT INTO webhook_message (id, type, owner_id, body, created_at)
SELECT 'whm_' || substr(id, 5), 'credits.added', owner_id, '{{}}', paid_at FROM purchase
WHERE paid_at > {now} - interval '30 days' ORDER BY paid_at
"""
_DELIVERIES = """
INSERT INTO webhook_delivery (id, message_id, endpoint_id, owner_id, state, attempts, forgiven, tried_at, created_at)
SELECT 'whd_' || substr(id, 5), id, pg_temp.id('whe', 1), NULL, 'delivered', 1, 0, created_at, created_at
FROM webhook_message ORDER BY created_at
"""

WORK = {
    "inbox_event": (_EVENTS, _OTHER_EVENTS),
    "job": (_JOBS,),
    "mail": (_MAILS,),
    "audit_entry": (_ACTS,),
    "account_session": (_SESSIONS,),
    "api_key": (_KEYS,),
    "webhook_endpoint": (_ENDPOINTS,),
    "webhook_message": (_MESSAGES,),
    "webhook_delivery": (_DELIVERIES,),
}
"""By table, after the purchases and what became of them."""
