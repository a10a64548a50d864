"""Who people are with an OpenID provider."""

import sqlalchemy as sa

from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('account_identity',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('issuer', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account_user.id'], name='account_identity_user'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('issuer', 'subject', name='account_identity_once')
    )
    op.create_index(op.f('ix_account_identity_user_id'), 'account_identity', ['user_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_account_identity_user_id'), table_name='account_identity')
    op.drop_table('account_identity')
