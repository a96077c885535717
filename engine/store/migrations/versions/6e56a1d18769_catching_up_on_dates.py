"""catching up on dates"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "6e56a1d18769"
down_revision: str | None = "6bb48c0cc951"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Who is not yet looked through since a publish is looked at as of then; everybody else as of when
# that was last done.
_SWEEPS = """
    UPDATE date_sweeps AS s
    SET began_at = COALESCE(s.finished_at, now()),
        since = COALESCE(s.finished_at, GREATEST(v.published_at, now() - interval '7 days'))
    FROM journey_versions AS v WHERE v.id = s.version_id
"""


def upgrade() -> None:
    op.create_table(
        "date_turns",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["journey_id"], ["journeys.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("began_at", "since"):
        op.add_column("date_sweeps", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute(_SWEEPS)
    for name in ("began_at", "since"):
        op.alter_column("date_sweeps", name, nullable=False)


def downgrade() -> None:
    op.drop_column("date_sweeps", "since")
    op.drop_column("date_sweeps", "began_at")
    op.drop_table("date_turns")
