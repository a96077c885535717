"""touches that wait, by contact"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "70c495fd9d53"
down_revision: str | None = "816eff6ca64c"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("waiting_touches", sa.Column("whose", sa.Uuid(), nullable=True))
    op.execute("UPDATE waiting_touches SET whose = coalesce(contact_id, enrollment_id)")
    op.alter_column("waiting_touches", "whose", nullable=False)
    op.drop_constraint("waiting_touches_pkey", "waiting_touches", type_="primary")
    op.create_primary_key("waiting_touches_pkey", "waiting_touches", ["enrollment_id", "whose"])


def downgrade() -> None:
    # Notes of what waits: they are written again as soon as it is decided about.
    op.execute("DELETE FROM waiting_touches")
    op.drop_constraint("waiting_touches_pkey", "waiting_touches", type_="primary")
    op.create_primary_key("waiting_touches_pkey", "waiting_touches", ["enrollment_id"])
    op.drop_column("waiting_touches", "whose")
