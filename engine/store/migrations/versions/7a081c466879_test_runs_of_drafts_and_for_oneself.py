"""test runs of drafts, and for oneself"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "7a081c466879"
down_revision: str | None = "2e41b62a611f"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("enrollments", sa.Column("diverted_to", sa.String(), nullable=True))
    op.drop_constraint(
        op.f("journey_versions_journey_id_number_key"), "journey_versions", type_="unique"
    )
    op.create_index("journey_versions_journey", "journey_versions", ["journey_id"], unique=False)
    op.create_index(
        "journey_versions_number",
        "journey_versions",
        ["journey_id", "number"],
        unique=True,
        postgresql_where=sa.text("number > 0"),
    )


def downgrade() -> None:
    op.drop_index(
        "journey_versions_number",
        table_name="journey_versions",
        postgresql_where=sa.text("number > 0"),
    )
    op.drop_index("journey_versions_journey", table_name="journey_versions")
    op.create_unique_constraint(
        op.f("journey_versions_journey_id_number_key"),
        "journey_versions",
        ["journey_id", "number"],
        postgresql_nulls_not_distinct=False,
    )
    op.drop_column("enrollments", "diverted_to")
