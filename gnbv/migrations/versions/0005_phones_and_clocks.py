"""people: phones can be ended, their clocks are noted, a reset password is for one sign-in

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("skew_seconds", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("jumps", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("revoked_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("sync_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("skew_seconds", sa.Integer(), nullable=True))
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("password_is_temporary", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade_main() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_column("password_is_temporary")
    with op.batch_alter_table("sync_item", schema=None) as batch_op:
        batch_op.drop_column("skew_seconds")
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_column("revoked_at")
        batch_op.drop_column("jumps")
        batch_op.drop_column("skew_seconds")


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
