"""other ids of accounts"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "62a39d7e7db4"
down_revision: str | None = "eedf4b14216a"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "account_identities",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
        ),
        sa.PrimaryKeyConstraint("kind", "value"),
    )
    op.create_index(
        op.f("ix_account_identities_account_id"), "account_identities", ["account_id"], unique=False
    )
    op.create_index(
        "contacts_merged",
        "contacts",
        ["merged_into"],
        unique=False,
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "contacts_merged",
        table_name="contacts",
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.drop_index(op.f("ix_account_identities_account_id"), table_name="account_identities")
    op.drop_table("account_identities")
