"""paper: sheets that are being typed at the commune

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    op.create_table(
        "paper_draft",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("form_version_id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("base_id", sa.Uuid(), nullable=True),
        sa.Column("editor_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "editor_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_paper_draft_tenant_editor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "form_version_id"],
            ["form_version.tenant", "form_version.id"],
            name=op.f("fk_paper_draft_tenant_form_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_paper_draft_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"], ["round.tenant", "round.id"], name=op.f("fk_paper_draft_tenant_round_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_paper_draft")),
        sa.UniqueConstraint(
            "tenant", "round_id", "household_id", name=op.f("uq_paper_draft_tenant_round_id_household_id")
        ),
    )


def downgrade_main() -> None:
    op.drop_table("paper_draft")


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
