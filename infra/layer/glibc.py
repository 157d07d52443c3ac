"""What Lambda's C library has, and what is done about a library that asks it for more."""

import re
import struct
from dataclasses import dataclass
from typing import Final

from infra.layer import LayerRefused
from infra.layer.elf import Elf, Need

# Amazon Linux 2023, under the runtimes python3.12 and python3.13.
NEWEST: Final = (2, 34)
# Its own libraries: they belong to the system's loader, and another copy in a layer would break every process.
OWN: Final = frozenset(
    "ld-linux-x86-64.so.2 libc.so.6 libdl.so.2 libm.so.6 libpthread.so.0 libresolv.so.2 librt.so.1 libutil.so.1".split()
)
VERSION: Final = re.compile(r"GLIBC_(\d+)\.(\d+)(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Substitute:
    """A symbol that is too new, and an older one in its place: called with the same arguments, to the same end."""

    symbol: str
    version: str
    older_symbol: str
    older_version: str

    def __str__(self) -> str:
        return f"{self.older_symbol}@{self.older_version} for {self.symbol}@{self.version}"


# libexpat 2.5.0 fills the eight bytes of a hash's salt: both do that from the kernel's own source, getentropy() up to
# 256 bytes at once. What it answers is not looked at; it fails only where the kernel is older than 3.17.
SUBSTITUTES: Final = (Substitute("arc4random_buf", "GLIBC_2.36", "getentropy", "GLIBC_2.25"),)


def fitted(data: bytes) -> tuple[bytes, tuple[Substitute, ...]]:
    """The library as Lambda can load it, and what was changed in it for that. Raises LayerRefused where it cannot."""
    made = tuple(substitute for substitute in SUBSTITUTES if _asks_for(Elf(data), substitute))
    for substitute in made:
        data = _substituted(data, substitute)
    if left := too_new(Elf(data)):
        raise LayerRefused(
            f"{Elf(data).soname} asks for {', '.join(left)}, and Lambda's glibc is {NEWEST[0]}.{NEWEST[1]}: take"
            " a package that was built for an older one, or name a substitute in infra/layer/glibc.py"
        )
    return data, made


def too_new(elf: Elf) -> list[str]:
    """What it asks of glibc that Lambda's does not have, or that no number tells to be old enough."""
    return [need.version for need in elf.needs if need.library in OWN and not _is_there(need)]


def _is_there(need: Need) -> bool:
    found = VERSION.fullmatch(need.version)
    return found is not None and (int(found[1]), int(found[2])) <= NEWEST


def _asks_for(elf: Elf, substitute: Substitute) -> bool:
    return any(elf.symbols_of(need) == (substitute.symbol,) for need in elf.needs if need.version == substitute.version)


def _substituted(data: bytes, substitute: Substitute) -> bytes:
    elf = Elf(data)
    (need,) = (need for need in elf.needs if need.version == substitute.version)
    changed = bytearray(data)
    # The loader compares the hash first, then the name.
    struct.pack_into("<I", changed, need.place, _hash(substitute.older_version))
    texts = _renamed(data[elf.texts], substitute.symbol, substitute.older_symbol)
    changed[elf.texts] = _renamed(texts, substitute.version, substitute.older_version)
    _refuse_more_than(substitute, elf, Elf(bytes(changed)))
    return bytes(changed)


def _renamed(texts: bytes, name: str, other: str) -> bytes:
    old, new = name.encode(), other.encode()
    if texts.split(b"\0").count(old) != 1 or len(new) > len(old):
        raise LayerRefused(f"the name {name} cannot become {other}: build the library from its source instead")
    return texts.replace(b"\0" + old + b"\0", b"\0" + new.ljust(len(old), b"\0") + b"\0")


def _refuse_more_than(substitute: Substitute, before: Elf, after: Elf) -> None:
    """A linker may let one name be the end of another: then both would have been changed."""
    versions = [(need.library, need.version, need.index) for need in after.needs]
    wanted = [
        (need.library, substitute.older_version if need.version == substitute.version else need.version, need.index)
        for need in before.needs
    ]
    symbols = [substitute.older_symbol if name == substitute.symbol else name for name in before.symbols]
    same_names = (before.soname, before.needed) == (after.soname, after.needed)
    if not same_names or versions != wanted or symbols != list(after.symbols):
        raise LayerRefused(f"{before.soname} cannot have {substitute}: another name shares its letters")


def _hash(name: str) -> int:
    """Of a version's name, as the System V gABI has it."""
    value = 0
    for character in name.encode():
        value = (value << 4) + character
        high = value & 0xF0000000
        value = (value ^ high >> 24) & ~high
    return value
