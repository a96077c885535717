"""events that are set aside"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "5c3d1e0a7b94"
down_revision: str | None = "68b5fab889ac"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index("events_waiting", table_name="events")
    op.create_index(
        "events_waiting",
        "events",
        ["id"],
        postgresql_where=sa.text("dispatched_at IS NULL AND dispatch_again_at IS NULL"),
    )
    op.create_index(
        "events_set_aside",
        "events",
        ["dispatch_again_at"],
        postgresql_where=sa.text("dispatched_at IS NULL AND dispatch_again_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("events_set_aside", table_name="events")
    op.drop_index("events_waiting", table_name="events")
    op.create_index(
        "events_waiting", "events", ["id"], postgresql_where=sa.text("dispatched_at IS NULL")
    )
