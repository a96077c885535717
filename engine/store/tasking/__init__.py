"""What becomes of a task between being handed out and being answered."""
