"""Files that a command is given."""

import json
from codecs import BOM_UTF8
from pathlib import Path

from chalicelib.adapters.intake.json_invoices import once
from chalicelib.entrypoints.cli.output import CommandFailed, Exit

LONGEST_FIGURE = 300


def json_of(file: Path) -> bytes:
    """What the file holds, once it is known to be an object of JSON. Raises CommandFailed, Invalid."""
    try:
        content = file.read_bytes().removeprefix(BOM_UTF8)
        if not content.strip():
            raise CommandFailed(f"{file} is empty")
        # As a text: of bytes `json` guesses the encoding, which whoever reads them next does not.
        found = json.loads(content.decode("utf-8"), object_pairs_hook=once, parse_int=_whole)
    except FileNotFoundError:
        raise CommandFailed(f"{file}: no such file", Exit.USAGE) from None
    except UnicodeDecodeError:
        raise CommandFailed(f"{file} is not in UTF-8: save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise CommandFailed(f"{file} is not JSON: {error}") from None
    except ValueError as error:
        raise CommandFailed(f"{file}: {error}") from None
    except RecursionError:
        raise CommandFailed(f"{file} is nested too deep") from None
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read: {error.strerror}", Exit.USAGE) from None
    if not isinstance(found, dict):
        raise CommandFailed(f"{file} holds no object: it must begin with {{ and end with }}")
    return content


def text_of(file: Path) -> str:
    """What the file says, in UTF-8. Raises CommandFailed."""
    try:
        return file.read_bytes().removeprefix(BOM_UTF8).decode()
    except FileNotFoundError:
        raise CommandFailed(f"{file}: no such file", Exit.USAGE) from None
    except UnicodeDecodeError:
        raise CommandFailed(f"{file} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read: {error.strerror}", Exit.USAGE) from None


def _whole(figure: str) -> int:
    if len(figure) > LONGEST_FIGURE:
        raise ValueError(f"a figure of {len(figure)} digits: no amount is that long")
    return int(figure)
