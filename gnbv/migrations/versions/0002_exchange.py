"""exchange: keys of OpenRosa programs, files of sheets

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    op.create_table(
        "openrosa_key",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("address", "password", name="openrosakeykind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "user_id"],
            ["user_account.tenant", "user_account.id"],
            name=op.f("fk_openrosa_key_tenant_user_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_openrosa_key")),
        sa.UniqueConstraint("tenant", "secret_hash", name=op.f("uq_openrosa_key_tenant_secret_hash")),
    )
    with op.batch_alter_table("openrosa_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_openrosa_key_user_id"), ["user_id"], unique=False)
    op.create_table(
        "form_file",
        sa.Column("tenant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_version_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("md5", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "form_version_id"],
            ["form_version.tenant", "form_version.id"],
            name=op.f("fk_form_file_tenant_form_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_form_file")),
        sa.UniqueConstraint(
            "tenant", "form_version_id", "name", name=op.f("uq_form_file_tenant_form_version_id_name")
        ),
    )


def downgrade_main() -> None:
    op.drop_table("form_file")
    with op.batch_alter_table("openrosa_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_openrosa_key_user_id"))
    op.drop_table("openrosa_key")


def upgrade_reads() -> None:
    pass


def downgrade_reads() -> None:
    pass
