"""Measurements, each as a ratio within one run: machines differ. `docs/benchmarks.md` explains."""
