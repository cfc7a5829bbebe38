"""copies: the second copy of a phone's store, and who took it to another phone

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    op.create_table(
        "phone_vault",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "recovery",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.Column("listed_at", sa.DateTime(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "id"], ["device.tenant", "device.id"], name=op.f("fk_phone_vault_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "user_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_phone_vault_tenant_user_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_phone_vault")),
    )
    with op.batch_alter_table("phone_vault", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_vault_user_id"), ["user_id"], unique=False)
    op.create_table(
        "phone_copy",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("draft", "outbox", "file", name="copykind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("phone_at", sa.DateTime(), nullable=False),
        sa.Column("wished_sha256", sa.String(length=64), nullable=False),
        sa.Column("wished_size", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("stored_at", sa.DateTime(), nullable=True),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "vault_id"],
            ["phone_vault.tenant", "phone_vault.id"],
            name=op.f("fk_phone_copy_tenant_vault_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_phone_copy")),
        sa.UniqueConstraint(
            "tenant", "vault_id", "kind", "name", name=op.f("uq_phone_copy_tenant_vault_id_kind_name")
        ),
    )
    with op.batch_alter_table("phone_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_copy_tenant_gone_at"), ["tenant", "gone_at"], unique=False)
    op.create_table(
        "phone_recovery",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("to_device_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "user_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_phone_recovery_tenant_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "vault_id"],
            ["phone_vault.tenant", "phone_vault.id"],
            name=op.f("fk_phone_recovery_tenant_vault_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_phone_recovery")),
    )
    with op.batch_alter_table("phone_recovery", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_phone_recovery_tenant_user_id_at"), ["tenant", "user_id", "at"], unique=False
        )


def downgrade_main() -> None:
    for table in ("phone_recovery", "phone_copy", "phone_vault"):
        op.drop_table(table)


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
