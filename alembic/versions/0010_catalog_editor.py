"""Versions of packages, one most popular package, and indexes for the filters of the list of payments."""

import sqlalchemy as sa

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

POPULAR = sa.text("popular")
IS_REFUNDED = sa.text("refunded_minor > 0")
IS_DISPUTED = sa.text("dispute_status IS NOT NULL")
ONE_BADGE = """
    UPDATE package SET popular = false
    WHERE popular AND id <> (SELECT id FROM package WHERE popular ORDER BY position, id LIMIT 1)
"""


def upgrade() -> None:
    op.add_column('package', sa.Column('version', sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.execute(ONE_BADGE)
    op.create_index(
        'package_one_popular', 'package', ['popular'], unique=True, sqlite_where=POPULAR, postgresql_where=POPULAR
    )
    op.create_index(
        'purchase_refunded', 'purchase', ['created_at', 'id', 'state', 'currency'], sqlite_where=IS_REFUNDED, postgresql_where=IS_REFUNDED
    )
    op.create_index(
        'purchase_disputed', 'purchase', ['created_at', 'id', 'state', 'currency'], sqlite_where=IS_DISPUTED, postgresql_where=IS_DISPUTED
    )
    op.create_index('purchase_latest_by_currency', 'purchase', ['currency', 'created_at', 'id'])
    op.create_index('purchase_by_amount', 'purchase', ['currency', sa.text("coalesce(amount_total, amount_minor)")])


def downgrade() -> None:
    op.drop_index('purchase_by_amount', table_name='purchase')
    op.drop_index('purchase_latest_by_currency', table_name='purchase')
    op.drop_index('purchase_disputed', table_name='purchase')
    op.drop_index('purchase_refunded', table_name='purchase')
    op.drop_index('package_one_popular', table_name='package')
    op.drop_column('package', 'version')
