"""Comparisons with the provider, what differed, and its movements of money; refunds that are on their way."""

import sqlalchemy as sa

from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

OPEN = sa.text('gone_at IS NULL AND settled_at IS NULL')
IS_MOVING = sa.text("state IN ('pending', 'requires_action')")
COUNTS = ('events', 'payments', 'refunds', 'disputes', 'movements', 'healed', 'differences')


def upgrade() -> None:
    op.create_table('reconciliation_run',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('reconciliation_run_latest', 'reconciliation_run', ['until', 'id'])
    op.create_table('difference',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('purchase_id', sa.String(), nullable=True),
    sa.Column('owner_id', sa.String(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('expected', sa.BigInteger(), nullable=False),
    sa.Column('found', sa.BigInteger(), nullable=False),
    sa.Column('credits', sa.BigInteger(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(), nullable=True),
    sa.Column('decision', sa.String(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.CheckConstraint("kind IN ('unknown', 'uncredited', 'amount', 'currency', 'refunded', 'refund', 'dispute', 'no_money', 'credits')", name='difference_kind_known'),
    sa.CheckConstraint("decision IN ('approved', 'dismissed')", name='difference_decision_known'),
    sa.CheckConstraint('(settled_at IS NULL) = (decision IS NULL)', name='difference_settled_by_decision'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('kind', 'subject', 'expected', 'found', name='difference_once')
    )
    op.create_index('difference_open', 'difference', ['found_at', 'id'], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index('difference_latest', 'difference', ['found_at', 'id'])
    op.create_table('provider_movement',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('fee_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('provider_movement_by_time', 'provider_movement', ['created_at'])
    op.create_index('refunds_moving', 'refund', ['purchase_id'], sqlite_where=IS_MOVING, postgresql_where=IS_MOVING)


def downgrade() -> None:
    op.drop_index('refunds_moving', table_name='refund')
    op.drop_table('provider_movement')
    op.drop_table('difference')
    op.drop_table('reconciliation_run')
