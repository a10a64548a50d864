"""Refunds and disputes, what they did to credits, and the payment that an event is about."""

import sqlalchemy as sa

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('dispute',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('purchase_id', sa.String(), nullable=False),
    sa.Column('provider_id', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('withdrawn_minor', sa.BigInteger(), nullable=False),
    sa.Column('fee_minor', sa.BigInteger(), nullable=False),
    sa.Column('movements', sa.Integer(), nullable=False),
    sa.Column('due_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.JSON(), nullable=True),
    sa.Column('answered_by', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(), nullable=True),
    sa.CheckConstraint("status IN ('warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response', 'under_review', 'appeal_needs_response', 'appeal_under_review', 'won', 'lost', 'prevented')", name='dispute_status_known'),
    sa.CheckConstraint('amount_minor > 0', name='dispute_amount_positive'),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('provider_id')
    )
    op.create_index('disputes_latest', 'dispute', ['opened_at', 'id'], unique=False)
    op.create_index('disputes_of_purchase', 'dispute', ['purchase_id', 'opened_at', 'id'], unique=False)
    op.create_index('disputes_open', 'dispute', ['opened_at', 'id'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('freeze',
    sa.Column('purchase_id', sa.String(), nullable=False),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id'], ),
    sa.PrimaryKeyConstraint('purchase_id', 'cause')
    )
    op.create_table('refund',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('purchase_id', sa.String(), nullable=False),
    sa.Column('request_key', sa.String(), nullable=False),
    sa.Column('provider_id', sa.String(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('credits', sa.BigInteger(), nullable=True),
    sa.Column('reason_code', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('requested_by', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('failure', sa.String(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('succeeded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'requested') = (provider_id IS NULL) OR state = 'failed'", name='refund_is_known'),
    sa.CheckConstraint("kind IN ('all', 'amount', 'unspent', 'goodwill', 'elsewhere')", name='refund_kind_known'),
    sa.CheckConstraint("reason_code IN ('requested_by_customer', 'duplicate', 'fraudulent')", name='refund_reason_known'),
    sa.CheckConstraint("state IN ('requested', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled')", name='refund_state_known'),
    sa.CheckConstraint('amount_minor > 0', name='refund_amount_positive'),
    sa.CheckConstraint('credits IS NULL OR credits >= 0', name='refund_credits_not_negative'),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('provider_id'),
    sa.UniqueConstraint('request_key')
    )
    op.create_index('refunds_by_success', 'refund', ['succeeded_at'], unique=False)
    came_back = sa.text("succeeded_at IS NOT NULL AND state IN ('failed', 'canceled')")
    op.create_index('refunds_come_back', 'refund', ['changed_at'], unique=False, sqlite_where=came_back, postgresql_where=came_back)
    op.create_index('refunds_of_purchase', 'refund', ['purchase_id', 'created_at', 'id'], unique=False)
    op.create_table('settlement',
    sa.Column('purchase_id', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('credits', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('credits <> 0', name='settlement_moves'),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id'], ),
    sa.PrimaryKeyConstraint('purchase_id', 'sequence')
    )
    op.add_column('inbox_event', sa.Column('payment_intent_id', sa.String(), nullable=True))
    op.create_index(op.f('ix_inbox_event_payment_intent_id'), 'inbox_event', ['payment_intent_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_inbox_event_payment_intent_id'), table_name='inbox_event')
    op.drop_column('inbox_event', 'payment_intent_id')
    op.drop_table('settlement')
    op.drop_index('refunds_of_purchase', table_name='refund')
    op.drop_index('refunds_come_back', table_name='refund')
    op.drop_index('refunds_by_success', table_name='refund')
    op.drop_table('refund')
    op.drop_table('freeze')
    op.drop_index('disputes_open', table_name='dispute', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index('disputes_of_purchase', table_name='dispute')
    op.drop_index('disputes_latest', table_name='dispute')
    op.drop_table('dispute')
