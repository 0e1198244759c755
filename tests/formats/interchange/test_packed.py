"""Uploads that are not what they seem, each built here, and what is said of them."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.interchange.incoming import Place, Unreadable
from annotator.formats.interchange.packed import Limits, Packed
from tests.text.hostile import texts


def a_zip(*members: tuple[str | zipfile.ZipInfo, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            packed.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out


def one(data: bytes, **limits: int) -> Packed:
    return Packed("notes.txt", io.BytesIO(data), Limits(**limits))


def used(call, *args):
    result = call(*args)
    return result if isinstance(result, str | Packed) else list(result)


def refusal(call, *args):
    with pytest.raises(Unreadable) as caught:
        used(call, *args)
    refused = caught.value.refused
    for name in refused.facts:
        assert f"%({name})s" in refused.why
    return refused


# -- What can be read


def test_one_file_is_itself():
    packed = one(b"A mark.\nAnother.")
    assert packed.names() == ["notes.txt"]
    assert packed.text("notes.txt") == "A mark.\nAnother."
    assert list(packed.lines("notes.txt")) == ["A mark.", "Another."]
    with packed.open("notes.txt") as file:
        assert file.read(3) == b"A m"
    with pytest.raises(KeyError):
        packed.open("other.txt")


def test_a_zip_is_its_files_in_order_of_their_names_without_a_macs_litter():
    packed = Packed(
        "set.zip",
        a_zip(
            ("b/2.txt", b"two"), ("b/", b""), ("a.txt", b"one"), ("__MACOSX/a.txt", b"?"), (".DS_Store", b"?")
        ),
    )
    assert packed.names() == ["a.txt", "b/2.txt"]
    assert packed.text("b/2.txt") == "two"
    assert packed.refused == []


def test_two_files_are_read_at_the_same_time():
    for packed, names in (
        (Packed("set.zip", a_zip(("a", b"1\n2"), ("b", b"3\n4"))), ("a", "b")),
        (one(b"1\n2"), ("notes.txt", "notes.txt")),
    ):
        pairs = zip(*(packed.lines(name) for name in names), strict=True)
        assert len(list(pairs)) == 2


@given(st.lists(texts, max_size=6), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_lines_are_read_back_in_each_encoding_that_says_which_it_is(lines, encoding):
    lines = [line.translate({0: None, 10: " ", 13: " ", 0xFEFF: None}) for line in lines]
    lines = [line.encode("utf-8", "ignore").decode() for line in lines]
    data = "".join(f"{line}\n" for line in lines).encode(encoding)
    assert list(one(data).lines("notes.txt")) == lines
    assert one(data).text("notes.txt") == "".join(f"{line}\n" for line in lines)


def test_a_line_ends_only_at_its_end():
    assert list(one("a\u2028b\u0085c\r\nd\rd\n\ne".encode()).lines("notes.txt")) == [
        "a\u2028b\u0085c",
        "d\rd",
        "",
        "e",
    ]


def test_a_character_may_stand_on_the_border_of_two_pieces():
    data = ("x" * 65_535 + "é😀\n").encode() * 3
    assert [len(line) for line in one(data).lines("notes.txt")] == [65_537] * 3


# -- Encodings


@pytest.mark.parametrize(
    ("data", "line", "byte", "words"),
    [
        ("caf\xe9".encode("latin-1"), 1, 3, "is not %(encoding)s"),
        (b"fine\nfine\n" + "caf\xe9!".encode("cp1252"), 3, 13, "is not %(encoding)s"),
        (b"a\n" + b"x" * 70_000 + b"\n\xff", 3, 70_003, "is not %(encoding)s"),
        (b"half of it \xe2\x82", 1, 11, "is not %(encoding)s"),
        (b"a\nlone \xed\xa0\x80.", 2, 7, "lone surrogate"),
        ("\ufeffa\nb".encode("utf-16-le") + b"\x00\xd8x\x00", 2, 8, "lone surrogate"),
        ("\ufeffa".encode("utf-16-be") + b"\x00", 1, 4, "is not %(encoding)s"),
    ],
)
def test_another_encoding_is_refused_with_the_bytes_place(data, line, byte, words):
    for read in (Packed.text, Packed.lines):
        refused = refusal(read, one(data), "notes.txt")
        assert (refused.place, refused.facts["byte"]) == (Place("notes.txt", line), byte)
        assert words in refused.why


def test_what_stands_before_the_bad_place_is_read():
    lines = one(b"one\ntwo\nthr\xff").lines("notes.txt")
    assert [next(lines), next(lines)] == ["one", "two"]
    with pytest.raises(Unreadable):
        next(lines)


@pytest.mark.parametrize("data", [b"a\nb\x00c\nd", b"a\n" + "bc".encode("utf-16-le"), b"\x7fELF\n\x00"])
def test_nul_is_no_text(data):
    for read in (Packed.text, Packed.lines):
        refused = refusal(read, one(data), "notes.txt")
        assert refused.place == Place("notes.txt", 2)
        assert "NUL" in refused.why


# -- Size


class Endless(io.RawIOBase):
    """A file of one line of two gigabytes, which counts what is read of it."""

    SIZE = 2_000_000_000

    def __init__(self):
        self.at = self.read_so_far = 0

    def seekable(self):
        return True

    def seek(self, offset, whence=0):
        assert whence == 0
        self.at = offset
        return offset

    def read(self, size=-1):
        assert size >= 0
        size = min(size, self.SIZE - self.at)
        self.at += size
        self.read_so_far += size
        return b"x" * size


def test_a_line_of_two_gigabytes_is_never_held():
    file = Endless()
    refused = refusal(Packed("notes.txt", file, Limits(line=1_000_000)).lines, "notes.txt")
    assert refused.place == Place("notes.txt", 1)
    assert file.read_so_far < 1_500_000


def test_a_file_that_would_be_read_whole_has_a_limit_too():
    file = Endless()
    refused = refusal(Packed("notes.txt", file, Limits(whole=1_000_000)).text, "notes.txt")
    assert refused.facts == {"most": 1_000_000}
    assert file.read_so_far < 1_500_000


def test_a_long_line_is_refused_with_its_number():
    packed = one(b"short\n" + b"x" * 200_000 + b"\nshort", line=100_000)
    assert refusal(packed.lines, "notes.txt").place == Place("notes.txt", 2)
