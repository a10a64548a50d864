"""What fills each table, in the order of time, as the shop itself would have: an index by ranges relies on it.

Paid purchases have the numbers from 0: that of wallet `w` and its grant `g` is `g * wallets + w`. The others follow.
"""

FUNCTIONS = """
CREATE FUNCTION pg_temp.id(prefix text, number bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT prefix || '_' || substr(md5(prefix || number::text), 1, 26) $$;
CREATE FUNCTION pg_temp.hash(number bigint) RETURNS bytea LANGUAGE sql IMMUTABLE AS
  $$ SELECT decode(md5(number::text) || md5(number::text), 'hex') $$;
-- From 0 to 1, evenly whatever the numbers are: what is behind the point of n times an irrational number.
CREATE FUNCTION pg_temp.share(n bigint, step float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS
  $$ SELECT n * step - floor(n * step) $$;
-- When wallet w makes its entry s: it is opened at some time, and used until today.
CREATE FUNCTION pg_temp.moment(w bigint, s bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT {now} - {span} * ((1 - pg_temp.share(w, 0.6180339887498949))
    * (1 - (s - 1 + pg_temp.share(w, 0.7548776662466927)) / {per_wallet})) $$;
-- What wallet w buys, for how much of which currency, and how many credits it spends each time.
CREATE FUNCTION pg_temp.credits(w bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT (ARRAY[500, 500, 500, 2500, 2500, 2500, 2500, 10000, 10000, 50000])[w % 10 + 1] $$;
CREATE FUNCTION pg_temp.price(w bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT (ARRAY[500, 500, 500, 2200, 2200, 2200, 2200, 8000, 8000, 36000])[w % 10 + 1] $$;
CREATE FUNCTION pg_temp.currency(w bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN w % 7 < 5 THEN 'usd' ELSE 'eur' END $$;
CREATE FUNCTION pg_temp.use(w bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT greatest(1, pg_temp.credits(w) * 8 / 10 / ({per_grant} - 1)) $$;
CREATE FUNCTION pg_temp.left(w bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT pg_temp.credits(w) - pg_temp.use(w) * ({per_grant} - 1) $$;
"""

_PEOPLE = """
INSERT INTO account_user (id, email, role, name, locale, email_verified_at, created_at)
SELECT pg_temp.id('usr', n), 'customer' || n || '@example.com', 'customer', 'Customer ' || n, 'en', at, at
FROM (SELECT n, {now} - {span} * (1 - n::numeric / {people}) AS at FROM generate_series(0, {people} - 1) n) ORDER BY at
"""

_PURCHASE = """
INSERT INTO purchase (id, owner_id, email, locale, package_id, name, description, credits, bonus_credits, validity_days,
  amount_minor, currency, livemode, terms_version, withdrawal_wording, agreed_at, state, attention, on_trust, request,
  session_id, expires_at, payment_intent_id, payment_status, amount_total, amount_discount, amount_tax, refunded_minor,
  created_at, paid_at)
SELECT pg_temp.id('pur', n), pg_temp.id('usr', person), 'customer' || person || '@example.com', 'en',
  'pkg_' || pg_temp.credits(w), 'Package ' || pg_temp.credits(w), 'Credits', pg_temp.credits(w), 0, 365,
  pg_temp.price(w), pg_temp.currency(w), false, '2026-11', 'Used credits cannot be returned.', at, state,
  CASE state WHEN 'review' THEN 'amount: 1 instead of 2200' END, false, '{{}}', pg_temp.id('cs', n),
  at + interval '31 minutes', CASE WHEN state <> 'open' THEN pg_temp.id('pi', n) END,
  CASE state WHEN 'paid' THEN 'paid' ELSE 'unpaid' END, pg_temp.price(w), 0, 0, 0, at,
  CASE state WHEN 'paid' THEN at + interval '3 minutes' END
"""
_PAID = (
    _PURCHASE
    + """
FROM (SELECT g * {wallets} + w AS n, w, w AS person, 'paid' AS state,
  pg_temp.moment(w, g * {per_grant} + 1) - interval '3 minutes' AS at
  FROM generate_series(0, {wallets} - 1) w, generate_series(0, {paid} / {wallets} - 1) g) ORDER BY at
"""
)
# Whoever did not pay: some are still on the payment page, most went away, some money never came.
_UNPAID = (
    _PURCHASE
    + """
FROM (SELECT n, n AS w, n % {people} AS person,
  CASE WHEN n - {paid} < {open} THEN 'open' WHEN n % 40 < 32 THEN 'expired' WHEN n % 40 < 39 THEN 'failed'
    ELSE 'review' END AS state,
  CASE WHEN n - {paid} < {open} THEN {now} - (n - {paid}) * interval '1 second'
    ELSE {now} - interval '2 hours' - {span} * (1 - sqrt(pg_temp.share(n, 0.6180339887498949))) END AS at
  FROM generate_series({paid}, {purchases} - 1) n) ORDER BY at
"""
)

