"""What staff search by: the type of an event, the address of a mail, who acted, the shop's deliveries."""

import sqlalchemy as sa

from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('audit_of_email', 'audit_entry', ['actor_email', 'at', 'id'], unique=False)
    op.create_index('inbox_event_latest_by_type', 'inbox_event', ['type', 'received_at', 'id'], unique=False)
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('mail', 'recipient', type_=sa.String(collation='C'))
    op.drop_index('job_newest_in_state', table_name='job')
    op.create_index('job_newest_in_state', 'job', ['state', 'created_at', 'id'], unique=False, sqlite_where=sa.text('finished_at IS NOT NULL'), postgresql_where=sa.text('finished_at IS NOT NULL'))
    op.create_index('mail_newest_in_state', 'mail', ['state', 'created_at', 'id'], unique=False)
    op.create_index('mail_newest_to', 'mail', ['recipient', 'created_at', 'id'], unique=False)
    op.create_index('webhook_delivery_newest_of_shop', 'webhook_delivery', ['created_at', 'id'], unique=False, sqlite_where=sa.text('owner_id IS NULL'), postgresql_where=sa.text('owner_id IS NULL'))


def downgrade() -> None:
    op.drop_index('webhook_delivery_newest_of_shop', table_name='webhook_delivery')
    op.drop_index('mail_newest_to', table_name='mail')
    op.drop_index('mail_newest_in_state', table_name='mail')
    op.drop_index('job_newest_in_state', table_name='job')
    op.create_index('job_newest_in_state', 'job', ['state', 'created_at', 'id'], unique=False)
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('mail', 'recipient', type_=sa.String())
    op.drop_index('inbox_event_latest_by_type', table_name='inbox_event')
    op.drop_index('audit_of_email', table_name='audit_entry')
