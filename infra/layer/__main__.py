"""`python -m infra.layer --out build`: makes build/layer.zip, to be published, of the newest packages there are."""

import argparse
import sys
from pathlib import Path

from infra.layer import LayerRefused
from infra.layer.build import build

OUT = Path(__file__).resolve().parents[2] / "build"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.layer", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    try:
        build(options.out.resolve(), True, _say)
    except LayerRefused as refused:
        _say(f"layer: {refused}")
        return 1
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