_TIMELINE = """
INSERT INTO purchase_event (purchase_id, sequence, at, what, from_state, to_state, detail)
SELECT p.id, line.sequence, p.created_at + line.after, line.what, line.before, line.reached, ''
FROM purchase p JOIN (VALUES
  ('paid', 1, interval '1 second', 'opened', 'created', 'open'),
  ('paid', 2, interval '3 minutes', 'paid', 'open', 'paid'),
  ('open', 1, interval '1 second', 'opened', 'created', 'open'),
  ('expired', 1, interval '1 second', 'opened', 'created', 'open'),
  ('expired', 2, interval '31 minutes', 'expired', 'open', 'expired'),
  ('failed', 1, interval '1 second', 'opened', 'created', 'open'),
  ('failed', 2, interval '5 minutes', 'completed', 'open', 'processing'),
  ('failed', 3, interval '1 hour', 'failed', 'processing', 'failed'),
  ('review', 1, interval '1 second', 'opened', 'created', 'open'),
  ('review', 2, interval '4 minutes', 'mismatch', 'open', 'review')
) line (state, sequence, after, what, before, reached) ON p.state = line.state
ORDER BY p.created_at + line.after
"""

_ATTEMPTS = """
INSERT INTO failed_attempt (id, event_id, purchase_id, payment_intent_id, amount_minor, currency, decline_code, at)
SELECT 'att_' || substr(id, 5), 'evt_' || substr(id, 5), id, payment_intent_id, amount_minor,
  currency, 'insufficient_funds', created_at + interval '1 minute'
FROM purchase WHERE state IN ('paid', 'failed') AND get_byte(decode(md5(id), 'hex'), 0) < 24 ORDER BY created_at
"""

_WALLETS = """
INSERT INTO wallet (id, owner_id, available, held, frozen, owed, suspended, sequence, head, created_at)
SELECT pg_temp.id('wal', w), pg_temp.id('usr', w), {paid} / {wallets} * pg_temp.left(w), 0, 0, 0, false, {per_wallet},
  pg_temp.hash(({per_wallet} - 1) * {wallets} + w), pg_temp.moment(w, 1)
FROM generate_series(0, {wallets} - 1) w
"""

_GRANTS = """
INSERT INTO credit_grant (id, wallet_id, cause, reference, amount, remaining, held, expired, open, price_minor,
  currency, priority, expires_at, created_at)
SELECT pg_temp.id('grt', g * {wallets} + w), pg_temp.id('wal', w), 'purchase', pg_temp.id('pur', g * {wallets} + w),
  pg_temp.credits(w), pg_temp.left(w), 0, 0, pg_temp.left(w) > 0, pg_temp.price(w), pg_temp.currency(w), 100,
  at + interval '3 years', at
FROM (SELECT w, g, pg_temp.moment(w, g * {per_grant} + 1) AS at
  FROM generate_series(0, {wallets} - 1) w, generate_series(0, {paid} / {wallets} - 1) g) ORDER BY at
"""

