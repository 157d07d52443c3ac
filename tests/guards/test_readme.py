"""The README says what is so: the picture of the lifecycle, the settings, the commands."""

import re
from dataclasses import fields
from pathlib import Path

from chalicelib.domain.lifecycle import picture
from chalicelib.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_is_printed_from_the_table() -> None:
    between = README.split("<!-- lifecycle -->")[1].split("<!-- /lifecycle -->")[0]
    assert between.strip() == f"```mermaid\n{picture()}\n```"


def test_every_setting_is_in_the_table_and_no_other() -> None:
    said = set(re.findall(r"`(RELANCE_[A-Z_]+)`", README))
    assert said == {f"RELANCE_{f.name.upper()}" for f in fields(Settings)}


def test_every_make_command_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?<=[`\n])make ([a-z]+)", README)) <= targets


def test_every_file_named_exists() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
