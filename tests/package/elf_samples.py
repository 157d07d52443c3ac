"""Writes the skeleton of a shared library: its names and the versions it asks for, and no code."""

import struct
from collections.abc import Mapping, Sequence

KINDS = {"": 0, "strings": 3, "dynamic": 6, "symbols": 11, "versions": 0x6FFFFFFF, "needs": 0x6FFFFFFE}
Asked = Mapping[str, Mapping[str, Sequence[str]]]


class _Names:
    def __init__(self) -> None:
        self.data = b"\0"

    def __call__(self, name: str) -> int:
        self.data += name.encode() + b"\0"
        return len(self.data) - len(name.encode()) - 1


def library(soname: str, needed: Sequence[str] = (), asks: Asked | None = None, shared: str = "") -> bytes:
    """`asks`: by library and version, the symbols. `shared` stands among the names, and is nobody's."""
    names, asked = _Names(), asks or {}
    told = [(14, names(soname)), *((1, names(name)) for name in needed), (0, 0), (1, names("after-the-end"))]
    symbols, versions = struct.pack("<IBBHQQ", 0, 0, 0, 0, 0, 0), struct.pack("<H", 0)
    needs, index = b"", 2
    for position, (file, by_version) in enumerate(asked.items()):
        last = position == len(asked) - 1
        needs += struct.pack("<HHIII", 1, len(by_version), names(file), 16, 0 if last else 16 + 16 * len(by_version))
        for number, (version, called) in enumerate(by_version.items()):
            further = 0 if number == len(by_version) - 1 else 16
            needs += struct.pack("<IHHII", 0, 0, index, names(version), further)
            symbols += b"".join(struct.pack("<IBBHQQ", names(name), 0x12, 0, 0, 0, 0) for name in called)
            versions += struct.pack("<H", index) * len(called)
            index += 1
    names(shared)
    dynamic = b"".join(struct.pack("<qQ", *entry) for entry in told)
    parts = {"strings": names.data, "dynamic": dynamic, "symbols": symbols, "versions": versions, "needs": needs}
    return _file(parts, len(asked))


def _file(parts: Mapping[str, bytes], files: int) -> bytes:
    """The names are section 1, which all others point to."""
    body, headers, at = b"", [bytes(64)], 64
    for name, content in parts.items():
        count = files if name == "needs" else 0
        headers.append(struct.pack("<IIQQQQIIQQ", 0, KINDS[name], 0, 0, at, len(content), 1, count, 8, 0))
        body, at = body + content, at + len(content)
    start = b"\x7fELF\x02\x01\x01".ljust(0x28, b"\0") + struct.pack("<Q", at)
    return start.ljust(0x3A, b"\0") + struct.pack("<HHH", 64, len(headers), 1) + body + b"".join(headers)
