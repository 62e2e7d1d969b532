"""Rules in each edition, archived classes, awards that expire."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

_BADGE_CLASS = sa.table(
    "badge_class",
    sa.column("id", sa.Integer()),
    sa.column("method", sa.String(length=32)),
    sa.column("requirements", sa.JSON()),
)
_EDITION = sa.table(
    "edition",
    sa.column("id", sa.Integer()),
    sa.column("badge_class_id", sa.Integer()),
    sa.column("version", sa.Integer()),
    sa.column("method", sa.String(length=32)),
    sa.column("requirements", sa.JSON()),
    sa.column("validity", sa.JSON()),
    sa.column("renewal", sa.JSON()),
    sa.column("evidence", sa.String(length=16)),
)
_MOVED = ("method", "requirements")


def upgrade() -> None:
    """Move the rules from the class to its editions, where each keeps those that it had."""
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("method", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("requirements", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("validity", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("renewal", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("evidence", sa.String(length=16), nullable=True))
    for name in _MOVED:
        of_class = (
            sa.select(_BADGE_CLASS.c[name])
            .where(_BADGE_CLASS.c.id == _EDITION.c.badge_class_id)
            .scalar_subquery()
        )
        op.execute(_EDITION.update().values({name: of_class}))
    op.execute(_EDITION.update().values(validity={}, renewal={}, evidence="nothing"))
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.alter_column("method", existing_type=sa.String(length=32), nullable=False)
        batch_op.alter_column("requirements", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("validity", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("renewal", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("evidence", existing_type=sa.String(length=16), nullable=False)
    with op.batch_alter_table("badge_class", schema=None) as batch_op:
        batch_op.drop_column("method")
        batch_op.drop_column("requirements")
        batch_op.add_column(sa.Column("archived_at", sa.DateTime(), nullable=True))
    _add_empty("edition_text", "made_from")
    _add_empty("completion", "evidence")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(), nullable=True))


def _add_empty(table: str, name: str) -> None:
    """Add a column of JSON objects; the rows that are there get empty ones."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column(name, sa.JSON(), nullable=True))
    op.execute(sa.table(table, sa.column(name, sa.JSON())).update().values({name: {}}))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(name, existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    """Give each class the rules of its newest edition; what is new is lost."""
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_column("expires_at")
    for table, name in (("edition_text", "made_from"), ("completion", "evidence")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(name)
    with op.batch_alter_table("badge_class", schema=None) as batch_op:
        batch_op.drop_column("archived_at")
        batch_op.add_column(sa.Column("method", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("requirements", sa.JSON(), nullable=True))
    for name in _MOVED:
        of_newest = (
            sa.select(_EDITION.c[name])
            .where(_EDITION.c.badge_class_id == _BADGE_CLASS.c.id)
            .order_by(_EDITION.c.version.desc(), _EDITION.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        op.execute(_BADGE_CLASS.update().values({name: of_newest}))
    with op.batch_alter_table("badge_class", schema=None) as batch_op:
        batch_op.alter_column("method", existing_type=sa.String(length=32), nullable=False)
        batch_op.alter_column("requirements", existing_type=sa.JSON(), nullable=False)
    with op.batch_alter_table("edition", schema=None) as batch_op:
        for name in ("method", "requirements", "validity", "renewal", "evidence"):
            batch_op.drop_column(name)
