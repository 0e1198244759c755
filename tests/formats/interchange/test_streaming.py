"""Writers hold a document or two, however many there are."""

from __future__ import annotations

import io
import weakref

import pytest

from annotator.formats.datasets import Archive
from annotator.formats.interchange import cas, tei, web_annotation
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.source import Document
from tests.formats.interchange.worlds import HEAD


class Text(str):
    """A text that can be seen to be let go."""

    __slots__ = ("__weakref__",)


class Watched:
    """A source that makes each document when it is asked for, and counts how many are held."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.alive: weakref.WeakSet[Text] = weakref.WeakSet()
        self.most = 0

    def header(self):
        return iter(HEAD)

    def documents(self):
        for number in range(self.count):
            text = Text(f"Text {number}.")
            self.alive.add(text)
            mark = {
                "id": f"m{number}", "layer": "claim", "author": {"id": 1, "name": "A"}, "note": "",
                "ranges": [{"start": 0, "end": 4, "quote": "Text"}], "codes": [],
            }  # fmt: skip
            document = Document({"article_id": number, "revision": 1, "text": text}, [mark])
            del text
            self.most = max(self.most, len(self.alive))
            yield document
            del document

    def rows(self, kind):
        return iter(())


@pytest.mark.parametrize("write", [web_annotation.write, cas.write, tei.write])
def test_no_more_than_three_documents_are_held(write):
    source, losses = Watched(30), Losses()
    archive = Archive(io.BytesIO())
    write(source, archive, losses)
    archive.close({})
    losses.close()
    assert 0 < source.most <= 3
