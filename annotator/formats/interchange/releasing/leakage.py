"""Whether anything stands on two sides of a split. Asks the dataset anew, and not what made the split."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.formats.interchange.releasing.alike import alike
from annotator.text.origins import SAME_ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.source import Source


@dataclass(frozen=True)
class Leakage:
    """What is in more than one part: nothing, in a split that :func:`splits.split` made.

    :param unsplit: articles that are in no part
    :param stories: that have accounts in two parts
    :param texts: checksums of texts that stand in two
    :param origins: pairs of articles of one origin, by a person's word, that stand in two
    :param similar: pairs of articles of which half of one's words stand in the other, in two
    :param closest: of two articles in different parts the largest share of the shorter one's words that
        stands in the other, in runs of eight or more
    """

    unsplit: tuple[str, ...]
    stories: tuple[str, ...]
    texts: tuple[str, ...]
    origins: tuple[tuple[str, str], ...]
    similar: tuple[tuple[str, str], ...]
    closest: float

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return any((self.unsplit, self.stories, self.texts, self.origins, self.similar))

    def lines(self) -> Iterator[str]:
        """Yield what was looked for, and how much of it was found."""
        yield f"articles in no part: {len(self.unsplit)}"
        yield f"stories in more than one part: {len(self.stories)}"
        yield f"equal texts in more than one part: {len(self.texts)}"
        yield f"pairs of one origin, by a person's word, in different parts: {len(self.origins)}"
        yield f"pairs that share {SAME_ORIGIN:.0%} of their words, in different parts: {len(self.similar)}"
        yield f"most that two texts in different parts share: {self.closest:.1%} of the shorter one's words"

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {
            "articles_in_no_part": list(self.unsplit),
            "stories": list(self.stories),
            "equal_texts": list(self.texts),
            "one_origin": [list(each) for each in self.origins],
            "similar_texts": [list(each) for each in self.similar],
            "closest_share_of_words": round(self.closest, 4),
        }


def leakage(source: Source, part_of: Mapping[str, str]) -> Leakage:
    """Look for what stands in more than one part. Reads the documents twice."""
    stories: defaultdict[str, set[str | None]] = defaultdict(set)
    texts: defaultdict[str, set[str | None]] = defaultdict(set)
    article_of: dict[str, str] = {}
    for document in source.documents():
        revision = document.revision
        article = article_of[revision["revision_id"]] = revision["article_id"]
        texts[revision["sha256"]].add(part_of.get(article))
        if revision["story_id"] is not None:
            stories[revision["story_id"]].add(part_of.get(article))

    def apart(one: str, other: str) -> bool:
        return part_of.get(one) != part_of.get(other)

    here = set(article_of.values())
    origins = {
        (row["article_id"], row["same_as"])
        for row in source.rows("origin")
        if row["same_as"] in here and row["article_id"] in here and apart(row["article_id"], row["same_as"])
    }
    closest, similar = 0.0, set()
    for pair in alike(source, apart):
        closest = max(closest, pair.share)
        if pair.share >= SAME_ORIGIN:
            similar.add((article_of[pair.one], article_of[pair.other]))
    return Leakage(
        unsplit=tuple(sorted(here - part_of.keys())),
        stories=_several(stories),
        texts=_several(texts),
        origins=tuple(sorted(origins)),
        similar=tuple(sorted(similar)),
        closest=closest,
    )


def _several(found: Mapping[str, set[str | None]]) -> tuple[str, ...]:
    return tuple(sorted(name for name, parts in found.items() if len(parts) > 1))
