"""by which way customers left each step"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "37bb1db4530e"
down_revision: str | None = "15724792c66f"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("timeline_entries", sa.Column("visit", sa.Integer(), nullable=True))
    op.add_column("timeline_entries", sa.Column("outlet", sa.String(), nullable=True))
    op.add_column(
        "timeline_entries", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("timeline_entries", sa.Column("journey_id", sa.Uuid(), nullable=True))
    op.add_column("timeline_entries", sa.Column("version", sa.Integer(), nullable=True))
    op.create_index(
        "timeline_went",
        "timeline_entries",
        ["journey_id", "step", "enrollment_id"],
        unique=False,
        postgresql_include=["left_at", "version", "outlet", "kind", "visit"],
        postgresql_where=sa.text("outlet IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("timeline_went", table_name="timeline_entries")
    op.drop_column("timeline_entries", "version")
    op.drop_column("timeline_entries", "journey_id")
    op.drop_column("timeline_entries", "left_at")
    op.drop_column("timeline_entries", "outlet")
    op.drop_column("timeline_entries", "visit")
