"""Measures all, prints the table, and writes it to docs/bench.md with the day and the machine. What was measured by
comparison, under a heading of its own day, stays below it.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import calls, decision, demo_time, import_time, law_engine, page_weight, planning
from bench.engines.running import figures as of_engines
from bench.figures import machine, table
from infra.build import ROOT

PAGE = """# Figures

Written by `make bench` on {day}: {machine}; others may have used the machine meanwhile.
Times are medians. Calls are counted by a proxy between the packaged functions and the emulator while {reminders}
reminders go out on a warm stack; the calls that AWS makes to hand out the messages of a queue are not among them.

{table}

A reminder costs two reads and three writes of its case until it is accepted: decided, claimed, recorded. Its delivery
costs a read and a write more, because a case changes only as a whole, on its version, with its history: counted with
it, the aim is missed.
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="relance-bench-") as name:
        folder = Path(name)
        found = [
            *demo_time.figures(folder),
            *calls.figures(folder),
            *page_weight.figures(folder),
            *import_time.figures(),
            *law_engine.figures(),
            *decision.figures(),
            *planning.figures(folder),
            *of_engines(),
        ]
    day = datetime.now(UTC).date().isoformat()
    text = PAGE.format(day=day, machine=machine(), reminders=calls.REMINDERS, table=table(found))
    page = ROOT / "docs" / "bench.md"
    _, heading, compared = page.read_text(encoding="utf-8").partition("\n## ")
    page.write_text(text + heading + compared, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
