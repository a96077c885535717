"""Every change the tables ever went through, in order. `onward/migrate.py` applies them."""
