"""Prints what a run of cosmic-ray found, module by module: `python -m bench.mutation mutation.sqlite`.

A change that the compiler refuses is no program: it is counted apart, and not as killed.
"""

import sqlite3
import sys
from collections import Counter, defaultdict
from contextlib import closing

FOUND = """
select module_path, start_pos_row, test_outcome, output, diff
from mutation_specs join work_results using (job_id) order by module_path, start_pos_row, diff
"""


def changed(diff: str) -> list[str]:
    return [line for line in diff.splitlines() if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")]


def main(session: str) -> None:
    counts = defaultdict[str, Counter[str]](Counter)
    survivors = list[str]()
    with closing(sqlite3.connect(f"file:{session}?mode=ro", uri=True)) as db:
        for module, row, outcome, output, diff in db.execute(FOUND):
            refused = outcome == "KILLED" and "SyntaxError" in output
            counts[module]["refused" if refused else outcome.lower()] += 1
            if outcome == "SURVIVED":
                survivors += [f"{module}:{row}", *(f"    {line}" for line in changed(diff))]
    print("| module | mutants | killed | survivors | no program |\n|---|---|---|---|---|")
    for module, found in counts.items():
        mutants = found["killed"] + found["survived"]
        print(f"| {module} | {mutants} | {found['killed']} | {found['survived']} | {found['refused']} |")
    print("\n" + "\n".join(survivors))


if __name__ == "__main__":
    main(sys.argv[1])
