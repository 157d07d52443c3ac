"""`python -m infra.chaos --reminders 2000 --kills 200 --seed 1`: the verdict, as JSON with `--json`."""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from infra.chaos.run import chaos
from infra.chaos.verdict import Verdict


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--reminders", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    state = Path(tempfile.mkdtemp(prefix="relance-chaos-"))
    found = chaos(
        state, given.reminders, given.kills, given.seed, lambda line: print(line, file=sys.stderr, flush=True)
    )
    print(json.dumps(found.as_json(), indent=1) if given.json else _table(found))
    if found.is_clean:
        shutil.rmtree(state)
    else:
        print(f"the mails and all else are kept in {state}", file=sys.stderr)
    return not found.is_clean


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _table(found: Verdict) -> str:
    killed = "\n".join(f"  {count:4} {who}" for who, count in found.kills.items())
    return (
        f"{found.wanted} reminders were to go out; {sum(found.kills.values())} workers were killed meanwhile:\n"
        f"{killed}\n"
        f"mails {found.mails}, duplicates {len(found.duplicates)}, missing {len(found.missing)}, "
        f"strange {len(found.strange)}; {found.seconds:.0f} s"
    )


if __name__ == "__main__":
    raise SystemExit(main())
