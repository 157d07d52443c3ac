"""Runs in the root of lambda_root.py, on the packaged application: prints letters, and tells which libraries it took.

Takes the letters from a file; imports nothing of the tests, which are not packaged.
"""

import json
import os
import pickle
import sys
import warnings
from pathlib import Path

# The only folder of a Lambda that can be written to.
FOLDER = Path("/tmp")  # noqa: S108


def main(proc: int) -> None:
    # What WeasyPrint misses it warns of, and goes on in another way: in HarfBuzz's place it has fontTools.
    warnings.simplefilter("error")
    from chalicelib.adapters.letters.press import JinjaPress

    press = JinjaPress()
    # Ours: lambda_root.py has written them.
    for name, letter in pickle.loads((FOLDER / "letters").read_bytes()).items():  # noqa: S301
        (FOLDER / f"{name}.pdf").write_bytes(press.letter_pdf(letter))
    # There is no /proc here: it was opened outside.
    with os.fdopen(os.open("self/maps", os.O_RDONLY, dir_fd=proc), encoding="utf-8") as maps:
        places = {line.split(maxsplit=5)[5].strip() for line in maps if "/" in line}
    print(json.dumps(sorted(places)))


main(int(sys.argv[1]))
