"""The team: when colleagues work, the pools they share, and whose turn it is."""
