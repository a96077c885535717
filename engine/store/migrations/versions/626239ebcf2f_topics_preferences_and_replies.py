"""topics, preferences and replies"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "626239ebcf2f"
down_revision: str | None = "0134d0c27e55"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opt_in", sa.Boolean(), nullable=False),
        sa.Column("transactional", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "consent_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("way", sa.String(), nullable=True),
        sa.Column(
            "value", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "consent_changes_contact", "consent_changes", ["contact_id", "id"], unique=False
    )
    op.create_table(
        "contact_preferences",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("most_per_week", sa.Integer(), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("contact_id"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("contact_id", "topic", "way"),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wire_message_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("wire_message_id"),
    )
    op.create_index("replies_contact", "replies", ["contact_id"], unique=False)
    op.create_index("replies_message", "replies", ["message_id", "received_at"], unique=False)
    # What was refused until now was refused by mail.
    op.add_column(
        "unsubscribes", sa.Column("way", sa.String(), nullable=False, server_default="email")
    )
    op.alter_column("unsubscribes", "way", server_default=None)
    op.drop_constraint("unsubscribes_pkey", "unsubscribes", type_="primary")
    op.create_primary_key("unsubscribes_pkey", "unsubscribes", ["contact_id", "topic", "way"])
    op.execute("""
        INSERT INTO consent_changes (contact_id, change, topic, way, via, at)
        SELECT contact_id, 'refused', topic, way, via, at FROM unsubscribes ORDER BY at
    """)


def downgrade() -> None:
    op.execute("DELETE FROM unsubscribes WHERE way <> 'email'")
    op.drop_constraint("unsubscribes_pkey", "unsubscribes", type_="primary")
    op.create_primary_key("unsubscribes_pkey", "unsubscribes", ["contact_id", "topic"])
    op.drop_column("unsubscribes", "way")
    op.drop_index("replies_message", table_name="replies")
    op.drop_index("replies_contact", table_name="replies")
    op.drop_table("replies")
    op.drop_table("subscriptions")
    op.drop_table("contact_preferences")
    op.drop_index("consent_changes_contact", table_name="consent_changes")
    op.drop_table("consent_changes")
    op.drop_table("topics")
