"""Makes the layer: a folder as Lambda unpacks it into /opt, and the zip of it. Of the same packages, the same bytes."""

import fcntl
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.layer.closure import ROOTS, Library, closure
from infra.layer.debian import DebianPackages, Package

HERE: Final = Path(__file__).parent
MANIFEST: Final = "manifest.json"
FONTS: Final = "etc/fonts/fonts.conf"
# The first day that a zip knows: no file in it tells when it was made.
FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)
FIXED_MODE: Final = 0o100644 << 16

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Layer:
    folder: Path
    zip_path: Path


def build(out: Path, fresh: bool, progress: Progress) -> Layer:
    """The layer in `out`. Unless it is to be `fresh`, one that this recipe has made there before will do.

    Raises LayerRefused. Whoever comes while another makes it waits for it.
    """
    out.mkdir(parents=True, exist_ok=True)
    layer, stamp = Layer(out / "layer", out / "layer.zip"), out / "layer.digest"
    with (out / "layer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        is_there = layer.folder.is_dir() and layer.zip_path.is_file() and stamp.is_file()
        if fresh or not is_there or stamp.read_text() != _recipe():
            stamp.unlink(missing_ok=True)
            _make(layer, progress)
            stamp.write_text(_recipe())
    return layer


def _recipe() -> str:
    files = sorted(path for path in HERE.iterdir() if path.suffix in (".py", ".conf"))
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def _make(layer: Layer, progress: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix="relance-layer-") as folder:
        packages = DebianPackages(Path(folder))
        progress("layer: the lists of Debian's packages ...")
        packages.refresh()
        progress("layer: the libraries and whatever they ask for ...")
        libraries = closure(ROOTS, packages)
        files = contents(libraries, {library.package: packages.package(library.package) for library in libraries})
    shutil.rmtree(layer.folder, ignore_errors=True)
    for name, data in files.items():
        path = layer.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    pack(files, layer.zip_path)
    unzipped = sum(map(len, files.values()))
    zipped = layer.zip_path.stat().st_size
    progress(
        f"layer: {layer.zip_path}: {len(libraries)} libraries, {unzipped / 1e6:.1f} MB, {zipped / 1e6:.1f} MB zipped"
    )


def contents(libraries: list[Library], packages: Mapping[str, Package]) -> dict[str, bytes]:
    """By name, what the layer holds. A library has the name by which others ask for it, so that no link is needed."""
    manifest = [
        {
            "library": library.soname,
            "package": library.package,
            "version": packages[library.package].version,
            "sha256": hashlib.sha256(library.data).hexdigest(),
            "changed": [str(substitute) for substitute in library.changed],
        }
        for library in libraries
    ]
    return {
        **{f"lib/{library.soname}": library.data for library in libraries},
        **{f"share/doc/{name}/copyright": package.copyright() for name, package in packages.items()},
        FONTS: (HERE / "fonts.conf").read_bytes(),
        MANIFEST: json.dumps(manifest, indent=1).encode() + b"\n",
    }


def pack(files: Mapping[str, bytes], zip_path: Path) -> None:
    with zipfile.ZipFile(zip_path, "w") as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.external_attr = FIXED_MODE
            packed.writestr(entry, files[name], zipfile.ZIP_DEFLATED, compresslevel=9)
