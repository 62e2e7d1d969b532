"""Runs the migrations on the connection that `issuer.store.schema` hands over."""

from __future__ import annotations

from alembic import context

from issuer.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
