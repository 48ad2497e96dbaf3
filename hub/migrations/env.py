"""Alembic's environment: always given a connection by hub/kernel/migrate.py, never configures logging."""

from alembic import context

from hub.kernel.db import Model
from hub.kernel.revisions import is_ours, render_item

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    include_name=is_ours,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
