"""What the time line of an article costs: `python bench/timeline.py [revisions]`; 20 of 800 words.

In each revision every tenth sentence is reworded, one is moved and one replaced. Told are the process's own
(CPU) seconds and the queries of the page of revisions as the server gives it: the first time, when each pair
of neighbours is compared, and again, when what was found is kept. Beside it the baseline: diff-match-patch
alone, word by word, on the same pairs, which tells no moves, no sentences and nothing of certainty.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")

NUMBER = 20
SENTENCES = 53  # of 15 words
HEDGES = ("may", "will", "could", "possibly", "reportedly")
WORDS = 400  # different ones


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    texts = revisions(number)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DEBUG"] = "1"
        os.environ.pop("DATABASE_URL", None)
        import django  # noqa: PLC0415 - after the settings

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 - after the settings

        call_command("migrate", verbosity=0)
        first, again, queries = page(texts)
    alone = baseline(texts)
    words = sum(len(each.split()) for each in texts) // len(texts)
    print(
        f"{number} revisions of {words} words: {first:.2f} s at first, {again:.2f} s again, {queries} queries"
    )
    print(f"diff-match-patch alone, word by word: {alone:.2f} s")


def revisions(number: int) -> list[str]:
    """Return the texts, each made of the one before."""
    random.seed(9)
    known = ["".join(random.choices("abcdefghiklmnoprstuvw", k=random.randint(3, 9))) for _ in range(WORDS)]

    def sentence() -> str:
        words = random.choices(known, k=13)
        words[2:2] = [random.choice(HEDGES), "close"]
        return f"{' '.join(words)}.".capitalize()

    sentences = [sentence() for _ in range(SENTENCES)]
    texts = [joined(sentences)]
    while len(texts) < number:
        sentences = [
            " ".join(random.choice(HEDGES) if word in HEDGES else word for word in each.split())
            if random.random() < 0.1  # noqa: PLR2004 - every tenth
            else each
            for each in sentences
        ]
        sentences.insert(random.randrange(len(sentences)), sentences.pop(random.randrange(len(sentences))))
        sentences[random.randrange(len(sentences))] = sentence()
        texts.append(joined(sentences))
    return texts


def joined(sentences: list[str]) -> str:
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def page(texts: list[str]) -> tuple[float, float, int]:
    """Return what the page costs at first and again, in seconds, and its queries."""
    from django.db import connection, transaction  # noqa: PLC0415 - after the settings
    from django.test import Client  # noqa: PLC0415 - after the settings
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - after the settings

    from annotator import jobs  # noqa: PLC0415 - after the settings
    from annotator.models import User  # noqa: PLC0415 - after the settings
    from annotator.services import articles, projects, revisions  # noqa: PLC0415 - after the settings

    jobs._send = lambda *_: None  # noqa: SLF001 - no worker: nothing is carried here
    actor = User.objects.create(username="owner")
    project = projects.create(actor=actor, name="Bench")
    with transaction.atomic():
        facts = articles.ArticleFacts(title="Bench")
        article = articles.write_article(actor=actor, project=project, story=None, facts=facts, raw=texts[0])
    for text in texts[1:]:
        revisions.add(actor=actor, article_id=article.pk, incoming=revisions.Incoming(text))
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(actor)
    browser.get("/")  # templates and sessions, once
    address = f"/articles/{article.pk}/revisions/"
    taken = []
    for _ in range(2):
        began = time.process_time()
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(address)
        taken.append(time.process_time() - began)
        if answer.status_code != 200:  # noqa: PLR2004
            raise SystemExit(f"The page answered {answer.status_code}.")
    return taken[0], taken[1], len(asked)


def baseline(texts: list[str]) -> float:
    """Return the seconds that diff-match-patch takes for each pair of neighbours, a word a character."""
    from diff_match_patch import diff_match_patch  # noqa: PLC0415 - beside what is measured

    began = time.process_time()
    for old, new in pairwise(texts):
        known: dict[str, str] = {}
        coded = [
            "".join(known.setdefault(word, chr(len(known) + 1)) for word in each.split())
            for each in (old, new)
        ]
        differ = diff_match_patch()
        differ.Diff_Timeout = 0
        differ.diff_main(coded[0], coded[1], checklines=False)
    return time.process_time() - began


if __name__ == "__main__":
    main()
