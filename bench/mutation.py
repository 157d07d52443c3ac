"""Prints what a run of cosmic-ray found, module by module: `python -m bench.mutation mutation.sqlite`.

A change that the compiler refuses is no program: it is counted apart, and not as killed. What the clock killed is
listed, as it may be a loop without an end, or a machine that was slow. Run it on the sources that were measured.
"""

import re
import sqlite3
import sys
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path

FOUND = """
select module_path, start_pos_row, test_outcome, output, diff
from mutation_specs join work_results using (job_id) order by module_path, start_pos_row, diff
"""
HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@")


def changed(diff: str) -> list[str]:
    return [line for line in diff.splitlines() if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")]


def mutant(source: str, diff: str) -> str:
    """The program with that change."""
    before, after, at = source.splitlines(), list[str](), 0
    for line in diff.splitlines():
        if hunk := HUNK.match(line):
            start = int(hunk[1]) - 1
            after += before[at:start]
            at = start + int(hunk[2] or 1)
        elif line[:1] in ("+", " ") and not line.startswith("+++"):
            after.append(line[1:])
    return "\n".join(after + before[at:])


def is_program(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def main(session: str) -> None:
    counts = defaultdict[str, Counter[str]](Counter)
    survivors, late = list[str](), list[str]()
    with closing(sqlite3.connect(f"file:{session}?mode=ro", uri=True)) as db:
        for module, row, outcome, output, diff in db.execute(FOUND):
            said = [f"{module}:{row}", *(f"    {line}" for line in changed(diff))]
            if not is_program(mutant(Path(module).read_text(encoding="utf-8"), diff)):
                counts[module]["refused"] += 1
                continue
            counts[module][outcome.lower()] += 1
            survivors += said if outcome == "SURVIVED" else []
            late += said if output == "timeout" else []
    print("| module | mutants | killed | survivors | no program |\n|---|---|---|---|---|")
    for module, found in counts.items():
        mutants = found["killed"] + found["survived"]
        print(f"| {module} | {mutants} | {found['killed']} | {found['survived']} | {found['refused']} |")
    print("\nSurvivors:\n" + "\n".join(survivors) + "\n\nKilled by the clock:\n" + "\n".join(late))


if __name__ == "__main__":
    main(sys.argv[1])
