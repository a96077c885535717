"""pages that show messages being written"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "117e3dca2515"
down_revision: str | None = "37bb1db4530e"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:

    op.create_table(
        "message_previews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        prefixes=["UNLOGGED"],
    )
    op.create_index(
        op.f("ix_message_previews_created_at"), "message_previews", ["created_at"], unique=False
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_message_previews_created_at"), table_name="message_previews")
    op.drop_table("message_previews")
