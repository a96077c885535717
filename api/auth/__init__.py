"""Who calls: API keys for programs. People in a browser are in `api.pages.sessions`."""
