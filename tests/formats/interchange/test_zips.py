"""Zips that are not what they seem, each built here, and what is said of them."""

from __future__ import annotations

import io
import stat
import struct
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.interchange.incoming import Unreadable
from annotator.formats.interchange.packed import Limits, Packed
from tests.formats.interchange.test_packed import a_zip, refusal


def said(packed: Packed) -> dict[str, str]:
    return {each.place.path: each.why for each in packed.refused}


# -- Zips that do harm


def test_a_bomb_is_refused_by_how_much_larger_it_gets():
    refused = refusal(Packed, "bomb.zip", a_zip(("a.txt", b"\x00" * 30_000_000)))
    assert (refused.place.file, refused.facts) == ("bomb.zip", {"most": 200})


def test_a_bomb_is_refused_by_its_size():
    members = [(f"{number}.txt", b"abcdefgh" * 1000) for number in range(10)]
    refused = refusal(Packed, "bomb.zip", a_zip(*members), Limits(unpacked=79_999))
    assert refused.facts == {"most": 79_999}
    assert len(Packed("fine.zip", a_zip(*members), Limits(unpacked=80_000)).names()) == 10


def test_members_that_share_their_bytes_count_each():
    """One stream of bytes under many names in the directory: small to pack, and huge to unpack."""
    whole = a_zip(("a.txt", b"x" * 900_000)).getvalue()
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    directory = whole[start:end] * 100
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 100, 100, len(directory), start, 0)
    refused = refusal(Packed, "bomb.zip", io.BytesIO(whole[:start] + directory + tail))
    assert "times its size" in refused.why


def test_a_small_file_of_like_rows_is_no_bomb():
    assert Packed("rows.zip", a_zip(("rows.csv", b"1,2,3\n" * 100_000))).names() == ["rows.csv"]


def test_a_zip_of_more_members_than_it_says_is_not_opened():
    many = a_zip(*((str(number), b"") for number in range(101))).getvalue()
    claims_one = many[:-22] + many[-22:].replace(struct.pack("<2H", 101, 101), struct.pack("<2H", 1, 1))
    assert claims_one != many
    for data in (many, claims_one):
        refused = refusal(Packed, "many.zip", io.BytesIO(data), Limits(members=100))
        assert refused.facts == {"most": 100}


def test_a_member_that_unpacks_to_more_than_it_says_is_damaged():
    data = a_zip(("a.txt", b"x" * 5000)).getvalue().replace(struct.pack("<L", 5000), struct.pack("<L", 10))
    packed = Packed("lies.zip", io.BytesIO(data))
    # Its first bytes were looked at, for an archive in the archive.
    assert "damaged" in (said(packed).get("a.txt") or refusal(packed.text, "a.txt").why)


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "a/../../out.txt", "/etc/passwd", "..\\out.txt", "C:\\out.txt", "\\\\host\\out.txt"],
)
def test_a_name_that_leads_out_is_set_aside(name):
    packed = Packed("set.zip", a_zip((name, b"x"), ("fine.txt", b"y")))
    assert packed.names() == ["fine.txt"]
    assert list(said(packed).values()) == ["This name leads out of the archive."]
    assert [each.place.file for each in packed.refused] == ["set.zip"]


def test_a_name_that_only_has_dots_in_it_does_not_lead_out():
    assert Packed("set.zip", a_zip(("a..b/...txt", b"x"))).names() == ["a..b/...txt"]


def test_a_name_with_control_characters_is_set_aside():
    packed = Packed("set.zip", a_zip(("a\x1b[2Jb.txt", b"x")))
    assert said(packed) == {"a\ufffd[2Jb.txt": "This name has control characters in it."}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_set_aside(kind):
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, (kind | 0o777) << 16
    packed = Packed("set.zip", a_zip((link, b"/etc/passwd"), ("fine.txt", b"y")))
    assert (packed.names(), list(said(packed))) == (["fine.txt"], ["link.txt"])


def test_a_locked_file_is_set_aside():
    data = bytearray(a_zip(("locked.txt", b"secret")).getvalue())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags] |= 1
    assert said(Packed("set.zip", io.BytesIO(data))) == {"locked.txt": "This file is locked with a password."}


def test_an_archive_in_the_archive_is_not_followed():
    inner = a_zip(("a.txt", b"x")).getvalue()
    packed = Packed(
        "set.zip", a_zip(("inner.zip", inner), ("really.txt", b"\x1f\x8b\x08"), ("fine.txt", b"y"))
    )
    assert packed.names() == ["fine.txt"]
    assert list(said(packed)) == ["inner.zip", "really.txt"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_of_one_name_the_first_is_read():
    packed = Packed("set.zip", a_zip(("a.txt", b"first"), ("a.txt", b"second")))
    assert packed.text("a.txt") == "first"
    assert list(said(packed)) == ["a.txt"]


def test_a_damaged_zip_says_so():
    whole = a_zip(("a.txt", "".join(map(str, range(50_000))).encode())).getvalue()
    assert "damaged" in refusal(Packed, "cut.zip", io.BytesIO(whole[: len(whole) // 2])).why
    broken = bytearray(whole)
    broken[60_000:60_100] = bytes(100)
    assert "damaged" in refusal(Packed("broken.zip", io.BytesIO(broken)).lines, "a.txt").why


@given(st.binary(max_size=300), st.integers(0, 250), st.integers(0, 255))
def test_whatever_the_bytes_are_nothing_else_is_raised(data, at, value):
    changed = bytearray(a_zip(("a.txt", data)).getvalue())
    changed[at % len(changed)] = value
    for file in (data, bytes(changed)):
        with suppress(Unreadable):
            packed = Packed("a.zip", io.BytesIO(file))
            for name in packed.names():
                list(packed.lines(name))


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    packed = Packed("set.zip", a_zip(("a.txt", b"x" * 100_000)))
    assert packed.text("a.txt")
    assert list(Path(tmp_path).iterdir()) == []
