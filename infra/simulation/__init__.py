"""Relance whole, over ports in memory, in a world where everything fails that can.

Time, chance and faults come from one seed: the same seed is the same history.
"""
