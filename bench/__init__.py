"""Measurements, not tests: `python -m bench` prints a table and writes docs/bench.md."""
