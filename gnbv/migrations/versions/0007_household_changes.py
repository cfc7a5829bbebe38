"""households that change during a round

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    op.create_table(
        "household_change",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=True),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "moved_village",
                "moved_commune",
                "split",
                "unregistered",
                "merged",
                "head_changed",
                "nobody",
                "away_long",
                name="changekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("to_unit_id", sa.Uuid(), nullable=True),
        sa.Column("people", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "confirmed",
                "refused",
                "superseded",
                name="changestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "class_then",
            sa.Enum(
                "poor",
                "near_poor",
                "average",
                "not_poor",
                name="householdclass",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effects", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_household_change_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "other_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_household_change_tenant_other_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "proposed_by"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_household_change_tenant_proposed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"],
            ["round.tenant", "round.id"],
            name=op.f("fk_household_change_tenant_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "survey_id"],
            ["survey.tenant", "survey.id"],
            name=op.f("fk_household_change_tenant_survey_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "to_unit_id"],
            ["unit.tenant", "unit.id"],
            name=op.f("fk_household_change_tenant_to_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_household_change_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_household_change")),
    )
    with op.batch_alter_table("household_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_household_change_tenant_household_id"), ["tenant", "household_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_household_change_tenant_other_id"), ["tenant", "other_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_household_change_tenant_round_id_state"),
            ["tenant", "round_id", "state"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_household_change_tenant_survey_id"), ["tenant", "survey_id"], unique=False
        )


def downgrade_main() -> None:
    with op.batch_alter_table("household_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_change_tenant_survey_id"))
        batch_op.drop_index(batch_op.f("ix_household_change_tenant_round_id_state"))
        batch_op.drop_index(batch_op.f("ix_household_change_tenant_other_id"))
        batch_op.drop_index(batch_op.f("ix_household_change_tenant_household_id"))

    op.drop_table("household_change")


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
