"""Messages in the product: who may see them, what they consist of and what their readers do."""
