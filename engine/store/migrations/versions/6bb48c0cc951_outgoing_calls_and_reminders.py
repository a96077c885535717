"""outgoing calls and reminders"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "6bb48c0cc951"
down_revision: str | None = "a805292ca380"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "webhook_secrets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "call_attempts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("call_attempts_at", "call_attempts", ["at"], unique=False)
    op.create_index("call_attempts_of_message", "call_attempts", ["message_id", "id"], unique=False)
    op.create_table(
        "closed_addresses",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("shown_as", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
        ),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.add_column("messages", sa.Column("try_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "messages",
        sa.Column("is_reminder", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("messages", "is_reminder", server_default=None)


def downgrade() -> None:
    op.drop_column("messages", "is_reminder")
    op.drop_column("messages", "try_at")
    op.drop_table("closed_addresses")
    op.drop_index("call_attempts_of_message", table_name="call_attempts")
    op.drop_index("call_attempts_at", table_name="call_attempts")
    op.drop_table("call_attempts")
    op.drop_table("webhook_secrets")
