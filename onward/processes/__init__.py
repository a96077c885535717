"""The composition roots: each long-running process reads its settings and builds its parts here."""
