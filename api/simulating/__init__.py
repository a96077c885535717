"""Carrying simulations out beside the web server, in processes of their own."""
