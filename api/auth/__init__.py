"""Who calls: programs by API keys, people by the session of their browser."""
