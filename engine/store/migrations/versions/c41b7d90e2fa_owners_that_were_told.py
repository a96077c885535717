"""owners that were told

An address without a dot, as the first user's, named no owner, and nobody owned what was told before
they were here.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "c41b7d90e2fa"
down_revision: str | None = "5c3d1e0a7b94"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.execute("""
        UPDATE accounts SET owner_id = users.id FROM users
        WHERE owner_id IS NULL AND disabled_at IS NULL
          AND email = lower(btrim(COALESCE(
              traits->>'owner', traits->>'owner_email', traits->>'ownerEmail')))
          AND NOT EXISTS (SELECT FROM audit_entries
                          WHERE action = 'account.own' AND object_id = external_id)
    """)


def downgrade() -> None:
    """Nothing to take back: they own what they were told to."""
