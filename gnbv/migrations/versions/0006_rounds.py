"""rounds: preparation, stages, petitions, flags, messages, back checks

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    op.create_table(
        "comment_template",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_comment_template_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_comment_template")),
    )
    with op.batch_alter_table("comment_template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_template_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "inbox_row",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "user_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_inbox_row_tenant_user_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_inbox_row")),
    )
    with op.batch_alter_table("inbox_row", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inbox_row_tenant_user_id_read_at"), ["tenant", "user_id", "read_at"], unique=False
        )

    op.create_table(
        "saved_view",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "user_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_saved_view_tenant_user_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("tenant", "user_id", "name", name=op.f("uq_saved_view_tenant_user_id_name")),
    )
    op.create_table(
        "petition",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("poor", "escape", "average", name="petitionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("received", "listed", "answered", name="petitionstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("applicant", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column(
            "screening",
            sa.Enum("none", "passed", "failed", name="screening", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("screening_note", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_petition_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"], ["round.tenant", "round.id"], name=op.f("fk_petition_tenant_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_petition_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_petition")),
        sa.UniqueConstraint(
            "tenant", "unit_id", "year", "number", name=op.f("uq_petition_tenant_unit_id_year_number")
        ),
    )
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_petition_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_petition_tenant_unit_id_state"), ["tenant", "unit_id", "state"], unique=False
        )

    op.create_table(
        "preparation",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "board", "plan", "training", "list", name="preparationkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("document_number", sa.String(length=100), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"], ["round.tenant", "round.id"], name=op.f("fk_preparation_tenant_round_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_preparation")),
        sa.UniqueConstraint("tenant", "round_id", "kind", name=op.f("uq_preparation_tenant_round_id_kind")),
    )
    op.create_table(
        "round_stage",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("official_on", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"], ["round.tenant", "round.id"], name=op.f("fk_round_stage_tenant_round_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_round_stage")),
        sa.UniqueConstraint("tenant", "round_id", "code", name=op.f("uq_round_stage_tenant_round_id_code")),
    )
    op.create_table(
        "back_check",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        sa.Column("check_survey_id", sa.Uuid(), nullable=True),
        sa.Column("compared_at", sa.DateTime(), nullable=True),
        sa.Column("share", sa.Float(), nullable=True),
        sa.Column("agreement", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"], ["round.tenant", "round.id"], name=op.f("fk_back_check_tenant_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "survey_id"],
            ["survey.tenant", "survey.id"],
            name=op.f("fk_back_check_tenant_survey_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_back_check")),
        sa.UniqueConstraint("tenant", "survey_id", name=op.f("uq_back_check_tenant_survey_id")),
    )
    with op.batch_alter_table("back_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_back_check_round_id"), ["round_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "author_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_message_tenant_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "survey_id"], ["survey.tenant", "survey.id"], name=op.f("fk_message_tenant_survey_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "trace",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("collector_id", sa.Uuid(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("accuracy", sa.Float(), nullable=True),
        sa.Column("answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("findings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"], ["round.tenant", "round.id"], name=op.f("fk_trace_tenant_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "survey_id"], ["survey.tenant", "survey.id"], name=op.f("fk_trace_tenant_survey_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_trace")),
        sa.UniqueConstraint("tenant", "survey_id", name=op.f("uq_trace_tenant_survey_id")),
    )
    with op.batch_alter_table("trace", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_trace_tenant_round_id_collector_id"),
            ["tenant", "round_id", "collector_id"],
            unique=False,
        )

    op.create_table(
        "trace_person",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.String(length=60), nullable=False),
        sa.Column("citizen_hash", sa.String(length=64), nullable=True),
        sa.Column("name_folded", sa.String(length=200), nullable=False),
        sa.Column("born", sa.String(length=10), nullable=False),
        sa.Column("name_key", sa.String(length=20), nullable=False),
        sa.Column("sex", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "survey_id"],
            ["survey.tenant", "survey.id"],
            name=op.f("fk_trace_person_tenant_survey_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_trace_person")),
    )
    with op.batch_alter_table("trace_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trace_person_survey_id"), ["survey_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_trace_person_tenant_round_id_name_key"),
            ["tenant", "round_id", "name_key"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_trace_person_tenant_round_id_citizen_hash"),
            ["tenant", "round_id", "citizen_hash"],
            unique=False,
        )

    op.create_table(
        "flag",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("explained_at", sa.DateTime(), nullable=True),
        sa.Column("explained_by", sa.Uuid(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "revision_id"],
            ["revision.tenant", "revision.id"],
            name=op.f("fk_flag_tenant_revision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "survey_id"], ["survey.tenant", "survey.id"], name=op.f("fk_flag_tenant_survey_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_flag")),
        sa.UniqueConstraint("tenant", "revision_id", "code", name=op.f("uq_flag_tenant_revision_id_code")),
    )
    with op.batch_alter_table("flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flag_tenant_survey_id"), ["tenant", "survey_id"], unique=False)

    with op.batch_alter_table("round_household", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("conclusion", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True)
        )


def downgrade_main() -> None:
    with op.batch_alter_table("round_household", schema=None) as batch_op:
        batch_op.drop_column("conclusion")

    with op.batch_alter_table("flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flag_tenant_survey_id"))

    op.drop_table("flag")
    with op.batch_alter_table("trace_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trace_person_tenant_round_id_citizen_hash"))
        batch_op.drop_index(batch_op.f("ix_trace_person_tenant_round_id_name_key"))
        batch_op.drop_index(batch_op.f("ix_trace_person_survey_id"))

    op.drop_table("trace_person")
    with op.batch_alter_table("trace", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trace_tenant_round_id_collector_id"))

    op.drop_table("trace")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_survey_id"))

    op.drop_table("message")
    with op.batch_alter_table("back_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_back_check_round_id"))

    op.drop_table("back_check")
    op.drop_table("round_stage")
    op.drop_table("preparation")
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_petition_tenant_unit_id_state"))
        batch_op.drop_index(batch_op.f("ix_petition_household_id"))

    op.drop_table("petition")
    op.drop_table("saved_view")
    with op.batch_alter_table("inbox_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_row_tenant_user_id_read_at"))

    op.drop_table("inbox_row")
    with op.batch_alter_table("comment_template", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_template_unit_id"))

    op.drop_table("comment_template")


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
