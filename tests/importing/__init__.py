"""Files of customers and their history, read and taken."""
