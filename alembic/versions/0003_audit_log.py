"""The audit log of staff."""

import sqlalchemy as sa

from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "sqlite": (
        """CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END""",
        """CREATE TRIGGER audit_never_vanishes BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the audit log is append only' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER audit_never_changes BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()""",
        """CREATE TRIGGER audit_never_vanishes BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
    ),
}
REMOVE_APPEND_ONLY = {
    "sqlite": (),
    "postgresql": ("DROP FUNCTION IF EXISTS refuse_audit_change() CASCADE",),
}


def upgrade() -> None:
    op.create_table('audit_entry',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(), nullable=False),
    sa.Column('actor_email', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('ip', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('target', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('audit_latest', 'audit_entry', ['at', 'id'], unique=False)
    op.create_index('audit_of_action', 'audit_entry', ['action', 'at', 'id'], unique=False)
    op.create_index('audit_of_actor', 'audit_entry', ['actor_id', 'at', 'id'], unique=False)
    op.create_index('audit_of_target', 'audit_entry', ['target', 'at', 'id'], unique=False)
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index('audit_of_target', table_name='audit_entry')
    op.drop_index('audit_of_actor', table_name='audit_entry')
    op.drop_index('audit_of_action', table_name='audit_entry')
    op.drop_index('audit_latest', table_name='audit_entry')
    op.drop_table('audit_entry')
    for statement in REMOVE_APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
