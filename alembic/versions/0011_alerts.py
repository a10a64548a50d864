"""Alerts and their rules, times without the provider, what the check of the books found; flags in the order of time."""

import sqlalchemy as sa

from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

OPEN, GOES_ON, IS_THERE = (sa.text(f'{column} IS NULL') for column in ('resolved_at', 'ended_at', 'gone_at'))
RULES = (
    "rule IN ('payment_failures', 'abandonment', 'webhook_failures', 'webhooks_given_up', 'webhook_lag', "
    "'webhook_silence', 'dead_jobs', 'refunds', 'disputes', 'suspicious', 'purchase_value', "
    "'differences', 'violations', 'unreachable')"
)


def upgrade() -> None:
    op.create_table('alert_rule',
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.CheckConstraint(RULES, name='alert_rule_known'),
    sa.CheckConstraint('threshold >= 0 AND minutes > 0 AND least > 0', name='alert_rule_possible'),
    sa.PrimaryKeyConstraint('rule')
    )
    op.create_table('alert',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('causes', sa.JSON(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by', sa.String(), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_by', sa.String(), nullable=True),
    sa.CheckConstraint(RULES, name='alert_of_known_rule'),
    sa.CheckConstraint('(acknowledged_at IS NULL) = (acknowledged_by IS NULL)', name='alert_acknowledged_by_somebody'),
    sa.CheckConstraint('(resolved_at IS NULL) = (resolved_by IS NULL)', name='alert_resolved_by_somebody'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('alert_once_at_a_time', 'alert', ['rule', 'source'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index('alert_latest', 'alert', ['opened_at', 'id'])
    op.create_index('alert_latest_of_rule', 'alert', ['rule', 'source', 'opened_at'])
    op.create_table('provider_outage',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('provider_outage_latest', 'provider_outage', ['began_at', 'id'])
    op.create_index('provider_outage_goes_on', 'provider_outage', [sa.text('(1)')], unique=True, sqlite_where=GOES_ON, postgresql_where=GOES_ON)
    op.create_table('broken_promise',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('problem', sa.String(), nullable=False),
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.Column('owner_id', sa.String(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('place', name='broken_promise_once')
    )
    op.create_index('broken_promise_there', 'broken_promise', ['found_at', 'id'], sqlite_where=IS_THERE, postgresql_where=IS_THERE)
    op.create_index('fraud_flag_latest', 'fraud_flag', ['created_at', 'id'])


def downgrade() -> None:
    op.drop_index('fraud_flag_latest', table_name='fraud_flag')
    op.drop_table('broken_promise')
    op.drop_table('provider_outage')
    op.drop_table('alert')
    op.drop_table('alert_rule')
