"""events by name"""

from collections.abc import Sequence

from alembic import op

revision: str = "15724792c66f"
down_revision: str | None = "9ae54dd710fb"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("events_name", "events", ["name", "occurred_at"], unique=False)


def downgrade() -> None:
    op.drop_index("events_name", table_name="events")
