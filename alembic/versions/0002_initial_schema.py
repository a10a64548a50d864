"""Initial schema. The one before, 0001, was never released: its entries hashed less, and cannot be taken over."""

import sqlalchemy as sa

from alembic import op

revision = '0002'
down_revision = None
branch_labels = None
depends_on = None

# The ledger is append only: held by the database itself.
APPEND_ONLY = {
    "sqlite": (
        """CREATE TRIGGER entries_never_change BEFORE UPDATE ON credit_transaction
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
        """CREATE TRIGGER entries_never_vanish BEFORE DELETE ON credit_transaction
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
        """CREATE TRIGGER operations_never_change BEFORE UPDATE ON operation
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
        """CREATE TRIGGER operations_never_vanish BEFORE DELETE ON operation
        WHEN EXISTS (SELECT 1 FROM credit_transaction WHERE operation_id = OLD.id)
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the ledger is append only' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER entries_never_change BEFORE UPDATE OR DELETE ON credit_transaction
        FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()""",
        """CREATE TRIGGER entries_never_vanish BEFORE TRUNCATE ON credit_transaction
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()""",
        """CREATE TRIGGER operations_never_change BEFORE UPDATE ON operation
        FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()""",
    ),
}
REMOVE_APPEND_ONLY = {
    "sqlite": (),
    "postgresql": (
        """DROP FUNCTION IF EXISTS refuse_ledger_change() CASCADE""",
    ),
}


def upgrade() -> None:
    op.create_table('account_email_link',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash', name='account_email_link_token_unique')
    )
    op.create_index(op.f('ix_account_email_link_email'), 'account_email_link', ['email'], unique=False)
    op.create_table('account_user',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('email_verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('customer', 'support', 'finance', 'owner')", name='account_user_role_known'),
    sa.CheckConstraint('email = lower(email)', name='account_user_email_lower'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email', name='account_user_email_unique')
    )
    op.create_index(op.f('ix_account_user_role'), 'account_user', ['role'], unique=False)
    op.create_table('inbox_event',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('provider', sa.String(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('livemode', sa.Boolean(), nullable=False),
    sa.Column('api_version', sa.String(), nullable=True),
    sa.Column('purchase_id', sa.String(), nullable=True),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('done', 'failed', 'waiting', 'dead', 'ignored', 'unhandled', 'flagged')", name='inbox_event_state_known'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('provider', 'event_id', name='inbox_event_once')
    )
    op.create_index('inbox_event_latest', 'inbox_event', ['received_at', 'id'], unique=False)
    op.create_index('inbox_event_latest_by_state', 'inbox_event', ['state', 'received_at', 'id'], unique=False)
    op.create_index(op.f('ix_inbox_event_purchase_id'), 'inbox_event', ['purchase_id'], unique=False)
    op.create_table('api_key',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('prefix', sa.String(), nullable=False),
    sa.Column('secret_hash', sa.String(), nullable=False),
    sa.Column('owner_id', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('scopes', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('prefix', name='api_key_prefix_unique')
    )
    op.create_index(op.f('ix_api_key_owner_id'), 'api_key', ['owner_id'], unique=False)
    op.create_table('feature',
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('credits', sa.BigInteger(), nullable=False),
    sa.Column('per_unit', sa.Boolean(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.CheckConstraint('credits BETWEEN 1 AND 9007199254740991', name='feature_credits_range'),
    sa.PrimaryKeyConstraint('slug')
    )
    op.create_table('job',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('args', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('forgiven', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('owner', sa.String(), nullable=True),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(finished_at IS NULL) = (state = 'queued')", name='job_finished_when_done_or_dead'),
    sa.CheckConstraint("lease_until IS NULL OR state = 'queued'", name='job_leased_while_queued'),
    sa.CheckConstraint("state IN ('queued', 'done', 'dead')", name='job_state_known'),
    sa.CheckConstraint('forgiven BETWEEN 0 AND attempts', name='job_forgives_what_was_tried'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key', name='job_key_once')
    )
    op.create_index('job_due', 'job', ['run_at', 'id'], unique=False, sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
    op.create_index('job_newest', 'job', ['created_at', 'id'], unique=False)
    op.create_index('job_newest_in_state', 'job', ['state', 'created_at', 'id'], unique=False)
    op.create_table('mail',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('recipient', sa.String(), nullable=False),
    sa.Column('template', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('html', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(sent_at IS NULL) = (state IN ('queued', 'dead'))", name='mail_sent_says_when'),
    sa.CheckConstraint("state IN ('queued', 'sent', 'mailbox', 'dead')", name='mail_state_known'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key', name='mail_key_once')
    )
    op.create_index('mail_newest', 'mail', ['created_at', 'id'], unique=False)
    op.create_table('operation',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('scope', 'key', name='operation_key_used_once')
    )
    op.create_table('package',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('description', sa.String(), nullable=False),
    sa.Column('credits', sa.BigInteger(), nullable=False),
    sa.Column('bonus_credits', sa.BigInteger(), nullable=False),
    sa.Column('popular', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('validity_days', sa.Integer(), nullable=False),
    sa.CheckConstraint('bonus_credits BETWEEN 0 AND 9007199254740991', name='package_bonus_range'),
    sa.CheckConstraint('credits BETWEEN 1 AND 9007199254740991', name='package_credits_range'),
    sa.CheckConstraint('validity_days > 0', name='package_validity_positive'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('slug')
    )
    op.create_table('purchase',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('owner_id', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('package_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('description', sa.String(), nullable=False),
    sa.Column('credits', sa.BigInteger(), nullable=False),
    sa.Column('bonus_credits', sa.BigInteger(), nullable=False),
    sa.Column('validity_days', sa.Integer(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('livemode', sa.Boolean(), nullable=False),
    sa.Column('terms_version', sa.String(), nullable=False),
    sa.Column('withdrawal_wording', sa.String(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('attention', sa.String(), nullable=True),
    sa.Column('on_trust', sa.Boolean(), nullable=False),
    sa.Column('request', sa.JSON(), nullable=False),
    sa.Column('session_id', sa.String(), nullable=True),
    sa.Column('session_url', sa.String(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('payment_intent_id', sa.String(), nullable=True),
    sa.Column('payment_status', sa.String(), nullable=True),
    sa.Column('amount_total', sa.BigInteger(), nullable=True),
    sa.Column('amount_discount', sa.BigInteger(), nullable=True),
    sa.Column('amount_tax', sa.BigInteger(), nullable=True),
    sa.Column('presentment_amount', sa.BigInteger(), nullable=True),
    sa.Column('presentment_currency', sa.String(), nullable=True),
    sa.Column('refunded_minor', sa.BigInteger(), nullable=False),
    sa.Column('dispute_status', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name='purchase_paid_has_time'),
    sa.CheckConstraint("state <> 'review' OR attention IS NOT NULL", name='purchase_review_has_reason'),
    sa.CheckConstraint("state IN ('created', 'open', 'processing', 'paid', 'failed', 'expired', 'review')", name='purchase_state_known'),
    sa.CheckConstraint('amount_minor > 0', name='purchase_amount_positive'),
    sa.CheckConstraint('credits > 0 AND bonus_credits >= 0', name='purchase_credits_positive'),
    sa.CheckConstraint('refunded_minor >= 0', name='purchase_refunded_not_negative'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('payment_intent_id'),
    sa.UniqueConstraint('session_id')
    )
    op.create_index('purchase_attention', 'purchase', ['created_at', 'id'], unique=False, sqlite_where=sa.text('attention IS NOT NULL'), postgresql_where=sa.text('attention IS NOT NULL'))
    op.create_index('purchase_by_email', 'purchase', ['email'], unique=False, postgresql_ops={'email': 'text_pattern_ops'})
    op.create_index('purchase_by_owner', 'purchase', ['owner_id', 'created_at', 'id'], unique=False)
    op.create_index('purchase_latest', 'purchase', ['created_at', 'id'], unique=False)
    op.create_index('purchase_latest_by_state', 'purchase', ['state', 'created_at', 'id'], unique=False)
    op.create_index('purchase_one_wish', 'purchase', ['owner_id'], unique=True, sqlite_where=sa.text("state IN ('created', 'open')"), postgresql_where=sa.text("state IN ('created', 'open')"))
    op.create_table('shop_identity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(), nullable=False),
    sa.Column('stripe_account', sa.String(), nullable=True),
    sa.Column('stripe_key_hash', sa.String(), nullable=True),
    sa.CheckConstraint("mode IN ('sandbox', 'test', 'live')", name='mode_known'),
    sa.CheckConstraint('id = 1', name='one_row'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('account_sign_in_link',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name='account_sign_in_link_user'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash', name='account_sign_in_link_token_unique')
    )
    op.create_table('wallet',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('owner_id', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=True),
    sa.Column('available', sa.BigInteger(), nullable=False),
    sa.Column('held', sa.BigInteger(), nullable=False),
    sa.Column('frozen', sa.BigInteger(), nullable=False),
    sa.Column('owed', sa.BigInteger(), nullable=False),
    sa.Column('suspended', sa.Boolean(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('head', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("typeof(available) = 'integer' AND typeof(held) = 'integer' AND typeof(frozen) = 'integer' AND typeof(owed) = 'integer' AND typeof(sequence) = 'integer'", name='wallet_parts_whole').ddl_if(dialect='sqlite'),
    sa.CheckConstraint('available = 0 OR owed = 0', name='wallet_debt_paid_first'),
    sa.CheckConstraint('available BETWEEN 0 AND 9007199254740991 AND held BETWEEN 0 AND 9007199254740991 AND frozen BETWEEN 0 AND 9007199254740991 AND owed BETWEEN 0 AND 9007199254740991', name='wallet_parts_range'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('external_id', name='one_wallet_per_external_id'),
    sa.UniqueConstraint('owner_id', name='one_wallet_per_owner'),
    postgresql_with={'fillfactor': 70}
    )
    op.create_table('webhook_endpoint',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('owner_id', sa.String(), nullable=True),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('events', sa.JSON(), nullable=False),
    sa.Column('low_balance', sa.BigInteger(), nullable=True),
    sa.Column('secret', sa.String(), nullable=False),
    sa.Column('retired_secret', sa.String(), nullable=True),
    sa.Column('retired_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disabled_reason', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("disabled_reason IS NULL OR disabled_reason IN ('owner', 'failing', 'gone')", name='webhook_endpoint_reason_known'),
    sa.CheckConstraint('(disabled_at IS NULL) = (disabled_reason IS NULL)', name='webhook_endpoint_disabled_has_reason'),
    sa.CheckConstraint('(retired_secret IS NULL) = (retired_until IS NULL)', name='webhook_endpoint_retired_until_when'),
    sa.CheckConstraint('low_balance > 0', name='webhook_endpoint_low_balance_positive'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('webhook_endpoint_of_owner', 'webhook_endpoint', ['owner_id'], unique=False)
    op.create_table('webhook_low_balance',
    sa.Column('endpoint_id', sa.String(), nullable=False),
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('endpoint_id', 'wallet_id')
    )
    op.create_table('webhook_message',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('owner_id', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('webhook_message_oldest', 'webhook_message', ['created_at'], unique=False)
    op.create_table('webhook_delivery',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('endpoint_id', sa.String(), nullable=False),
    sa.Column('owner_id', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('forgiven', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('response', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(next_at IS NULL) = (state IN ('delivered', 'dead'))", name='webhook_delivery_next_while_it_goes_on'),
    sa.CheckConstraint("state IN ('queued', 'failed', 'delivered', 'dead')", name='webhook_delivery_state_known'),
    sa.CheckConstraint('forgiven BETWEEN 0 AND attempts', name='webhook_delivery_forgives_what_was_tried'),
    sa.ForeignKeyConstraint(['message_id'], ['webhook_message.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('webhook_delivery_newest', 'webhook_delivery', ['owner_id', 'created_at', 'id'], unique=False)
    op.create_index('webhook_delivery_of_endpoint', 'webhook_delivery', ['endpoint_id'], unique=False)
    op.create_index('webhook_delivery_of_message', 'webhook_delivery', ['message_id'], unique=False)
    op.create_table('account_session',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ip', sa.String(), nullable=False),
    sa.Column('user_agent', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name='account_session_user'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash', name='account_session_token_unique')
    )
    op.create_index(op.f('ix_account_session_user_id'), 'account_session', ['user_id'], unique=False)
    op.create_table('credit_grant',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('remaining', sa.BigInteger(), nullable=False),
    sa.Column('held', sa.BigInteger(), nullable=False),
    sa.Column('expired', sa.BigInteger(), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('price_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("cause IN ('purchase', 'bonus', 'promotion', 'adjustment')", name='grant_cause'),
    sa.CheckConstraint("typeof(amount) = 'integer' AND typeof(remaining) = 'integer' AND typeof(held) = 'integer' AND typeof(expired) = 'integer' AND typeof(price_minor) = 'integer'", name='grant_whole').ddl_if(dialect='sqlite'),
    sa.CheckConstraint('amount BETWEEN 1 AND 9007199254740991', name='grant_amount_range'),
    sa.CheckConstraint('open = (remaining > 0)', name='grant_open'),
    sa.CheckConstraint('price_minor = 0 OR (price_minor > 0 AND currency IS NOT NULL)', name='grant_price'),
    sa.CheckConstraint('remaining + held + expired <= amount', name='grant_not_overdrawn'),
    sa.CheckConstraint('remaining BETWEEN 0 AND 9007199254740991 AND held BETWEEN 0 AND 9007199254740991 AND expired BETWEEN 0 AND 9007199254740991', name='grant_rest_range'),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallet.id'], ),
    sa.PrimaryKeyConstraint('id'),
    postgresql_with={'fillfactor': 70}
    )
    op.create_index('due_grants', 'credit_grant', ['expires_at'], unique=False, sqlite_where=sa.text('open'), postgresql_where=sa.text('open'))
    op.create_index('grants_of_reference', 'credit_grant', ['reference'], unique=False)
    op.create_index('grants_of_wallet', 'credit_grant', ['wallet_id', 'open'], unique=False)
    op.create_table('failed_attempt',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('purchase_id', sa.String(), nullable=False),
    sa.Column('payment_intent_id', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('decline_code', sa.String(), nullable=True),
    sa.Column('message', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('event_id', name='failed_attempt_once')
    )
    op.create_index('failed_attempt_by_purchase', 'failed_attempt', ['purchase_id', 'at'], unique=False)
    op.create_table('last_signed_head',
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('head', sa.LargeBinary(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallet.id'], ),
    sa.PrimaryKeyConstraint('wallet_id')
    )
    op.create_table('package_price',
    sa.Column('package_id', sa.String(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('amount_minor > 0', name='package_price_amount_positive'),
    sa.CheckConstraint('length(currency) = 3 AND currency = lower(currency)', name='package_price_currency_form'),
    sa.ForeignKeyConstraint(['package_id'], ['package.id'], ),
    sa.PrimaryKeyConstraint('package_id', 'currency')
    )
    op.create_table('purchase_event',
    sa.Column('purchase_id', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('from_state', sa.String(), nullable=False),
    sa.Column('to_state', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id'], ),
    sa.PrimaryKeyConstraint('purchase_id', 'sequence')
    )
    op.create_table('credit_transaction',
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('operation_id', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('debit', sa.String(), nullable=False),
    sa.Column('credit', sa.String(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('grant_id', sa.String(), nullable=True),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('feature', sa.String(), nullable=True),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('available', sa.BigInteger(), nullable=False),
    sa.Column('held', sa.BigInteger(), nullable=False),
    sa.Column('frozen', sa.BigInteger(), nullable=False),
    sa.Column('owed', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('previous_hash', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("cause IN ('purchase', 'bonus', 'promotion', 'adjustment', 'refund', 'dispute', 'spend', 'hold', 'expiry')", name='entry_cause'),
    sa.CheckConstraint("credit IN ('available', 'held', 'frozen', 'owed', 'issued', 'spent', 'expired', 'revoked', 'adjusted')", name='entry_credit'),
    sa.CheckConstraint("debit IN ('available', 'held', 'frozen', 'owed', 'issued', 'spent', 'expired', 'revoked', 'adjusted')", name='entry_debit'),
    sa.CheckConstraint("typeof(amount) = 'integer' AND typeof(available) = 'integer' AND typeof(held) = 'integer' AND typeof(frozen) = 'integer' AND typeof(owed) = 'integer' AND typeof(sequence) = 'integer' AND typeof(position) = 'integer'", name='entry_whole').ddl_if(dialect='sqlite'),
    sa.CheckConstraint('amount BETWEEN 1 AND 9007199254740991', name='entry_amount_range'),
    sa.CheckConstraint('available = 0 OR owed = 0', name='entry_debt_paid_first'),
    sa.CheckConstraint('available BETWEEN 0 AND 9007199254740991 AND held BETWEEN 0 AND 9007199254740991 AND frozen BETWEEN 0 AND 9007199254740991 AND owed BETWEEN 0 AND 9007199254740991', name='entry_parts_range'),
    sa.CheckConstraint('debit <> credit', name='entry_moves'),
    sa.CheckConstraint('sequence > 0 AND position >= 0', name='entry_counted'),
    sa.ForeignKeyConstraint(['grant_id'], ['credit_grant.id'], ),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], ),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallet.id'], ),
    sa.PrimaryKeyConstraint('wallet_id', 'sequence'),
    sa.UniqueConstraint('operation_id', 'position', name='entry_position')
    )
    op.create_table('credit_hold',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.Column('credits', sa.BigInteger(), nullable=False),
    sa.Column('captured', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('feature', sa.String(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'captured') = (captured > 0)", name='hold_captured_something'),
    sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name='hold_closed'),
    sa.CheckConstraint("state IN ('open', 'captured', 'released', 'expired')", name='hold_state'),
    sa.CheckConstraint("typeof(credits) = 'integer' AND typeof(captured) = 'integer'", name='hold_whole').ddl_if(dialect='sqlite'),
    sa.CheckConstraint('captured BETWEEN 0 AND credits', name='hold_captured_range'),
    sa.CheckConstraint('credits BETWEEN 1 AND 9007199254740991', name='hold_credits_range'),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallet.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('due_holds', 'credit_hold', ['expires_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_index('holds_of_wallet', 'credit_hold', ['wallet_id', 'created_at', 'id'], unique=False)
    op.create_index('open_holds', 'credit_hold', ['wallet_id'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_table('daily_use',
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('feature', sa.String(), nullable=False),
    sa.Column('credits', sa.BigInteger(), nullable=False),
    sa.Column('spends', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('credits BETWEEN 1 AND 9007199254740991 AND spends BETWEEN 1 AND 9007199254740991', name='use_range'),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallet.id'], ),
    sa.PrimaryKeyConstraint('wallet_id', 'day', 'feature')
    )
    op.create_table('picture',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('bytes', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallet.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('wallet_id', 'sha256', name='picture_once')
    )
    op.create_table('image_charge',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.Column('hold_id', sa.String(), nullable=True),
    sa.Column('holds', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallet.id'], ),
    sa.PrimaryKeyConstraint('digest')
    )
    op.create_index('image_charge_expiry', 'image_charge', ['expires_at'], unique=False)
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('daily_use')
    op.drop_index('open_holds', table_name='credit_hold', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.drop_index('holds_of_wallet', table_name='credit_hold')
    op.drop_index('due_holds', table_name='credit_hold', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.drop_table('credit_hold')
    op.drop_index('image_charge_expiry', table_name='image_charge')
    op.drop_table('image_charge')
    op.drop_table('picture')
    op.drop_table('credit_transaction')
    op.drop_table('purchase_event')
    op.drop_table('package_price')
    op.drop_table('last_signed_head')
    op.drop_index('failed_attempt_by_purchase', table_name='failed_attempt')
    op.drop_table('failed_attempt')
    op.drop_index('grants_of_wallet', table_name='credit_grant')
    op.drop_index('grants_of_reference', table_name='credit_grant')
    op.drop_index('due_grants', table_name='credit_grant', sqlite_where=sa.text('open'), postgresql_where=sa.text('open'))
    op.drop_table('credit_grant')
    op.drop_index(op.f('ix_account_session_user_id'), table_name='account_session')
    op.drop_table('account_session')
    op.drop_index('webhook_delivery_of_message', table_name='webhook_delivery')
    op.drop_index('webhook_delivery_of_endpoint', table_name='webhook_delivery')
    op.drop_index('webhook_delivery_newest', table_name='webhook_delivery')
    op.drop_table('webhook_delivery')
    op.drop_index('webhook_message_oldest', table_name='webhook_message')
    op.drop_table('webhook_message')
    op.drop_table('webhook_low_balance')
    op.drop_index('webhook_endpoint_of_owner', table_name='webhook_endpoint')
    op.drop_table('webhook_endpoint')
    op.drop_table('wallet')
    op.drop_table('account_sign_in_link')
    op.drop_table('shop_identity')
    op.drop_index('purchase_one_wish', table_name='purchase', sqlite_where=sa.text("state IN ('created', 'open')"), postgresql_where=sa.text("state IN ('created', 'open')"))
    op.drop_index('purchase_latest_by_state', table_name='purchase')
    op.drop_index('purchase_latest', table_name='purchase')
    op.drop_index('purchase_by_owner', table_name='purchase')
    op.drop_index('purchase_by_email', table_name='purchase', postgresql_ops={'email': 'text_pattern_ops'})
    op.drop_index('purchase_attention', table_name='purchase', sqlite_where=sa.text('attention IS NOT NULL'), postgresql_where=sa.text('attention IS NOT NULL'))
    op.drop_table('purchase')
    op.drop_table('package')
    op.drop_table('operation')
    op.drop_index('mail_newest', table_name='mail')
    op.drop_table('mail')
    op.drop_index('job_newest_in_state', table_name='job')
    op.drop_index('job_newest', table_name='job')
    op.drop_index('job_due', table_name='job', sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
    op.drop_table('job')
    op.drop_index(op.f('ix_inbox_event_purchase_id'), table_name='inbox_event')
    op.drop_index('inbox_event_latest_by_state', table_name='inbox_event')
    op.drop_index('inbox_event_latest', table_name='inbox_event')
    op.drop_table('inbox_event')
    op.drop_index(op.f('ix_account_user_role'), table_name='account_user')
    op.drop_table('account_user')
    op.drop_table('feature')
    op.drop_index(op.f('ix_api_key_owner_id'), table_name='api_key')
    op.drop_table('api_key')
    op.drop_index(op.f('ix_account_email_link_email'), table_name='account_email_link')
    op.drop_table('account_email_link')
    for statement in REMOVE_APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
