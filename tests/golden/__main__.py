"""Rewrites the golden texts and pictures: `python -m tests.golden`. Look at the difference before you commit it."""

from tests.golden import golden_images, golden_letters

golden_letters.rewrite()
golden_images.rewrite()
