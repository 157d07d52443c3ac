"""Hypothesis: the same examples at each run, so that a commit is never refused by chance.

`pytest tests/properties --hypothesis-profile=explore` looks further, and elsewhere each time.
"""

from hypothesis import settings

settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
settings.register_profile("relance", max_examples=100, deadline=None, derandomize=True)
if settings.get_current_profile_name() == "default":
    settings.load_profile("relance")
