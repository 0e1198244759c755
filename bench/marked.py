"""Writes made-up articles with made-up marks into the data folder of a running site, for `bench/browser.py`.

`python bench/marked.py user WORDS:MARKS ...` prints the number of each article. Marks go straight into the
tables: three people's, overlapping, a third of them inside a sentence, as a busy class would leave them.
"""

from __future__ import annotations

import os
import random
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402 - the settings are chosen first

from annotator.models import (  # noqa: E402
    Annotation,
    AnnotationCode,
    Layer,
    Member,
    Project,
    Range,
    Revision,
    Role,
    User,
)
from annotator.services import articles, projects  # noqa: E402
from annotator.services.articles import ArticleFacts  # noqa: E402
from annotator.text.segments import sentences  # noqa: E402

if TYPE_CHECKING:
    from annotator.text.spans import Span

PEOPLE = ("Bo Larsen", "Cem Aydin")
PARTS = ("ba", "den", "fi", "gor", "hal", "ki", "lem", "mo", "nur", "pa", "ris", "sto", "tu", "vel")
PARAGRAPH = 5  # sentences
CONTEXT = 30  # code points of prefix and suffix


def text_of(words: int, rng: random.Random) -> str:
    """Make sentences of 8 to 24 words, five to a paragraph."""
    made: list[str] = []
    left = words
    while left > 0:
        length = min(left, rng.randint(8, 24))
        told = " ".join("".join(rng.choices(PARTS, k=rng.randint(1, 4))) for _ in range(length))
        made.append(told.capitalize() + ".")
        left -= length
    return "\n\n".join(" ".join(made[at : at + PARAGRAPH]) for at in range(0, len(made), PARAGRAPH))


def mark(revision: Revision, people: list[User], count: int, rng: random.Random) -> None:
    """Write `count` marks in bulk."""
    layers = list(Layer.objects.filter(codebook__project=revision.article.project).order_by("position"))
    required = {layer.pk: layer.dimensions.filter(required=True).first() for layer in layers}
    asked = [dimension for dimension in required.values() if dimension]
    codes = {dimension.pk: list(dimension.codes.all()) for dimension in asked}
    spans = sentences(revision.text)
    rows, ranges, answers = [], [], []
    for number in range(count):
        layer = rng.choices(layers, weights=[6, *[2] * (len(layers) - 1)])[0]
        start, end = within(revision.text, spans[rng.randrange(len(spans))], rng)
        row = Annotation(
            id=uuid.UUID(int=rng.getrandbits(128), version=4),
            revision=revision,
            layer=layer,
            author=people[number % len(people)],
            note="A note on these words." if number % 5 == 0 else "",
        )
        rows.append(row)
        ranges.append(
            Range(
                annotation=row,
                position=0,
                start=start,
                end=end,
                quote=revision.text[start:end],
                prefix=revision.text[max(0, start - CONTEXT) : start],
                suffix=revision.text[end : end + CONTEXT],
            )
        )
        dimension = required[layer.pk]
        if dimension:
            code = rng.choice(codes[dimension.pk])
            answers.append(AnnotationCode(annotation=row, dimension=dimension, code=code))
    with transaction.atomic():
        Annotation.objects.bulk_create(rows, batch_size=500)
        Range.objects.bulk_create(ranges, batch_size=500)
        AnnotationCode.objects.bulk_create(answers, batch_size=500)


def within(text: str, span: Span, rng: random.Random) -> tuple[int, int]:
    """Choose all of a sentence, or some words of it."""
    start, end = span.start, span.end
    if rng.random() < 2 / 3:
        return start, end
    words = text[start:end].split(" ")
    first = rng.randrange(len(words))
    last = min(len(words), first + rng.randint(1, 6))
    begin = start + sum(len(each) + 1 for each in words[:first])
    return begin, begin + len(" ".join(words[first:last]))


def main(username: str, wanted: list[str]) -> None:
    owner = User.objects.get(username=username)
    project = projects.create(actor=owner, name="Bench")
    Project.objects.filter(pk=project.pk).update(suggestions_on=False)
    project.refresh_from_db()
    people = [owner]
    for name in PEOPLE:
        people.append(User.objects.create(username=name.split()[0].lower(), name=name))
        Member.objects.create(project=project, user=people[-1], role=Role.ANNOTATOR)
    for each in wanted:
        words, count = (int(part) for part in each.split(":"))
        rng = random.Random(each)
        with transaction.atomic():
            article = articles.write_article(
                actor=owner,
                project=project,
                story=None,
                facts=ArticleFacts(title=f"{words} words, {count} marks"),
                raw=text_of(words, rng),
            )
        mark(article.revisions.get(), people, count, rng)
        print(article.pk, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
