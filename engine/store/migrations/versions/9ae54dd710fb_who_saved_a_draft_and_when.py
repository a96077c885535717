"""who saved a draft, and when"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "9ae54dd710fb"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("journeys", sa.Column("draft_saved_by", sa.String(), nullable=True))
    op.add_column(
        "journeys", sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "journeys", sa.Column("draft_noted_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("journeys", "draft_noted_at")
    op.drop_column("journeys", "draft_saved_at")
    op.drop_column("journeys", "draft_saved_by")
