"""test mails"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2e41b62a611f"
down_revision: str | None = "117e3dca2515"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "mail_tests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=True),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("shown_for", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_response", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mail_tests_asked", "mail_tests", ["asked_by", "created_at"], unique=False)
    op.create_index("mail_tests_created", "mail_tests", ["created_at", "id"], unique=False)
    op.create_index("mail_tests_due", "mail_tests", ["next_try_at"], unique=False)


def downgrade() -> None:
    op.drop_index("mail_tests_due", table_name="mail_tests")
    op.drop_index("mail_tests_created", table_name="mail_tests")
    op.drop_index("mail_tests_asked", table_name="mail_tests")
    op.drop_table("mail_tests")
