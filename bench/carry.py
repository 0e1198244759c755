"""What carrying annotations to a new revision costs: `python bench/carry.py [annotations]`, 500 unless said.

An article of 1,500 words with so many annotations by five people, each with a code, half of them on a claim;
in the new text every tenth sentence is reworded, one is gone, and a paragraph stands before all. Told are the
process's own (CPU) seconds of the job `carry`, SQLite's work included, since others at work on the machine do
not count: the best of three, each on an article of its own. SQLite in a folder that goes with it.

The budget: 500 annotations in 0.5 s.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")

if TYPE_CHECKING:
    from annotator.models import Article, User

NUMBER = 500
SENTENCES = 100  # of 15 words
RUNS = 3
REWORDED = 3  # of each ten sentences this one
BUDGET = 0.5  # seconds for 500


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        import django  # noqa: PLC0415 - after the settings

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 - after the settings

        call_command("migrate", verbosity=0)
        taken = [carried(number, run) for run in range(RUNS)]
    best = min(taken)
    print(f"{number} annotations: {best:.2f} s (runs: {', '.join(f'{each:.2f}' for each in taken)})")
    if number == NUMBER:
        print(f"budget {BUDGET} s: {'held' if best <= BUDGET else 'NOT HELD'}")


def carried(number: int, run: int) -> float:
    from annotator import jobs  # noqa: PLC0415 - after the settings
    from annotator.models import Annotation, Carried, Job  # noqa: PLC0415 - after the settings
    from annotator.services import revisions, running  # noqa: PLC0415 - after the settings
    from annotator.services.revisions import Incoming  # noqa: PLC0415 - after the settings
    from annotator.tasks import HANDLERS  # noqa: PLC0415 - after the settings

    jobs._send = lambda *_: None  # noqa: SLF001 - no worker: the job is done here
    random.seed(run)
    sentences = [" ".join(_word() for _ in range(14)).capitalize() + " end." for _ in range(SENTENCES)]
    actor, article = _article(" ".join(sentences), run)
    _mark(article, sentences, number, actor)
    newer = [
        each.replace(" end.", " quite otherwise.") if n % 10 == REWORDED else each
        for n, each in enumerate(sentences)
    ]
    text = "A new beginning stands before all of it.\n\n" + " ".join(newer[:50] + newer[51:])
    revisions.add(actor=actor, article_id=article.pk, incoming=Incoming(text))
    job = Job.objects.get(kind="carry", params__article=article.pk)
    began = time.process_time()
    running.execute(job_id=job.pk, handlers=HANDLERS)
    took = time.process_time() - began
    told = Carried.objects.filter(revision__article=article)
    if told.count() != number or Annotation.objects.filter(origin="carried").count() < number * 0.9:
        raise SystemExit("Not all were carried.")
    return took


def _word() -> str:
    return "".join(random.choices("abcdefghiklmnoprstuvw", k=random.randint(3, 9)))


def _article(text: str, run: int) -> tuple[User, Article]:
    from django.db import transaction  # noqa: PLC0415 - after the settings

    from annotator.models import User  # noqa: PLC0415 - after the settings
    from annotator.services import articles, projects  # noqa: PLC0415 - after the settings
    from annotator.services.articles import ArticleFacts  # noqa: PLC0415 - after the settings

    actor = User.objects.create(username=f"owner{run}")
    project = projects.create(actor=actor, name="Bench")
    story = articles.create_story(actor=actor, project_id=project.pk, title="Bench")
    with transaction.atomic():
        facts = ArticleFacts(title="Bench")
        return actor, articles.write_article(actor=actor, project=project, story=story, facts=facts, raw=text)


def _mark(article: Article, sentences: list[str], number: int, actor: User) -> None:
    from annotator.models import (  # noqa: PLC0415 - after the settings
        Annotation,
        AnnotationCode,
        Claim,
        Layer,
        Mention,
        Range,
        User,
    )
    from annotator.text.anchoring import describe  # noqa: PLC0415 - after the settings
    from annotator.text.spans import Span  # noqa: PLC0415 - after the settings

    people = [User.objects.create(username=f"{actor.username}-{n}") for n in range(5)]
    revision = article.revisions.get()
    layer = Layer.objects.get(codebook__project=article.project, key="claim")
    dimension = layer.dimensions.get(key="certainty")
    code = dimension.codes.first()
    claim = Claim.objects.create(story=article.story, wording="Bench", position=0)
    for n in range(number):
        start = revision.text.index(sentences[n % len(sentences)])
        quote = describe(revision.text, Span(start, start + 20 + n % 30))
        row = Annotation.objects.create(revision=revision, layer=layer, author=people[n % 5], id=uuid.uuid4())
        Range.objects.create(
            annotation=row, position=0, start=start, end=start + len(quote.exact),
            quote=quote.exact, prefix=quote.prefix, suffix=quote.suffix,
        )  # fmt: skip
        AnnotationCode.objects.create(annotation=row, dimension=dimension, code=code)
        if n % 2:
            Mention.objects.create(claim=claim, annotation=row, author=row.author)


if __name__ == "__main__":
    main()
