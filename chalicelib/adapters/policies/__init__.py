"""Policies as documents: YAML that a creditor can read and change, checked into values that cannot be wrong."""