# One entry an operation: (s - 1) * wallets + w is the number of both.
_ALL_ENTRIES = """
FROM (SELECT w, s, (s - 1) * {wallets} + w AS n, (s - 1) / {per_grant} AS g, (s - 1) % {per_grant} AS uses,
  pg_temp.moment(w, s) AS at FROM generate_series(0::bigint, {wallets} - 1) w, generate_series(1, {per_wallet}) s
  ORDER BY at) e
"""
_OPERATIONS = (
    """
INSERT INTO operation (id, scope, key, kind, fingerprint, created_at)
SELECT pg_temp.id('op', n), CASE uses WHEN 0 THEN 'internal' ELSE pg_temp.id('usr', w) END, 'key' || n,
  CASE uses WHEN 0 THEN 'grant' ELSE 'spend' END, pg_temp.hash(n), at
"""
    + _ALL_ENTRIES
)
_ENTRIES = (
    """
INSERT INTO credit_transaction (wallet_id, sequence, operation_id, position, debit, credit, amount, grant_id, cause,
  reference, feature, actor, available, held, frozen, owed, created_at, previous_hash, hash)
SELECT pg_temp.id('wal', w), s, pg_temp.id('op', n), 0, CASE uses WHEN 0 THEN 'issued' ELSE 'available' END,
  CASE uses WHEN 0 THEN 'available' ELSE 'spent' END,
  CASE uses WHEN 0 THEN pg_temp.credits(w) ELSE pg_temp.use(w) END, pg_temp.id('grt', g * {wallets} + w),
  CASE uses WHEN 0 THEN 'purchase' ELSE 'spend' END,
  CASE uses WHEN 0 THEN pg_temp.id('pur', g * {wallets} + w) ELSE 'job' || n END,
  CASE uses WHEN 0 THEN NULL ELSE 'image.resize' END, 'key_1',
  g * pg_temp.left(w) + pg_temp.credits(w) - uses * pg_temp.use(w), 0, 0, 0, at,
  CASE s WHEN 1 THEN decode(repeat('00', 32), 'hex') ELSE pg_temp.hash(n - {wallets}) END, pg_temp.hash(n)
"""
    + _ALL_ENTRIES
)

_EVENTS = """
INSERT INTO inbox_event (id, provider, event_id, type, created_at, received_at, livemode, purchase_id, payload, state,
  error, attempts, tried_at)
SELECT 'evt_' || substr(id, 5), 'stripe', 'evt_stripe_' || substr(id, 5),
  'checkout.session.completed', at, at, false, id, repeat('{{"object": "event"}} ', 20), state,
  CASE state WHEN 'dead' THEN 'broken' END, 1, at
FROM (SELECT id, coalesce(paid_at, expires_at) AS at,
  CASE WHEN get_byte(decode(md5(id), 'hex'), 1) = 0 AND get_byte(decode(md5(id), 'hex'), 2) < 32 THEN 'dead'
    ELSE 'done' END AS state FROM purchase) ORDER BY at
"""

_JOBS = """
INSERT INTO job (id, key, kind, args, state, run_at, attempts, forgiven, error, created_at, finished_at)
SELECT pg_temp.id('job', n), 'seed:' || n, 'mail.send', '{{}}', CASE WHEN n % 1000 = 0 THEN 'dead' ELSE 'done' END, at,
  1, 0, CASE WHEN n % 1000 = 0 THEN 'broken' END, at, at
FROM (SELECT n, {now} - {span} * (1 - n::numeric / {purchases}) AS at FROM generate_series(0, {purchases} - 1) n)
ORDER BY at
"""

_MAILS = """
INSERT INTO mail (id, key, recipient, template, locale, facts, subject, html, text, state, created_at, sent_at)
SELECT 'mai_' || substr(id, 5), 'receipt:' || id, email, 'receipt', 'en', '{{}}', 'Your receipt',
  repeat('<p>Thank you</p>', 20), 'Thank you', 'mailbox', paid_at, paid_at
FROM purchase WHERE state = 'paid' ORDER BY paid_at
"""

STATEMENTS = {
    "account_user": (_PEOPLE,),
    "purchase": (_PAID, _UNPAID),
    "purchase_event": (_TIMELINE,),
    "failed_attempt": (_ATTEMPTS,),
    "wallet": (_WALLETS,),
    "credit_grant": (_GRANTS,),
    "operation": (_OPERATIONS,),
    "credit_transaction": (_ENTRIES,),
    "inbox_event": (_EVENTS,),
    "job": (_JOBS,),
    "mail": (_MAILS,),
}
"""By table. A column that a table gets later, and that has no default, is to be filled here."""
