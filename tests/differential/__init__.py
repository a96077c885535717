"""The same invented lives, lived in production and in the simulator, and compared step by step."""
