"""The rules of chasing: pure values and decisions. Standard library only; no clock, no environment, no I/O."""
