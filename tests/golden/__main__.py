"""Rewrites the golden texts: `python -m tests.golden`. Read the diff before you commit it."""

from tests.golden.golden_letters import rewrite

rewrite()
