"""Packages the application and makes its layer, once for all tests here; where the last ones still hold, not at all."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from infra.build import ROOT, Package, build, say
from infra.layer import LayerRefused
from infra.layer import build as layers
from infra.layer.debian import refuse_other_systems
from tests.package import lambda_root


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


@pytest.fixture(scope="session")
def layer() -> layers.Layer:
    try:
        refuse_other_systems()
    except LayerRefused as refused:
        pytest.skip(str(refused))
    return layers.build(ROOT / "build", False, say)


@pytest.fixture(scope="session")
def there(
    layer: layers.Layer, package: Package, sam: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[lambda_root.LambdaRoot]:
    """A root in which nothing but the layer has Pango, with the environment of the function that prints."""
    enter = lambda_root.enter()
    if enter is None:
        pytest.skip("this process may not change its root: run as root, or allow user namespaces")
    given = sam["Resources"]["SendStep"]["Properties"]["Environment"]["Variables"]
    with_layer = {name: value["Fn::If"][1] for name, value in given.items() if "Fn::If" in value}
    folder = tmp_path_factory.mktemp("lambda")
    lambda_root.make(folder, layer.folder, package.zip_path)
    yield lambda_root.LambdaRoot(folder, enter, with_layer)
    # Pytest would keep those of three runs, of a hundred megabytes each.
    shutil.rmtree(folder)
