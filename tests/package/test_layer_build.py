"""When the layer is made anew, and what its zip is. Debian is stood in for."""

import json
import zipfile
from pathlib import Path

import pytest

from infra.layer import LayerRefused, __main__
from infra.layer import build as layers
from infra.layer.build import build, contents, pack
from infra.layer.closure import Library
from infra.layer.debian import Package
from infra.layer.glibc import SUBSTITUTES


def silent(_: str) -> None:
    pass


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry each time that the layer is made."""
    times = list[str]()

    def make(layer: layers.Layer, _: object) -> None:
        times.append("made")
        layer.folder.mkdir(exist_ok=True)
        layer.zip_path.touch()

    monkeypatch.setattr(layers, "_make", make)
    return times


def test_a_layer_that_is_there_will_do(tmp_path: Path, made: list[str]) -> None:
    assert build(tmp_path, False, silent) == build(tmp_path, False, silent)
    assert made == ["made"]


def test_a_fresh_one_is_made_of_the_newest_packages(tmp_path: Path, made: list[str]) -> None:
    build(tmp_path, False, silent)
    build(tmp_path, True, silent)
    assert made == ["made", "made"]


def test_one_of_another_recipe_or_that_lost_its_zip_will_not_do(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, False, silent).zip_path.unlink()
    build(tmp_path, False, silent)
    monkeypatch.setattr(layers, "_recipe", lambda: "another")
    build(tmp_path, False, silent)
    assert made == ["made"] * 3


def test_one_that_failed_half_way_will_not_do(tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, False, silent)
    with monkeypatch.context() as patched:
        patched.setattr(layers, "_make", refused)
        with pytest.raises(LayerRefused):
            build(tmp_path, True, silent)
    build(tmp_path, False, silent)
    assert made == ["made", "made"]


def refused(*_: object) -> None:
    raise LayerRefused("no network")


def test_the_command_says_why_it_was_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(layers, "_make", refused)

    assert __main__.main(["--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "layer: no network\n"


def test_the_same_files_are_the_same_zip_in_whatever_order_they_come(tmp_path: Path) -> None:
    files = {"lib/b.so.1": b"b" * 1000, "lib/a.so.1": b"a", "manifest.json": b"[]"}
    pack(files, tmp_path / "one.zip")
    pack(dict(reversed(files.items())), tmp_path / "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert packed.namelist() == sorted(files)
        assert {(entry.date_time, entry.external_attr >> 16) for entry in packed.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0o100644)
        }


def test_the_manifest_says_where_each_library_is_from_and_what_was_changed(tmp_path: Path) -> None:
    (tmp_path / "usr/share/doc/libexpat1").mkdir(parents=True)
    (tmp_path / "usr/share/doc/libexpat1/copyright").write_text("MIT")
    files = contents(
        [Library("libexpat.so.1", "libexpat1", b"code", SUBSTITUTES)],
        {"libexpat1": Package("libexpat1", "2.5.0-1", (), tmp_path)},
    )

    assert sorted(files) == [
        "etc/fonts/fonts.conf",
        "lib/libexpat.so.1",
        "manifest.json",
        "share/doc/libexpat1/copyright",
    ]
    assert files["lib/libexpat.so.1"] == b"code"
    assert json.loads(files["manifest.json"]) == [
        {
            "library": "libexpat.so.1",
            "package": "libexpat1",
            "version": "2.5.0-1",
            "sha256": "5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b",
            "changed": ["getentropy@GLIBC_2.25 for arc4random_buf@GLIBC_2.36"],
        }
    ]
