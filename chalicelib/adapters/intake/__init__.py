"""File formats into rows that a use case takes."""
