"""Second factors, recovery codes, sessions that wait for the second step, and when a session was confirmed last."""

import sqlalchemy as sa

from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('account_session', sa.Column('pending', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('account_session', sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('account_second_factor',
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('secret', sa.String(), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name='account_second_factor_user'),
    sa.PrimaryKeyConstraint('user_id')
    )
    op.create_table('account_recovery_code',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name='account_recovery_code_user'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_id', 'code_hash', name='account_recovery_code_unique')
    )


def downgrade() -> None:
    op.drop_table('account_recovery_code')
    op.drop_table('account_second_factor')
    op.drop_column('account_session', 'confirmed_at')
    op.drop_column('account_session', 'pending')
