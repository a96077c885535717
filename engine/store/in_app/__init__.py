"""Messages in the product, in PostgreSQL."""
