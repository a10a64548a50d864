"""What of each grant is frozen, and what of it paid debt or was taken back."""

import sqlalchemy as sa

from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

MOST = 2**53 - 1
# What of each grant came into these accounts, less what left them. Nothing is frozen, unless this was taken back before.
FLOWS = """SELECT grant_id,
    sum(CASE WHEN credit = 'frozen' THEN amount WHEN debit = 'frozen' THEN -amount ELSE 0 END) AS iced,
    sum(CASE WHEN credit IN ('owed', 'revoked') THEN amount ELSE 0 END
        - CASE WHEN debit IN ('owed', 'revoked') THEN amount ELSE 0 END) AS gone
    FROM credit_transaction WHERE grant_id IS NOT NULL GROUP BY grant_id"""


def upgrade() -> None:
    counts = ('remaining', 'held', 'frozen', 'expired', 'taken')
    if op.get_bind().dialect.name == 'sqlite':
        _make_anew(counts, f"""SELECT id, wallet_id, cause, reference, amount, remaining - iced, held, iced, expired, gone,
            remaining > iced, price_minor, currency, priority, expires_at, created_at
            FROM credit_grant JOIN ({FLOWS}) ON grant_id = id""")
        return
    for name in ('frozen', 'taken'):
        op.add_column('credit_grant', sa.Column(name, sa.BigInteger(), nullable=False, server_default='0'))
        op.alter_column('credit_grant', name, server_default=None)
    op.execute(f"""UPDATE credit_grant SET remaining = remaining - iced, frozen = iced, taken = gone, open = remaining > iced
        FROM ({FLOWS}) AS flows WHERE grant_id = id""")
    _check(counts)


def downgrade() -> None:
    """What is frozen remained, before."""
    counts = ('remaining', 'held', 'expired')
    if op.get_bind().dialect.name == 'sqlite':
        _make_anew(counts, """SELECT id, wallet_id, cause, reference, amount, remaining + frozen, held, expired,
            remaining + frozen > 0, price_minor, currency, priority, expires_at, created_at FROM credit_grant""")
        return
    op.execute("UPDATE credit_grant SET remaining = remaining + frozen, open = true, frozen = 0 WHERE frozen > 0")
    _check(counts)
    for name in ('frozen', 'taken'):
        op.drop_column('credit_grant', name)


def _rules(counts: tuple[str, ...]) -> dict[str, str]:
    return {
        'grant_rest_range': " AND ".join(f"{name} BETWEEN 0 AND {MOST}" for name in counts),
        'grant_not_overdrawn': f"{' + '.join(counts)} <= amount",
    }


def _check(counts: tuple[str, ...]) -> None:
    for name, rule in _rules(counts).items():
        op.drop_constraint(name, 'credit_grant')
        op.create_check_constraint(name, 'credit_grant', rule)


def _make_anew(counts: tuple[str, ...], rows: str) -> None:
    """SQLite's own way to change a constraint: https://www.sqlite.org/lang_altertable.html#otheralter."""
    whole = ('amount', *counts, 'price_minor')
    op.create_table('credit_grant_anew',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('wallet_id', sa.String(), nullable=False),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    *(sa.Column(name, sa.BigInteger(), nullable=False) for name in counts),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('price_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("cause IN ('purchase', 'bonus', 'promotion', 'adjustment')", name='grant_cause'),
    sa.CheckConstraint(" AND ".join(f"typeof({name}) = 'integer'" for name in whole), name='grant_whole'),
    sa.CheckConstraint(f'amount BETWEEN 1 AND {MOST}', name='grant_amount_range'),
    sa.CheckConstraint('open = (remaining > 0)', name='grant_open'),
    sa.CheckConstraint('price_minor = 0 OR (price_minor > 0 AND currency IS NOT NULL)', name='grant_price'),
    *(sa.CheckConstraint(rule, name=name) for name, rule in _rules(counts).items()),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallet.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.execute(f"INSERT INTO credit_grant_anew {rows}")
    op.drop_table('credit_grant')
    op.rename_table('credit_grant_anew', 'credit_grant')
    op.create_index('due_grants', 'credit_grant', ['expires_at'], unique=False, sqlite_where=sa.text('open'))
    op.create_index('grants_of_reference', 'credit_grant', ['reference'], unique=False)
    op.create_index('grants_of_wallet', 'credit_grant', ['wallet_id', 'open'], unique=False)
