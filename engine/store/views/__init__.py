"""What pages show, read in as few queries as a page needs. Nothing here writes."""
