"""what becomes of mails"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0134d0c27e55"
down_revision: str | None = "626f4fd76674"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "mail_tokens",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "token"),
    )
    op.create_index(op.f("ix_mail_tokens_at"), "mail_tokens", ["at"], unique=False)
    op.create_table(
        "message_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("bounce", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("suspected", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("provider", "key", name="message_events_once"),
    )
    op.create_index("message_events_message", "message_events", ["message_id", "at"], unique=False)
    op.create_table(
        "suppressions",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_index("suppressions_since", "suppressions", ["since", "address"], unique=False)


def downgrade() -> None:
    op.drop_index("suppressions_since", table_name="suppressions")
    op.drop_table("suppressions")
    op.drop_index("message_events_message", table_name="message_events")
    op.drop_table("message_events")
    op.drop_index(op.f("ix_mail_tokens_at"), table_name="mail_tokens")
    op.drop_table("mail_tokens")
