"""What a compiled library says of itself: its name, the libraries it asks for, and which versions of their symbols.

Only what the layer needs of ELF, 64 bits and little-endian: System V gABI, and for symbol versions the Linux Standard
Base (https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Final, NamedTuple

from infra.layer import LayerRefused

MAGIC: Final = b"\x7fELF\x02\x01"
# Kinds of sections.
DYNAMIC, SYMBOLS, VERSION_OF_SYMBOL, VERSIONS_NEEDED = 6, 11, 0x6FFFFFFF, 0x6FFFFFFE
# Kinds of entries of the section DYNAMIC.
END, NEEDED, SONAME = 0, 1, 14
# The highest bit of a symbol's version says that it is hidden.
VERSION_BITS: Final = 0x7FFF


class Section(NamedTuple):
    """`entries` is what the headers call its info: of the versions that are needed, of how many libraries."""

    kind: int
    offset: int
    size: int
    link: int
    entries: int


@dataclass(frozen=True, slots=True)
class Need:
    """One version of another library's symbols. `place` is where the file says so, `index` its number there."""

    library: str
    version: str
    index: int
    place: int


@dataclass(frozen=True)
class Elf:
    data: bytes

    def __post_init__(self) -> None:
        if not self.data.startswith(MAGIC) or DYNAMIC not in (section.kind for section in self._sections):
            raise LayerRefused("not a shared library of 64 bits, or one without its table of sections")

    @property
    def soname(self) -> str:
        """Empty where it has none, as an extension module of Python."""
        return next(iter(self._entries(SONAME)), "")

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(self._entries(NEEDED))

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        return tuple(need for section in self._of(VERSIONS_NEEDED) for need in self._needs_of(section))

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """All of them, those that it has and those that it asks for, as they stand."""
        return tuple(
            self._text(section.link, struct.unpack_from("<I", self.data, at)[0])
            for section in self._of(SYMBOLS)
            for at in range(section.offset, section.offset + section.size, 24)
        )

    def symbols_of(self, need: Need) -> tuple[str, ...]:
        versions = [
            number & VERSION_BITS
            for section in self._of(VERSION_OF_SYMBOL)
            for (number,) in struct.iter_unpack("<H", self.data[section.offset : section.offset + section.size])
        ]
        return tuple(name for name, index in zip(self.symbols, versions, strict=True) if index == need.index)

    @property
    def texts(self) -> slice:
        """Where in the file the names stand."""
        section = self._sections[next(self._of(DYNAMIC)).link]
        return slice(section.offset, section.offset + section.size)

    @cached_property
    def _sections(self) -> tuple[Section, ...]:
        (start,), (size, count) = struct.unpack_from("<Q", self.data, 0x28), struct.unpack_from("<HH", self.data, 0x3A)
        headers = (struct.unpack_from("<IIQQQQIIQQ", self.data, start + n * size) for n in range(count))
        return tuple(Section(h[1], h[4], h[5], h[6], h[7]) for h in headers)

    def _of(self, kind: int) -> Iterator[Section]:
        return (section for section in self._sections if section.kind == kind)

    def _text(self, strings: int, at: int) -> str:
        start = self._sections[strings].offset + at
        return self.data[start : self.data.index(b"\0", start)].decode()

    def _entries(self, tag: int) -> Iterator[str]:
        section = next(self._of(DYNAMIC))
        entries = struct.iter_unpack("<qQ", self.data[section.offset : section.offset + section.size])
        # What follows the end is spare room.
        told = takewhile(lambda entry: entry[0] != END, entries)
        return (self._text(section.link, at) for kind, at in told if kind == tag)

    def _needs_of(self, section: Section) -> Iterator[Need]:
        at = section.offset
        for _ in range(section.entries):
            _, versions, library, first, following = struct.unpack_from("<HHIII", self.data, at)
            place = at + first
            for _ in range(versions):
                _, _, index, name, further = struct.unpack_from("<IHHII", self.data, place)
                yield Need(self._text(section.link, library), self._text(section.link, name), index, place)
                place += further
            at += following
