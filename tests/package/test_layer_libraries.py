"""What is read from a library, which versions of glibc's symbols are too new, and what takes the place of one."""

import re
import struct

import pytest

from infra.layer import LayerRefused
from infra.layer.elf import Elf
from infra.layer.glibc import SUBSTITUTES, fitted, too_new
from tests.package.elf_samples import library

LIBC = "libc.so.6"
TOO_NEW = b"arc4random_buf"


def asking(*versions: str, of: str = LIBC) -> Elf:
    return Elf(library("libx.so.1", [of], {of: {version: [f"of_{version}"] for version in versions}}))


def test_a_library_says_its_name_and_whom_it_needs() -> None:
    elf = Elf(library("libx.so.1", ["liby.so.2", LIBC]))

    assert (elf.soname, elf.needed, elf.needs) == ("libx.so.1", ("liby.so.2", LIBC), ())


def test_a_library_says_which_version_of_whose_symbols_it_needs() -> None:
    asks = {"liby.so.2": {"Y_1": ["first", "second"]}, LIBC: {"GLIBC_2.4": ["third"], "GLIBC_2.14": ["fourth"]}}
    elf = Elf(library("libx.so.1", asks=asks))

    assert {(need.library, need.version): elf.symbols_of(need) for need in elf.needs} == {
        ("liby.so.2", "Y_1"): ("first", "second"),
        (LIBC, "GLIBC_2.4"): ("third",),
        (LIBC, "GLIBC_2.14"): ("fourth",),
    }


@pytest.mark.parametrize(
    "data",
    [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01" + bytes(58), b"\x7fELF\x02\x01" + bytes(58)],
    ids=["empty", "a script", "32 bits", "no sections"],
)
def test_what_is_no_library_is_refused(data: bytes) -> None:
    with pytest.raises(LayerRefused, match="64 bits"):
        Elf(data)


@pytest.mark.parametrize("version", ["GLIBC_2.2.5", "GLIBC_2.4", "GLIBC_2.9", "GLIBC_2.34"])
def test_what_lambda_has_is_not_too_new(version: str) -> None:
    assert too_new(asking(version)) == []


@pytest.mark.parametrize("version", ["GLIBC_2.35", "GLIBC_2.100", "GLIBC_3.0", "GLIBC_PRIVATE", "GLIBC_ABI_DT_RELR"])
def test_what_lambda_may_lack_is_too_new(version: str) -> None:
    assert too_new(asking("GLIBC_2.4", version)) == [version]


def test_versions_of_other_libraries_are_their_own_affair() -> None:
    assert too_new(asking("LIBY_99.0", of="liby.so.2")) == []


def test_every_library_of_glibc_is_looked_at() -> None:
    assert too_new(asking("GLIBC_2.38", of="libm.so.6")) == ["GLIBC_2.38"]


def test_a_library_that_fits_stays_as_it_is() -> None:
    data = asking("GLIBC_2.34").data

    assert fitted(data) == (data, ())


def test_one_that_does_not_fit_is_refused_by_name() -> None:
    with pytest.raises(LayerRefused, match=re.escape("libx.so.1 asks for GLIBC_2.36, GLIBC_2.38")):
        fitted(asking("GLIBC_2.36", "GLIBC_2.38").data)


class TestASubstitute:
    def test_takes_the_place_of_what_is_too_new_and_nothing_else_changes(self) -> None:
        asks = {"liby.so.2": {"GLIBC_2.35": ["own"]}, LIBC: {"GLIBC_2.36": ["arc4random_buf"], "GLIBC_2.4": ["free"]}}
        elf = Elf(library("libx.so.1", ["liby.so.2", LIBC], asks))
        data, made = fitted(elf.data)
        changed = Elf(data)

        assert made == SUBSTITUTES
        assert str(*made) == "getentropy@GLIBC_2.25 for arc4random_buf@GLIBC_2.36"
        assert {(need.library, need.version): changed.symbols_of(need) for need in changed.needs} == {
            ("liby.so.2", "GLIBC_2.35"): ("own",),
            (LIBC, "GLIBC_2.25"): ("getentropy",),
            (LIBC, "GLIBC_2.4"): ("free",),
        }
        assert (changed.soname, changed.needed, len(data)) == (elf.soname, elf.needed, len(elf.data))

    def test_is_written_with_the_hash_that_the_loader_compares(self) -> None:
        data, _ = fitted(library("libx.so.1", asks={LIBC: {"GLIBC_2.36": ["arc4random_buf"]}}))

        # As every library that asks for this version has it.
        assert struct.unpack_from("<I", data, Elf(data).needs[0].place) == (0x06969185,)

    def test_is_not_made_where_another_symbol_is_of_the_same_version(self) -> None:
        with pytest.raises(LayerRefused, match=re.escape("GLIBC_2.36")):
            fitted(library("libx.so.1", asks={LIBC: {"GLIBC_2.36": ["arc4random_buf", "pidfd_open"]}}))

    def test_is_not_made_where_the_name_stands_twice(self) -> None:
        asks = {LIBC: {"GLIBC_2.36": ["arc4random_buf"]}}
        with pytest.raises(LayerRefused, match="from its source"):
            fitted(library("libx.so.1", asks=asks, shared="arc4random_buf"))

    def test_is_not_made_where_another_symbol_shares_the_letters(self) -> None:
        asks = {LIBC: {"GLIBC_2.36": ["arc4random_buf"], "GLIBC_2.4": ["free"]}}
        data = library("libx.so.1", asks=asks)
        texts = data[Elf(data).texts]
        free, tail = (
            struct.pack("<IB", texts.index(name) + skip, 0x12) for name, skip in [(b"free", 0), (TOO_NEW, 11)]
        )
        shared = data.replace(free, tail)

        assert "buf" in Elf(shared).symbols
        with pytest.raises(LayerRefused, match="shares its letters"):
            fitted(shared)
