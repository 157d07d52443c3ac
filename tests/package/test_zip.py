"""What the zip that all our Lambdas share holds, and what it must not."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.build import ROOT

# What the application imports, by import name, against the names in requirements.txt.
IMPORTED = (
    "boto3",
    "botocore",
    "email_validator",
    "holidays",
    "jinja2",
    "pydantic",
    "pydantic_core",
    "pynamodb",
    "segno",
    "stdnum",
    "weasyprint",
)
UNZIPPED_LIMIT = 250 * 1024 * 1024
# What the layer with Pango and fonts needs of it.
LAYER_BYTES = 20 * 1024 * 1024


def _sources(folder: str) -> Iterator[str]:
    for path in sorted((ROOT / folder).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            yield str(path.relative_to(ROOT))


def _is_left_out(name: str) -> bool:
    return name.startswith("chalicelib/entrypoints/cli/")


def test_the_whole_application_is_in_the_zip(packed: zipfile.ZipFile) -> None:
    expected = {"app.py", *(name for name in _sources("chalicelib") if not _is_left_out(name))}

    assert expected - set(packed.namelist()) == set()


def test_what_is_in_the_zip_is_what_is_in_the_repository(packed: zipfile.ZipFile) -> None:
    for name in packed.namelist():
        if name == "app.py" or name.startswith(("chalicelib/", "templates/")):
            assert packed.read(name) == (ROOT / name).read_bytes(), name


def test_templates_come_along_through_vendor(packed: zipfile.ZipFile) -> None:
    assert set(_sources("templates")) - set(packed.namelist()) == set()


@pytest.mark.parametrize("module", IMPORTED)
def test_each_dependency_is_in_the_zip(packed: zipfile.ZipFile, module: str) -> None:
    assert any(name.startswith((f"{module}/", f"{module}.py")) for name in packed.namelist())


@pytest.mark.parametrize("folder", ["tests", "infra", "docs", "bench", "vendor", ".venv", ".chalice", ".git", ".local"])
def test_nothing_of_the_workshop_is_in_the_zip(packed: zipfile.ZipFile, folder: str) -> None:
    assert [name for name in packed.namelist() if name.startswith(f"{folder}/")] == []


def test_the_command_line_stays_on_the_desk(packed: zipfile.ZipFile) -> None:
    desk = ("chalicelib/entrypoints/cli/", "typer/", "rich/", "moto/", "pytest/", "samtranslator/")

    assert [name for name in packed.namelist() if name.startswith(desk)] == []


def test_no_bytecode_and_no_link_is_in_the_zip(packed: zipfile.ZipFile) -> None:
    assert [name for name in packed.namelist() if "__pycache__" in name or name.endswith(".pyc")] == []
    assert [entry.filename for entry in packed.infolist() if (entry.external_attr >> 16) & 0o170000 == 0o120000] == []


def test_compiled_parts_are_ready_made_wheels_for_lambda(packed: zipfile.ZipFile) -> None:
    """Compiled on this machine, Pillow would lean on this machine's libraries and bring none of its own."""
    compiled = [name for name in packed.namelist() if Path(name).suffix == ".so" and name.startswith("PIL/")]

    assert compiled
    assert any(name.startswith("pillow.libs/") for name in packed.namelist())


def test_the_code_and_its_layer_fit_in_a_lambda(packed: zipfile.ZipFile) -> None:
    assert sum(entry.file_size for entry in packed.infolist()) + LAYER_BYTES < UNZIPPED_LIMIT
