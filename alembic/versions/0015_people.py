"""Browsers that accounts were used with, and wishes for another address."""

import sqlalchemy as sa

from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('account_browser',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name='account_browser_user'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_id', 'token_hash', name='account_browser_unique')
    )
    op.create_table('account_email_change',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('session_id', sa.String(), nullable=False),
    sa.Column('old_email', sa.String(), nullable=False),
    sa.Column('new_email', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('objection_hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('objected_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name='account_email_change_user'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('objection_hash', name='account_email_change_objection_unique'),
    sa.UniqueConstraint('token_hash', name='account_email_change_token_unique')
    )
    op.create_index(op.f('ix_account_email_change_user_id'), 'account_email_change', ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_account_email_change_user_id'), table_name='account_email_change')
    op.drop_table('account_email_change')
    op.drop_table('account_browser')
