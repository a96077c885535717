"""Believable data in three amounts, for looking at pages and for testing them.

The same amount and instant give the same data.
"""

import random
from datetime import datetime
from typing import Literal

from engine.store.database import Database
from engine.store.tables import Source, User
from tests.browser.seed.customers import make_customers
from tests.browser.seed.health import make_health
from tests.browser.seed.journeys import make_journeys
from tests.browser.seed.letters import make_dead_letters
from tests.browser.seed.passages import make_passages
from tests.browser.seed.rows import Rows
from tests.browser.seed.showcase import make_showcase

Amount = Literal["nothing", "little", "lot"]

EMAIL = "maya@northwind.test"
COLLEAGUE = "jonas@northwind.test"
PASSWORD = "a long enough password"


async def seed(database: Database, amount: Amount, now: datetime, password_hash: str) -> None:
    """Fill an empty database. There is always one user, `EMAIL`."""
    dice = random.Random(7)
    rows = Rows()
    maya = User(email=EMAIL, name="Maya Lindqvist", role="admin", password_hash=password_hash)
    jonas = User(email=COLLEAGUE, name="Jonas Weber")
    users = [rows.add(maya), rows.add(jonas)]
    if amount != "nothing":
        source = rows.add(Source(key="product", name="Product"))
        count = {"little": 4, "lot": 320}[amount]
        journeys = make_journeys(rows, 2 if amount == "little" else 40, now)
        customers = make_customers(rows, dice, count, users, now)
        passages = {"little": 5, "lot": 1000}[amount]
        make_passages(rows, dice, passages, journeys, customers, source, now)
        make_showcase(rows, customers, source, 3 if amount == "little" else 40, now)
        make_health(rows, random.Random(7), customers, users, now)
        make_dead_letters(rows, source, 1 if amount == "little" else 60, now)
    await rows.save(database)
