"""what holds an import up"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "816eff6ca64c"
down_revision: str | None = "6e56a1d18769"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("imports", sa.Column("trouble", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("imports", "trouble")
