"""what came about by an event"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "785e8307628d"
down_revision: str | None = "70ae6155cf04"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "timeline_event",
        "timeline_entries",
        [sa.literal_column("(detail ->> 'event_id')")],
        unique=False,
        postgresql_where=sa.text("(detail ->> 'event_id') IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "timeline_event",
        table_name="timeline_entries",
        postgresql_where=sa.text("(detail ->> 'event_id') IS NOT NULL"),
    )
