"""petitions taken in at the door: the village of a home that the register does not know, what was noted down; the
name of a series of numbers may name a unit and a year

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("village_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_petition_tenant_village_id"),
            "unit",
            ["tenant", "village_id"],
            ["tenant", "id"],
        )
    with op.batch_alter_table("counter", schema=None) as batch_op:
        batch_op.alter_column(
            "name", existing_type=sa.String(length=40), type_=sa.String(length=80), existing_nullable=False
        )


def downgrade_main() -> None:
    # The wider column stays: names that lie in it would not fit any more.
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_petition_tenant_village_id"), type_="foreignkey")
        batch_op.drop_column("note")
        batch_op.drop_column("village_id")


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
