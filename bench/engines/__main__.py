"""The engines alone: `python -m bench.engines`."""

from bench.engines.running import figures
from bench.figures import table

if __name__ == "__main__":
    print(table(figures()))
