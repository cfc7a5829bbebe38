"""packs: a version is looked at before it is put in use

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    with op.batch_alter_table("pack", schema=None) as batch_op:
        batch_op.add_column(sa.Column("used_from", sa.DateTime(), nullable=True))
    op.execute("UPDATE pack SET used_from = imported_at")


def downgrade_main() -> None:
    with op.batch_alter_table("pack", schema=None) as batch_op:
        batch_op.drop_column("used_from")


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
