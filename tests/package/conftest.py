"""Packages the application once for all tests here; `infra.build` does nothing when the last package still holds."""

import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from infra.build import ROOT, Package, build


@pytest.fixture(scope="session")
def package() -> Package:
    with pytest.MonkeyPatch.context() as patched:
        # Where it is set, it would hide bytecode that goes into the zip elsewhere.
        patched.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        return build("local", ROOT / "build")


@pytest.fixture(scope="session")
def packed(package: Package) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(package.zip_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def sam(package: Package) -> dict[str, Any]:
    template: dict[str, Any] = json.loads(package.sam.read_text(encoding="utf-8"))
    return template


@pytest.fixture(scope="session")
def plain(package: Package) -> dict[str, Any]:
    template: dict[str, Any] = json.loads(package.cloudformation.read_text(encoding="utf-8"))
    return template
