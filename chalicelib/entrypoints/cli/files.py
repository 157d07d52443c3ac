"""Files that a command is given."""

import json
from codecs import BOM_UTF8
from pathlib import Path

from chalicelib.entrypoints.cli.output import CommandFailed, Exit


def json_of(file: Path) -> bytes:
    """What the file holds, once it is known to be JSON. Raises CommandFailed."""
    try:
        content = file.read_bytes().removeprefix(BOM_UTF8)
        json.loads(content)
    except FileNotFoundError:
        raise CommandFailed(f"{file}: no such file", Exit.USAGE) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CommandFailed(f"{file} is not JSON: {error}") from None
    except RecursionError:
        raise CommandFailed(f"{file} is nested too deep") from None
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read: {error.strerror}", Exit.USAGE) from None
    return content
