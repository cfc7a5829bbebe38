"""queue and board: the weights of a survey's unexplained flags lie beside it; visits are found by round

Revision ID: 0011
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.add_column(sa.Column("risk", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(
            batch_op.f("ix_survey_tenant_status_unit_id"), ["tenant", "status", "unit_id"], unique=False
        )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visit_tenant_round_id_household_id_at"),
            ["tenant", "round_id", "household_id", "at"],
            unique=False,
        )
    op.execute(
        "UPDATE survey SET risk = COALESCE((SELECT SUM(flag.weight) FROM flag WHERE flag.tenant = survey.tenant "
        "AND flag.revision_id = survey.revision_id AND flag.explained_at IS NULL), 0)"
    )


def downgrade_main() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_tenant_round_id_household_id_at"))
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_tenant_status_unit_id"))
        batch_op.drop_column("risk")


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
