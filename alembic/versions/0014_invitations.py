"""Links by mail that invite to the team."""

import sqlalchemy as sa

from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('account_invitation',
    sa.Column('link_id', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('invited_by', sa.String(), nullable=False),
    sa.CheckConstraint("role IN ('customer', 'support', 'finance', 'owner')", name='account_invitation_role_known'),
    sa.ForeignKeyConstraint(['invited_by'], ['account_user.id'], name='account_invitation_inviter'),
    sa.ForeignKeyConstraint(['link_id'], ['account_email_link.id'], name='account_invitation_link', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('link_id')
    )


def downgrade() -> None:
    op.drop_table('account_invitation')
