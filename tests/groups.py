"""Which tests stay on one worker, and which come first: what a file sets up for all its tests is set up once.

The groups are given by the scheduler and not by marks: with pytest 9.2, xdist 3.8 puts a mark into a name that pytest
no longer reads, and shares out each test alone without a word (pytest-xdist #1386).
"""

from typing import override

from xdist.scheduler import LoadScopeScheduling

# They share one package under build/ and, in e2e, one running stack: one worker takes them all.
STACK = ("tests/e2e/", "tests/package/")
# Each brings up a stack of its own.
COMMANDS = "tests/e2e/test_interrupted.py"
# Each test of these stands by itself, and some take a minute.
ALONE = ("tests/law/", "tests/properties/", "tests/simulation/")
# It needs no package: one worker makes that while another is at it.
MEANWHILE = "tests/properties/test_chase_machine.py"
# The longest first, so that no worker is left with one of them at the end.
FIRST = (*STACK, MEANWHILE, COMMANDS, *ALONE, "tests/browser/", "tests/integration/", "tests/contract/")


def group_of(test: str) -> str:
    """By the name of a test, as pytest gives it."""
    file = test.partition("::")[0]
    if file.startswith(STACK) and file != COMMANDS:
        return "the stack"
    return test if file.startswith(ALONE) else file


def turn(test: str) -> int:
    """By the longest of the beginnings that it has: a file has its own turn within its folder."""
    begins = max((begins for begins in FIRST if test.startswith(begins)), key=len, default=None)
    return len(FIRST) if begins is None else FIRST.index(begins)


class Together(LoadScopeScheduling):  # type: ignore[misc]
    @override
    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
