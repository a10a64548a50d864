"""What staff find customers by: the latest, how an address begins, who is suspended or in debt, what was taken back."""

import sqlalchemy as sa

from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

PARTIAL = {
    "wallets_suspended": ("wallet", ["created_at", "id"], "suspended"),
    "wallets_in_debt": ("wallet", ["created_at", "id"], "owed > 0"),
    "entries_taken_back": (
        "credit_transaction", ["wallet_id"], "credit IN ('revoked', 'adjusted') OR debit = 'revoked'"
    ),
}


def upgrade() -> None:
    op.create_index('account_user_latest', 'account_user', ['created_at', 'id'], unique=False)
    for name, (table, columns, where) in PARTIAL.items():
        op.create_index(
            name, table, columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index('purchase_by_email', table_name='purchase')
        for table in ('account_user', 'purchase'):
            op.execute(f'ALTER TABLE {table} ALTER COLUMN email TYPE VARCHAR COLLATE "C"')
        op.create_index('purchase_by_email', 'purchase', ['email'], unique=False)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index('purchase_by_email', table_name='purchase')
        for table in ('account_user', 'purchase'):
            op.execute(f'ALTER TABLE {table} ALTER COLUMN email TYPE VARCHAR COLLATE "default"')
        op.create_index('purchase_by_email', 'purchase', ['email'], unique=False, postgresql_ops={'email': 'text_pattern_ops'})
    for name, (table, _, _) in PARTIAL.items():
        op.drop_index(name, table_name=table)
    op.drop_index('account_user_latest', table_name='account_user')
