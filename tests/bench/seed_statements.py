"""What fills the tables of purchases and credits, in the order of time, as the shop itself would have: an index by
ranges relies on it.

Paid purchases have the numbers from 0: that of wallet `w` and its grant `g` is `g * wallets + w`. The others follow.
What goes back (seed_returns.py) is decided by the wallet's fate: it is at most one of its purchases.
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
  $$ SELECT CASE WHEN w % 997 = 3 THEN 'chf' WHEN w % 7 < 5 THEN 'usd' ELSE 'eur' END $$;
CREATE FUNCTION pg_temp.use(w bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT greatest(1, pg_temp.credits(w) * 8 / 10 / ({per_grant} - 1)) $$;
CREATE FUNCTION pg_temp.left(w bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT pg_temp.credits(w) - pg_temp.use(w) * ({per_grant} - 1) $$;
-- Money of one of wallet w's purchases goes back, for what is unspent or as goodwill; or its buyer's bank asks for it.
CREATE FUNCTION pg_temp.fate(w bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN pg_temp.share(w, 0.5698402909980532) > 0.1425 THEN ''
    WHEN pg_temp.share(w, 0.5698402909980532) < 0.08 THEN 'unspent'
    WHEN pg_temp.share(w, 0.5698402909980532) < 0.09 THEN 'lost'
    WHEN pg_temp.share(w, 0.5698402909980532) < 0.1 THEN 'won'
    WHEN pg_temp.share(w, 0.5698402909980532) < 0.1025 THEN 'open' ELSE 'goodwill' END $$;
-- Which of its grants that is about, and of which one the unspent credits are taken back instead of a last use.
CREATE FUNCTION pg_temp.fated(w bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN pg_temp.fate(w) IN ('lost', 'open') THEN {grants} - 1 ELSE w % {grants} END $$;
CREATE FUNCTION pg_temp.unspent(w bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE pg_temp.fate(w) WHEN 'unspent' THEN pg_temp.fated(w) END $$;
-- What becomes debt of what a lost dispute takes: all that was bought, of what the wallet has left.
CREATE FUNCTION pg_temp.debt(w bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT greatest(0, pg_temp.credits(w) - {grants} * pg_temp.left(w)) $$;
-- Between the wallet's last use and now.
CREATE FUNCTION pg_temp.late(w bigint) RETURNS timestamptz LANGUAGE sql STABLE AS
  $$ SELECT {now} - ({now} - pg_temp.moment(w, {per_wallet})) / 2 $$;
CREATE FUNCTION pg_temp.network(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT '10.' || n / 65536 % 256 || '.' || n / 256 % 256 || '.' $$;
"""

_PEOPLE = """
INSERT INTO account_user (id, email, role, name, locale, email_verified_at, created_at)
SELECT pg_temp.id('usr', n), 'customer' || n || '@example.com', 'customer', 'Customer ' || n, 'en', at, at
FROM (SELECT n, {now} - {span} * (1 - n::numeric / {people}) AS at FROM generate_series(0::bigint, {people} - 1) n)
ORDER BY at
"""
_STAFF = """
INSERT INTO account_user (id, email, role, name, locale, email_verified_at, created_at)
SELECT pg_temp.id('usr', -n), 'staff' || n || '@example.com', (ARRAY['owner', 'finance', 'support'])[n % 3 + 1],
  'Staff ' || n, 'en', {now} - {span}, {now} - {span} FROM generate_series(1, {staff}) n
"""

