"""Who made a release, how to cite it, and under which terms it may be used: CITATION.cff and LICENSE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from annotator.errors import Invalid
from annotator.formats.interchange.yaml import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LICENCES: Final = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
}
"""Licences for data by their SPDX identifier, with the address of the text. Others are told by address."""


WHOLE: Final = "full"
"""The one split of each table: the parts to learn and to test with are in `splits.csv`."""


@dataclass(frozen=True)
class Author:
    """A person by `family` and `given` name, or a body by `family` alone."""

    family: str
    given: str = ""

    def __str__(self) -> str:
        """Return the name as it is said."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class Terms:
    """What people say of a release; nothing of it is counted.

    :param released: the day, ISO 8601: no other clock is in a release
    :param licence: an SPDX identifier of `LICENCES`, or the address of a licence
    :param with_texts: whether the articles' texts are in it
    :param pseudonyms: whether annotators stand in it by pseudonym, and not by name
    """

    title: str
    version: str
    released: str
    licence: str
    authors: Sequence[Author]
    note: str = ""
    url: str = ""
    with_texts: bool = True
    pseudonyms: bool = True

    def __post_init__(self) -> None:
        """Refuse what no card can be made of."""
        if not self.title.strip() or not self.version.strip():
            raise Invalid("A release has a title and a version.", field="title")
        if not self.authors or not all(each.family.strip() for each in self.authors):
            raise Invalid("Whoever cites a release needs its authors.", field="authors")
        if self.licence not in LICENCES and not self.licence.startswith(("https://", "http://")):
            raise Invalid(
                "A licence is one of %(known)s, or the address of another.",
                field="licence",
                known=list(LICENCES),
            )
        try:
            date.fromisoformat(self.released)
        except ValueError:
            raise Invalid("The day of a release is written as 2026-01-31.", field="released") from None

    @property
    def licence_url(self) -> str:
        """Where the licence can be read."""
        return LICENCES.get(self.licence, self.licence)

    @property
    def people(self) -> str:
        """How annotators stand in it."""
        return f"Annotators stand in it by {'pseudonym' if self.pseudonyms else 'name'}."

    @property
    def cited(self) -> str:
        """How it is cited, in a line."""
        names = ", ".join(map(str, self.authors))
        told = f"{names} ({self.released[:4]}): {self.title}. Version {self.version}. Data set."
        return f"{told} {self.url}" if self.url else told


def citation(terms: Terms) -> Iterator[str]:
    """Yield the lines of `CITATION.cff`, Citation File Format 1.2.0."""
    yield "cff-version: 1.2.0"
    yield 'message: "If you use this dataset, please cite it as below."'
    yield "type: dataset"
    yield f"title: {quoted(terms.title)}"
    yield f"version: {quoted(terms.version)}"
    yield f"date-released: {quoted(terms.released)}"
    if terms.licence in LICENCES:
        yield f"license: {terms.licence}"
    else:
        yield f"license-url: {quoted(terms.licence)}"
    if terms.url:
        yield f"url: {quoted(terms.url)}"
    if terms.note.strip():
        yield f"abstract: {quoted(terms.note.strip())}"
    yield "authors:"
    for author in terms.authors:
        if author.given:
            yield f"- family-names: {quoted(author.family)}"
            yield f"  given-names: {quoted(author.given)}"
        else:
            yield f"- name: {quoted(author.family)}"


def licence(terms: Terms) -> Iterator[str]:
    """Yield the lines of `LICENSE`: which licence, and that it is not for the texts of others."""
    yield f"{terms.title}, version {terms.version}"
    yield f"by {', '.join(map(str, terms.authors))}, {terms.released[:4]}"
    yield ""
    yield "The annotations, claims, links, decisions, comments, codebook and guidelines of this"
    yield f"dataset are licensed under {terms.licence}."
    if terms.licence in LICENCES:
        yield f"The licence's text: {terms.licence_url}"
    yield ""
    yield "This licence does not extend to the news articles that the annotations are about."
    if terms.with_texts:
        yield "Their texts are in this dataset, and the rights in them stay with their publishers. Before"
        yield "you pass them on, make sure that you may."
    else:
        yield "Their texts are not in this dataset: it has their addresses, checksums and short quotes."
        yield "The rights in the texts and in the quotes stay with their publishers."


def loading(folder: str = "path/to/this/folder") -> Iterator[str]:
    """Yield the lines of Python that load it."""
    yield "from datasets import load_dataset"
    yield ""
    yield f'annotations = load_dataset("{folder}", "annotations", split="{WHOLE}")'
    yield ""
    yield "import pandas as pd"
    yield ""
    yield f'marks = pd.read_parquet("{folder}/tables/annotations.parquet")'
    yield f'marks = marks.merge(pd.read_csv("{folder}/splits.csv"), on="article_id")'
    yield 'train = marks[marks.split == "train"]'
