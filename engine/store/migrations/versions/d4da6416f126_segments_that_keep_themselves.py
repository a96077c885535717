"""segments that keep themselves"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "d4da6416f126"
down_revision: str | None = "9f6286095409"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


_NEWCOMER = """
CREATE FUNCTION onward_segment_newcomer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'memberships' THEN
        INSERT INTO segment_newcomers (subject_id, subject_kind)
        VALUES (NEW.contact_id, 'contact');
    ELSE
        INSERT INTO segment_newcomers (subject_id, subject_kind) VALUES (NEW.id, TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$
"""

_TRIGGERS = (
    """CREATE TRIGGER segment_newcomer AFTER INSERT ON accounts
       FOR EACH ROW EXECUTE FUNCTION onward_segment_newcomer('account')""",
    """CREATE TRIGGER segment_newcomer AFTER INSERT ON contacts
       FOR EACH ROW EXECUTE FUNCTION onward_segment_newcomer('contact')""",
    """CREATE TRIGGER segment_newcomer AFTER INSERT ON memberships
       FOR EACH ROW EXECUTE FUNCTION onward_segment_newcomer()""",
    """CREATE TRIGGER segment_newcomer_again AFTER UPDATE OF ended_at ON memberships
       FOR EACH ROW WHEN ((OLD.ended_at IS NULL) <> (NEW.ended_at IS NULL))
       EXECUTE FUNCTION onward_segment_newcomer()""",
)
"""Whoever is new, and whoever now belongs to another account, is to be looked at by all segments,
whichever way they came in. In every transaction that makes somebody: none can forget it."""


def upgrade() -> None:
    op.create_table(
        "segment_newcomers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_segment_newcomers_subject_id"), "segment_newcomers", ["subject_id"], unique=False
    )
    op.create_table(
        "segment_turns",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("segment_key", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("subject_id", "segment_key"),
    )
    op.create_index("segment_turns_due", "segment_turns", ["due_at"], unique=False)
    op.create_table(
        "segment_counts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("segment_key", sa.String(), nullable=False),
        sa.Column("cursor", sa.Uuid(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["segment_key"],
            ["segments.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "segment_counts_open",
        "segment_counts",
        ["id"],
        unique=False,
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_index("segment_counts_segment", "segment_counts", ["segment_key", "id"], unique=False)
    op.create_table(
        "segment_history",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("segment_key", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_key"],
            ["segments.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "segment_history_segment", "segment_history", ["segment_key", "id"], unique=False
    )
    op.create_index(
        "segment_history_subject",
        "segment_history",
        ["subject_id", "segment_key", "id"],
        unique=False,
    )
    op.add_column("segments", sa.Column("condition", sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        "segments",
        sa.Column(
            "revision", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
    )
    op.add_column("segments", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("segments", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_NEWCOMER)
    for trigger in _TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    op.execute("DROP TRIGGER segment_newcomer_again ON memberships")
    for table in ("memberships", "contacts", "accounts"):
        op.execute(f"DROP TRIGGER segment_newcomer ON {table}")
    op.execute("DROP FUNCTION onward_segment_newcomer")
    op.drop_column("segments", "archived_at")
    op.drop_column("segments", "changed_at")
    op.drop_column("segments", "revision")
    op.drop_column("segments", "condition")
    op.drop_index("segment_history_subject", table_name="segment_history")
    op.drop_index("segment_history_segment", table_name="segment_history")
    op.drop_table("segment_history")
    op.drop_index("segment_counts_segment", table_name="segment_counts")
    op.drop_index(
        "segment_counts_open",
        table_name="segment_counts",
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.drop_table("segment_counts")
    op.drop_index("segment_turns_due", table_name="segment_turns")
    op.drop_table("segment_turns")
    op.drop_index(op.f("ix_segment_newcomers_subject_id"), table_name="segment_newcomers")
    op.drop_table("segment_newcomers")