_PURCHASE = """
INSERT INTO purchase (id, owner_id, email, locale, package_id, name, description, credits, bonus_credits, validity_days,
  amount_minor, currency, livemode, terms_version, withdrawal_wording, agreed_at, state, attention, on_trust, request,
  session_id, expires_at, payment_intent_id, payment_status, amount_total, amount_discount, amount_tax, refunded_minor,
  ip, network, created_at, held_at, paid_at)
SELECT pg_temp.id('pur', n), pg_temp.id('usr', person), 'customer' || person || '@example.com', 'en',
  'pkg_' || pg_temp.credits(w), 'Package ' || pg_temp.credits(w), 'Credits', pg_temp.credits(w), 0, 365,
  pg_temp.price(w), pg_temp.currency(w), false, '2026-11', 'Used credits cannot be returned.', at, state,
  CASE state WHEN 'review' THEN 'amount: 1 instead of 2200' END, false, '{{}}', pg_temp.id('cs', n),
  at + interval '31 minutes', CASE WHEN state <> 'open' THEN pg_temp.id('pi', n) END,
  CASE state WHEN 'paid' THEN 'paid' ELSE 'unpaid' END, pg_temp.price(w), 0, 0, 0,
  pg_temp.network(person) || person % 256, pg_temp.network(person) || '0/24', at,
  CASE WHEN state = 'review' AND n % 2 = 0 THEN at + interval '4 minutes' END,
  CASE state WHEN 'paid' THEN at + interval '3 minutes' END
"""
_PAID = (
    _PURCHASE
    + """
FROM (SELECT g * {wallets} + w AS n, w, w AS person, 'paid' AS state,
  pg_temp.moment(w, g * {per_grant} + 1) - interval '3 minutes' AS at
  FROM generate_series(0::bigint, {wallets} - 1) w, generate_series(0, {grants} - 1) g) ORDER BY at
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
  FROM generate_series({paid}::bigint, {purchases} - 1) n) ORDER BY at
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
INSERT INTO wallet (id, owner_id, external_id, available, held, frozen, owed, suspended, sequence, head, created_at)
SELECT pg_temp.id('wal', w), pg_temp.id('usr', w), CASE WHEN w % 10 = 0 THEN 'app-user-' || w END,
  CASE fate WHEN 'lost' THEN 0 WHEN 'open' THEN ({grants} - 1) * rest WHEN 'unspent' THEN ({grants} - 1) * rest
    ELSE {grants} * rest END,
  0, CASE fate WHEN 'open' THEN rest ELSE 0 END, CASE fate WHEN 'lost' THEN pg_temp.debt(w) ELSE 0 END, w % 500 = 30,
  {per_wallet} + CASE fate WHEN 'lost' THEN {grants} + sign(pg_temp.debt(w))::int WHEN 'open' THEN 1 ELSE 0 END,
  pg_temp.hash(({per_wallet} - 1) * {wallets} + w), pg_temp.moment(w, 1)
FROM (SELECT w, pg_temp.fate(w) AS fate, pg_temp.left(w) AS rest FROM generate_series(0::bigint, {wallets} - 1) w)
"""

_GRANTS = """
INSERT INTO credit_grant (id, wallet_id, cause, reference, amount, remaining, held, frozen, expired, taken, open,
  price_minor, currency, priority, expires_at, created_at)
SELECT pg_temp.id('grt', g * {wallets} + w), pg_temp.id('wal', w), 'purchase', pg_temp.id('pur', g * {wallets} + w),
  pg_temp.credits(w), rest, 0, frozen, 0, taken, rest > 0, pg_temp.price(w), pg_temp.currency(w), 100,
  at + interval '3 years', at
FROM (SELECT w, g, at,
  CASE WHEN fate = 'lost' THEN rest WHEN g = unspent THEN pg_temp.use(w) + rest ELSE 0 END AS taken,
  CASE WHEN fate = 'open' AND g = fated THEN rest ELSE 0 END AS frozen,
  CASE WHEN fate = 'lost' OR g = unspent OR fate = 'open' AND g = fated THEN 0 ELSE rest END AS rest
  FROM (SELECT w, g, pg_temp.moment(w, g * {per_grant} + 1) AS at, pg_temp.left(w) AS rest, pg_temp.fate(w) AS fate,
    pg_temp.fated(w) AS fated, pg_temp.unspent(w) AS unspent
    FROM generate_series(0::bigint, {wallets} - 1) w, generate_series(0, {grants} - 1) g)) ORDER BY at
"""

# One entry an operation: (s - 1) * wallets + w is the number of both. OFFSET 0: what is the wallet's is asked for once.
_ALL_ENTRIES = """
FROM (SELECT w, s, (s - 1) * {wallets} + w AS n, g, (s - 1) % {per_grant} AS uses, pg_temp.moment(w, s) AS at,
    credits, use, rest, coalesce(g = unspent AND s % {per_grant} = 0, false) AS is_taken,
    CASE WHEN g > unspent THEN g - 1 ELSE g END AS grants_before
  FROM (SELECT w, pg_temp.credits(w) AS credits, pg_temp.use(w) AS use, pg_temp.left(w) AS rest,
      pg_temp.unspent(w) AS unspent FROM generate_series(0::bigint, {wallets} - 1) w OFFSET 0) wallets,
    (SELECT s, (s - 1) / {per_grant} AS g FROM generate_series(1, {per_wallet}) s OFFSET 0) places
  ORDER BY at) e
"""
_OPERATIONS = (
    """
INSERT INTO operation (id, scope, key, kind, fingerprint, created_at)
SELECT pg_temp.id('op', n), CASE WHEN uses = 0 OR is_taken THEN 'internal' ELSE pg_temp.id('usr', w) END, 'key' || n,
  CASE WHEN uses = 0 THEN 'grant' WHEN is_taken THEN 'revoke' ELSE 'spend' END, pg_temp.hash(n), at
"""
    + _ALL_ENTRIES
)
_ENTRY = """
INSERT INTO credit_transaction (wallet_id, sequence, operation_id, position, debit, credit, amount, grant_id, cause,
  reference, feature, actor, available, held, frozen, owed, created_at, previous_hash, hash)
"""
_ENTRIES = (
    _ENTRY
    + """
SELECT pg_temp.id('wal', w), s, pg_temp.id('op', n), 0, CASE uses WHEN 0 THEN 'issued' ELSE 'available' END,
  CASE WHEN uses = 0 THEN 'available' WHEN is_taken THEN 'revoked' ELSE 'spent' END,
  CASE WHEN uses = 0 THEN credits WHEN is_taken THEN use + rest
    ELSE use END, pg_temp.id('grt', g * {wallets} + w),
  CASE WHEN uses = 0 THEN 'purchase' WHEN is_taken THEN 'refund' ELSE 'spend' END,
  CASE WHEN uses = 0 OR is_taken THEN pg_temp.id('pur', g * {wallets} + w) ELSE 'job' || n END,
  CASE WHEN uses = 0 OR is_taken THEN NULL ELSE 'image.resize' END, 'key_1',
  grants_before * rest + CASE WHEN is_taken THEN 0 ELSE credits - uses * use END,
  0, 0, 0, at,
  CASE s WHEN 1 THEN decode(repeat('00', 32), 'hex') ELSE pg_temp.hash(n - {wallets}) END, pg_temp.hash(n)
"""
    + _ALL_ENTRIES
)
_USE = """
INSERT INTO daily_use (wallet_id, day, feature, credits, spends)
SELECT wallet_id, (created_at AT TIME ZONE 'UTC')::date, feature, sum(amount), count(*) FROM credit_transaction
WHERE credit = 'spent' GROUP BY 1, 2, 3
"""
_HOLDS = """
INSERT INTO credit_hold (id, wallet_id, credits, captured, state, reference, feature, expires_at, created_at, closed_at)
SELECT pg_temp.id('hld', w), pg_temp.id('wal', w), 5, 0, 'released', 'job' || w, 'image.resize', at + interval '1 hour',
  at, at + interval '1 minute'
FROM (SELECT w, pg_temp.moment(w, 2) AS at FROM generate_series(0::bigint, {wallets} - 1) w) ORDER BY at
"""

SALES = {
    "account_user": (_STAFF, _PEOPLE),
    "purchase": (_PAID, _UNPAID),
    "purchase_event": (_TIMELINE,),
    "failed_attempt": (_ATTEMPTS,),
    "wallet": (_WALLETS,),
    "credit_grant": (_GRANTS,),
    "operation": (_OPERATIONS,),
    "credit_transaction": (_ENTRIES,),
    "daily_use": (_USE,),
    "credit_hold": (_HOLDS,),
}
"""By table. A column that a table gets later, and that has no default, is to be filled here."""
