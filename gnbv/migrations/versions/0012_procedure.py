"""from answers to recognition: stages of a village, meetings, postings, complaints, decisions, certificates, tables

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    op.create_table(
        "local_day",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_local_day_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_local_day")),
        sa.UniqueConstraint("tenant", "unit_id", "on", name=op.f("uq_local_day_tenant_unit_id_on")),
    )
    op.create_table(
        "table_submission",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_preliminary", sa.Boolean(), nullable=False),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.Column("figures_on", sa.Date(), nullable=False),
        sa.Column("tables", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("checks", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("acknowledged", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_table_submission_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_table_submission")),
    )
    with op.batch_alter_table("table_submission", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_table_submission_tenant_unit_id_year"), ["tenant", "unit_id", "year"], unique=False
        )

    op.create_table(
        "table_template",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("cells", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_table_template_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_table_template")),
        sa.UniqueConstraint(
            "tenant", "unit_id", "sha256", name=op.f("uq_table_template_tenant_unit_id_sha256")
        ),
    )
    op.add_column(
        "revision",
        sa.Column("figures", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    )
    op.create_table(
        "determination",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("household_class", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "actor_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_determination_tenant_actor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_determination_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"],
            ["round.tenant", "round.id"],
            name=op.f("fk_determination_tenant_round_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_determination")),
    )
    with op.batch_alter_table("determination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_determination_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_determination_round_id"), ["round_id"], unique=False)

    op.create_table(
        "recognition",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "signed", "dropped", name="recognitionstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("villages", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("submission_number", sa.String(length=100), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("signer_name", sa.String(length=200), nullable=False),
        sa.Column("signer_post", sa.String(length=200), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"], ["round.tenant", "round.id"], name=op.f("fk_recognition_tenant_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_recognition_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_recognition")),
    )
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recognition_tenant_round_id"), ["tenant", "round_id"], unique=False
        )

    op.create_table(
        "income_sheet",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("member_count", sa.Integer(), nullable=False),
        sa.Column("sources", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("is_farm", sa.Boolean(), nullable=False),
        sa.Column("farm_work", sa.String(length=300), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("concluded_by", sa.Uuid(), nullable=True),
        sa.Column("concluded_at", sa.DateTime(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_income_sheet_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "petition_id"],
            ["petition.tenant", "petition.id"],
            name=op.f("fk_income_sheet_tenant_petition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "recorded_by"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_income_sheet_tenant_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"], ["round.tenant", "round.id"], name=op.f("fk_income_sheet_tenant_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_income_sheet_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_income_sheet")),
        sa.UniqueConstraint(
            "tenant", "petition_id", "standard", name=op.f("uq_income_sheet_tenant_petition_id_standard")
        ),
    )
    with op.batch_alter_table("income_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_income_sheet_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_income_sheet_tenant_round_id"), ["tenant", "round_id"], unique=False
        )

    op.create_table(
        "village_review",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "list",
                "survey",
                "meeting",
                "minutes",
                "posting",
                "complaints",
                "submission",
                "recognition",
                "certificates",
                name="villagestage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"],
            ["round.tenant", "round.id"],
            name=op.f("fk_village_review_tenant_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_village_review_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_village_review")),
        sa.UniqueConstraint(
            "tenant", "round_id", "unit_id", name=op.f("uq_village_review_tenant_round_id_unit_id")
        ),
    )
    op.create_table(
        "certificate",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recognition_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("village_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "poor",
                "near_poor",
                "average",
                "not_poor",
                name="householdclass",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "made",
                "handed",
                "replaced",
                "withdrawn",
                name="certificatestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("head_name", sa.String(length=200), nullable=False),
        sa.Column("household_code", sa.String(length=60), nullable=False),
        sa.Column("decision_number", sa.String(length=100), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("members", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(), nullable=True),
        sa.Column("ordered_by", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_to", sa.String(length=200), nullable=False),
        sa.Column("handed_by", sa.Uuid(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "ended_kind",
            sa.Enum(
                "lost",
                "damaged",
                "members",
                "mistake",
                "renewed",
                "class",
                name="certificateend",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),  # fmt: skip
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_certificate_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "recognition_id"],
            ["recognition.tenant", "recognition.id"],
            name=op.f("fk_certificate_tenant_recognition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_certificate_tenant_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "village_id"],
            ["unit.tenant", "unit.id"],
            name=op.f("fk_certificate_tenant_village_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "tenant",
            "unit_id",
            "year",
            "kind",
            "number",
            name=op.f("uq_certificate_tenant_unit_id_year_kind_number"),
        ),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_code"), ["code"], unique=True)
        batch_op.create_index(batch_op.f("ix_certificate_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_certificate_tenant_recognition_id_state"),
            ["tenant", "recognition_id", "state"],
            unique=False,
        )

    op.create_table(
        "certificate_return",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recognition_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "poor",
                "near_poor",
                "average",
                "not_poor",
                name="householdclass",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),  # fmt: skip
        sa.Column(
            "outcome",
            sa.Enum("returned", "lost", "never", name="returnoutcome", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "certificate_id"],
            ["certificate.tenant", "certificate.id"],
            name=op.f("fk_certificate_return_tenant_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_certificate_return_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "recognition_id"],
            ["recognition.tenant", "recognition.id"],
            name=op.f("fk_certificate_return_tenant_recognition_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_certificate_return")),
        sa.UniqueConstraint(
            "tenant",
            "recognition_id",
            "household_id",
            name=op.f("uq_certificate_return_tenant_recognition_id_household_id"),
        ),
    )
    op.create_table(
        "meeting",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("planned", "held", "closed", "void", name="meetingstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("attendance", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("people", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "phone",
                "office",
                "paper",
                "openrosa",
                "handover",
                name="origin",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "review_id"],
            ["village_review.tenant", "village_review.id"],
            name=op.f("fk_meeting_tenant_review_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("tenant", "review_id", "number", name=op.f("uq_meeting_tenant_review_id_number")),
    )
    op.create_table(
        "observer_sample",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("households", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "review_id"],
            ["village_review.tenant", "village_review.id"],
            name=op.f("fk_observer_sample_tenant_review_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "user_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_observer_sample_tenant_user_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_observer_sample")),
        sa.UniqueConstraint(
            "tenant", "review_id", "user_id", name=op.f("uq_observer_sample_tenant_review_id_user_id")
        ),
    )
    op.create_table(
        "posting",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("prepared", "up", "down", "replaced", name="postingstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("standards", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("rows", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.Column("up_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("down_on", sa.Date(), nullable=True),
        sa.Column("places", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("broadcasts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("token", sa.String(length=60), nullable=False),
        sa.Column("quiet_by", sa.Uuid(), nullable=True),
        sa.Column("quiet_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "review_id"],
            ["village_review.tenant", "village_review.id"],
            name=op.f("fk_posting_tenant_review_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_posting")),
        sa.UniqueConstraint("tenant", "review_id", "number", name=op.f("uq_posting_tenant_review_id_number")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posting_token"), ["token"], unique=True)

    op.create_table(
        "recognition_row",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recognition_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("head_name", sa.String(length=200), nullable=False),
        sa.Column(
            "before",
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
        sa.Column(
            "after",
            sa.Enum(
                "poor",
                "near_poor",
                "average",
                "not_poor",
                name="householdclass",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lists", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("member_count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ledger_id", sa.Uuid(), nullable=True),
        sa.Column("petition_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_recognition_row_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "recognition_id"],
            ["recognition.tenant", "recognition.id"],
            name=op.f("fk_recognition_row_tenant_recognition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_recognition_row_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_recognition_row")),
        sa.UniqueConstraint(
            "tenant",
            "recognition_id",
            "household_id",
            name=op.f("uq_recognition_row_tenant_recognition_id_household_id"),
        ),
    )
    with op.batch_alter_table("recognition_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognition_row_household_id"), ["household_id"], unique=False)

    op.create_table(
        "recommendation",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_number", sa.String(length=100), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "author_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_recommendation_tenant_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_recommendation_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "review_id"],
            ["village_review.tenant", "village_review.id"],
            name=op.f("fk_recommendation_tenant_review_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_recommendation")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_review_id"), ["review_id"], unique=False)

    op.create_table(
        "village_step",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "from_stage",
            sa.Enum(
                "list",
                "survey",
                "meeting",
                "minutes",
                "posting",
                "complaints",
                "submission",
                "recognition",
                "certificates",
                name="villagestage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_stage",
            sa.Enum(
                "list",
                "survey",
                "meeting",
                "minutes",
                "posting",
                "complaints",
                "submission",
                "recognition",
                "certificates",
                name="villagestage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("is_back", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "actor_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_village_step_tenant_actor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "review_id"],
            ["village_review.tenant", "village_review.id"],
            name=op.f("fk_village_step_tenant_review_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_village_step")),
    )
    with op.batch_alter_table("village_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_village_step_review_id"), ["review_id"], unique=False)

    op.create_table(
        "complaint",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("village_id", sa.Uuid(), nullable=False),
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "checking",
                "answered",
                "withdrawn",
                name="complaintstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("complainant", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("survey_id", sa.Uuid(), nullable=True),
        sa.Column("changed", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_number", sa.String(length=100), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_complaint_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "posting_id"],
            ["posting.tenant", "posting.id"],
            name=op.f("fk_complaint_tenant_posting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_complaint_tenant_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "village_id"], ["unit.tenant", "unit.id"], name=op.f("fk_complaint_tenant_village_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_complaint")),
        sa.UniqueConstraint(
            "tenant", "unit_id", "year", "number", name=op.f("uq_complaint_tenant_unit_id_year_number")
        ),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_complaint_tenant_village_id_state"),
            ["tenant", "village_id", "state"],
            unique=False,
        )

    op.create_table(
        "meeting_item",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "meeting_group",
            sa.Enum(
                "new", "escaping", "changed", "unchanged", name="meetinggroup", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("head_name", sa.String(length=200), nullable=False),
        sa.Column("classes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_block", sa.Boolean(), nullable=False),
        sa.Column("agree", sa.Integer(), nullable=True),
        sa.Column("disagree", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum("agreed", "rejected", "not_reached", name="verdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("unapproved_reason", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "household_id"],
            ["household.tenant", "household.id"],
            name=op.f("fk_meeting_item_tenant_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "meeting_id"],
            ["meeting.tenant", "meeting.id"],
            name=op.f("fk_meeting_item_tenant_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_meeting_item")),
        sa.UniqueConstraint(
            "tenant",
            "meeting_id",
            "household_id",
            name=op.f("uq_meeting_item_tenant_meeting_id_household_id"),
        ),
    )
    with op.batch_alter_table("meeting_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_item_household_id"), ["household_id"], unique=False)

    with op.batch_alter_table("ledger_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_ledger_row_tenant_round_id"), "round", ["tenant", "round_id"], ["tenant", "id"]
        )
    op.execute(
        "UPDATE ledger_row SET round_id = (SELECT survey.round_id FROM result JOIN survey "
        "ON survey.tenant = result.tenant AND survey.id = result.survey_id "
        "WHERE result.tenant = ledger_row.tenant AND result.id = ledger_row.result_id) WHERE result_id IS NOT NULL"
    )


def downgrade_main() -> None:
    with op.batch_alter_table("ledger_row", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_ledger_row_tenant_round_id"), type_="foreignkey")
        batch_op.drop_column("round_id")

    with op.batch_alter_table("meeting_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_item_household_id"))

    op.drop_table("meeting_item")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_tenant_village_id_state"))
        batch_op.drop_index(batch_op.f("ix_complaint_household_id"))

    op.drop_table("complaint")
    with op.batch_alter_table("village_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_village_step_review_id"))

    op.drop_table("village_step")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_review_id"))

    op.drop_table("recommendation")
    with op.batch_alter_table("recognition_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recognition_row_household_id"))

    op.drop_table("recognition_row")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posting_token"))

    op.drop_table("posting")
    op.drop_table("observer_sample")
    op.drop_table("meeting")
    op.drop_table("certificate_return")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_tenant_recognition_id_state"))
        batch_op.drop_index(batch_op.f("ix_certificate_household_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_code"))

    op.drop_table("certificate")
    op.drop_table("village_review")
    with op.batch_alter_table("income_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_income_sheet_tenant_round_id"))
        batch_op.drop_index(batch_op.f("ix_income_sheet_household_id"))

    op.drop_table("income_sheet")
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recognition_tenant_round_id"))

    op.drop_table("recognition")
    with op.batch_alter_table("determination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_determination_round_id"))
        batch_op.drop_index(batch_op.f("ix_determination_household_id"))

    op.drop_table("determination")
    op.drop_column("revision", "figures")
    op.drop_table("table_template")
    with op.batch_alter_table("table_submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_table_submission_tenant_unit_id_year"))

    op.drop_table("table_submission")
    op.drop_table("local_day")


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
