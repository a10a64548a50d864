"""Daily figures, and indexes by time on what they are counted from."""

import sqlalchemy as sa

from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

FIGURES = (
    'started', 'opened', 'paid', 'failed', 'abandoned', 'review', 'declined', 'refunded', 'disputed', 'sold', 'bonus',
    'issued', 'adjusted', 'spent', 'expired', 'revoked', 'outstanding',
)


def upgrade() -> None:
    op.create_table('daily_figure',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('figure', sa.String(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.CheckConstraint(f"figure IN ({', '.join(map(repr, FIGURES))})", name='daily_figure_known'),
    sa.CheckConstraint("count >= 0 OR figure = 'refunded'", name='daily_figure_counted'),
    sa.PrimaryKeyConstraint('day', 'figure', 'currency')
    )
    op.create_table('rolled_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('final', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('day')
    )
    op.create_index('purchase_event_latest', 'purchase_event', ['at', 'purchase_id', 'sequence'], unique=False)
    op.create_index('failed_attempt_latest', 'failed_attempt', ['at'], unique=False)
    op.create_index(
        'entries_by_time', 'credit_transaction', ['created_at'], unique=False,
        postgresql_using='brin', postgresql_with={'autosummarize': 'on'},
    )


def downgrade() -> None:
    op.drop_index('entries_by_time', table_name='credit_transaction')
    op.drop_index('failed_attempt_latest', table_name='failed_attempt')
    op.drop_index('purchase_event_latest', table_name='purchase_event')
    op.drop_table('rolled_day')
    op.drop_table('daily_figure')
