"""Rules against fraud and their flags; where buyers were, and which payments the shop held back."""

import sqlalchemy as sa

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

OPEN = sa.text('resolved_at IS NULL')
PURCHASES = {
    'purchase_by_ip': (['ip', 'created_at'], sa.text('ip IS NOT NULL')),
    'purchase_by_network': (['network', 'created_at'], sa.text('network IS NOT NULL')),
    'purchase_last_paid': (['currency', 'paid_at'], sa.text('paid_at IS NOT NULL')),
}
RULES = (
    "rule IN ('declines_account', 'declines_address', 'declines_network', 'accounts_network', 'large_first_purchase', "
    "'fast_spending', 'early_fraud_warning', 'radar_review')"
)


def upgrade() -> None:
    op.create_table('fraud_rule',
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('window_minutes', sa.Integer(), nullable=False),
    sa.CheckConstraint(RULES, name='fraud_rule_known'),
    sa.CheckConstraint("action IN ('off', 'flag', 'hold', 'block')", name='fraud_rule_action_known'),
    sa.CheckConstraint('threshold >= 0 AND window_minutes >= 0', name='fraud_rule_not_negative'),
    sa.PrimaryKeyConstraint('rule')
    )
    op.create_table('fraud_flag',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('purchase_id', sa.String(), nullable=True),
    sa.Column('owner_id', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_by', sa.String(), nullable=True),
    sa.CheckConstraint('(resolved_at IS NULL) = (resolved_by IS NULL)', name='fraud_flag_resolved_by_somebody'),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('rule', 'source', name='fraud_flag_once')
    )
    op.create_index('fraud_flag_of_owner', 'fraud_flag', ['owner_id', 'created_at'], unique=False)
    op.create_index('fraud_flag_of_purchase', 'fraud_flag', ['purchase_id', 'created_at'], unique=False)
    op.create_index('fraud_flag_open', 'fraud_flag', ['created_at', 'id'], unique=False, sqlite_where=OPEN, postgresql_where=OPEN)
    op.add_column('purchase', sa.Column('held_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('purchase', sa.Column('ip', sa.String(), nullable=True))
    op.add_column('purchase', sa.Column('network', sa.String(), nullable=True))
    for name, (columns, where) in PURCHASES.items():
        op.create_index(name, 'purchase', columns, unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in PURCHASES:
        op.drop_index(name, table_name='purchase')
    op.drop_column('purchase', 'network')
    op.drop_column('purchase', 'ip')
    op.drop_column('purchase', 'held_at')
    op.drop_table('fraud_flag')
    op.drop_table('fraud_rule')
