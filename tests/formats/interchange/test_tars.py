"""Tars that are not what they seem, each built here, and what is said of them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.interchange import archives
from annotator.formats.interchange.incoming import Unreadable
from annotator.formats.interchange.packed import Limits, Packed
from tests.formats.interchange.test_packed import a_zip, refusal
from tests.formats.interchange.test_zips import said

PLAIN = {"texts/a.txt": b"The mayor may resign.", "b.ann": b"T1\tClaim 0 9\tThe mayor\n"}


def a_tar(*members: tuple[str | tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> io.BytesIO:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as packed:
        for told, data in members:
            info = told if isinstance(told, tarfile.TarInfo) else tarfile.TarInfo(told)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return out


def packed(data: io.BytesIO, press=gzip.compress, name: str = "set.tar.gz", **limits: int) -> Packed:
    return Packed(name, io.BytesIO(press(data.getvalue())), Limits(**limits))


# -- What can be read


@pytest.mark.parametrize("press", [bytes, gzip.compress, bz2.compress])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_is_its_files_whatever_presses_it(press, form):
    found = packed(a_tar(*PLAIN.items(), ("._b.ann", b"mac"), form=form), press)
    assert found.names() == ["b.ann", "texts/a.txt"]
    assert found.refused == []
    # Two are read at the same time, each from its own place.
    with found.open("b.ann") as one, found.open("texts/a.txt") as other:
        assert (one.read(4), other.read(4), one.read(4)) == (b"T1\tC", b"The ", b"laim")
    assert found.text("texts/a.txt") == "The mayor may resign."
    with pytest.raises(KeyError):
        found.open("c.txt")


def test_long_names_and_other_scripts_are_read():
    name = "a" * 150 + "/Grüße 🌊.txt"
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        assert packed(a_tar((name, b"x"), form=form)).names() == [name]


def test_one_pressed_file_is_itself_without_its_ending():
    found = Packed("marks.jsonl.gz", io.BytesIO(gzip.compress(b"{}\n")))
    assert (found.names(), list(found.lines("marks.jsonl"))) == (["marks.jsonl"], ["{}"])


# -- Tars that do harm


@pytest.mark.parametrize("press", [gzip.compress, bz2.compress])
def test_a_bomb_is_refused_while_it_is_unpacked(press):
    bomb = packed(a_tar(("a.txt", bytes(30_000_000))), press)
    why = refusal(bomb.names)
    assert (why.place.file, why.facts) == ("set.tar.gz", {"most": 200})
    assert refusal(lambda: bomb.refused).facts == {"most": 200}  # asked again, it says so again


def test_a_bomb_is_refused_by_its_size():
    data = a_tar(*((f"{number}.txt", b"abcdefgh" * 1000) for number in range(10)))
    assert refusal(packed(data, unpacked=79_999).names).facts == {"most": 79_999}
    assert refusal(Packed, "set.tar", data, Limits(unpacked=79_999)).facts == {"most": 79_999}
    assert len(Packed("set.tar", data, Limits(unpacked=80_000)).names()) == 10


def test_a_tar_of_too_many_members_is_refused():
    data = a_tar(*((str(number), b"") for number in range(101)))
    assert refusal(Packed, "set.tar", data, Limits(members=100)).facts == {"most": 100}
    assert len(Packed("set.tar", data, Limits(members=101)).names()) == 101


def test_a_header_that_would_fill_the_memory_is_refused():
    info = tarfile.TarInfo("a.txt")
    info.pax_headers = {"comment": "x" * 2_000_000}
    assert "too long" in refusal(Packed, "set.tar", a_tar((info, b"x"))).facts["why"]


@pytest.mark.parametrize(
    "name", ["../out.txt", "a/../../out.txt", "/etc/passwd", "..\\out.txt", "C:\\out.txt"]
)
def test_a_name_that_leads_out_is_set_aside(name):
    found = packed(a_tar((name, b"x"), ("fine.txt", b"y")))
    assert found.names() == ["fine.txt"]
    assert list(said(found).values()) == ["This name leads out of the archive."]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_are_set_aside(kind):
    link = tarfile.TarInfo("link.txt")
    link.type, link.linkname = kind, "/etc/passwd"
    found = packed(a_tar((link, b""), ("fine.txt", b"y")))
    assert (found.names(), list(said(found))) == (["fine.txt"], ["link.txt"])


def test_an_archive_in_the_archive_is_not_followed():
    inner = [("a.zip", a_zip(("a", b"x")).getvalue()), ("a.tar", a_tar(("a", b"x")).getvalue())]
    found = packed(a_tar(*inner, ("a.gz", gzip.compress(b"x")), ("fine.txt", b"y")))
    assert found.names() == ["fine.txt"]
    assert list(said(found)) == ["a.zip", "a.tar", "a.gz"]
    assert list(said(Packed("set.zip", a_zip(*inner)))) == ["a.zip", "a.tar"]


def test_of_two_files_of_one_name_the_first_is_read():
    found = packed(a_tar(("a.txt", b"first"), ("a.txt", b"second")))
    assert found.text("a.txt") == "first"
    assert list(said(found)) == ["a.txt"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (lzma.compress(b"x"), "xz"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
        (b"Rar!\x1a\x07\x01\x00", "RAR"),
        (b"(\xb5/\xfd\x04", "zstd"),
    ],
)
def test_other_archives_say_what_to_do_instead(data, kind):
    why = refusal(Packed, "set", io.BytesIO(data))
    assert why.facts == {"kind": kind}
    assert "tar.gz" in why.why


def test_damaged_ones_say_so():
    whole = a_tar(("a.txt", "".join(map(str, range(50_000))).encode())).getvalue()
    assert "damaged" in refusal(Packed, "cut.tar", io.BytesIO(whole[: len(whole) // 2])).why
    pressed = gzip.compress(whole)
    for data in (pressed[: len(pressed) // 2], pressed[:60_000] + bytes(100) + pressed[60_100:]):
        assert "damaged" in refusal(Packed("set.tar.gz", io.BytesIO(data)).names).why


@given(
    st.binary(max_size=300),
    st.integers(0, 1535),
    st.integers(0, 255),
    st.sampled_from([bytes, gzip.compress]),
)
def test_whatever_the_bytes_are_nothing_else_is_raised(data, at, value, press):
    changed = bytearray(a_tar(("a.txt", data)).getvalue())
    changed[at % len(changed)] = value
    with suppress(Unreadable):
        found = Packed("a.tar", io.BytesIO(press(bytes(changed))))
        for name in found.names():
            list(found.lines(name))


def test_only_what_is_pressed_as_a_whole_touches_the_disk_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(archives, "_IN_MEMORY", 1000)
    data = a_tar(("a.txt", b"x" * 100_000))
    for found in (Packed("set.tar", data), packed(data)):
        assert len(found.text("a.txt")) == 100_000
        assert list(Path(tmp_path).iterdir()) == []  # what is there has no name
