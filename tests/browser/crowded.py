"""An article with 150 overlapping passages, marked by four people: `python -m tests.browser.crowded`.

It prints the address of its adjudication, its revision, and a session of the lead. Five kinds of passages
take turns.
"""

from __future__ import annotations

import json

PASSAGES = 150
ALIKE, SHORTER, STEPS, ALONE, TIED = range(5)


def sentence(number: int) -> str:
    """Return one of as many sentences; no two are the same."""
    return f"On day {number + 1} the council heard that pier {number + 1} may sink before the spring."


def main() -> None:
    import django

    django.setup()
    from django.db import transaction

    from annotator.models import Member, Role, User
    from annotator.services.annotations import Answer, RangeIn
    from tests.people import add_article, client, made_team, mark

    team = made_team()
    people = [
        team.annotator,
        *(User.objects.create(username=name, name=name.title()) for name in ("ben", "cleo", "dora")),
    ]
    for each in people[1:]:
        Member.objects.create(project=team.project, user=each, role=Role.ANNOTATOR)
    text = "\n\n".join(
        " ".join(sentence(number) for number in range(first, first + 5))
        for first in range(0, PASSAGES + 1, 5)
    )
    article = add_article(team.project, team.story, text, "What the council heard", source="The Beacon")
    revision = article.revisions.get()
    ordinary = ["certain"] * 4

    def put(number: int, who: int, *, shorter: int = 0, certainty: str) -> None:
        start = revision.text.index(sentence(number))
        # Into the next sentence, so that each passage overlaps the one after it.
        end = revision.text.index(sentence(number + 1)) + len("On day") - shorter
        mark(
            people[who],
            revision,
            ranges=[RangeIn(start, end)],
            answers=[Answer("certainty", certainty), Answer("polarity", "asserted")],
        )

    with transaction.atomic():
        for number in range(PASSAGES):
            kind = number % 5
            voters = {ALIKE: 4, SHORTER: 3, STEPS: 3, ALONE: 1, TIED: 2}[kind]
            steps = ("unclear", "possible", "certain") if kind == STEPS else ordinary
            for who in range(voters):
                shorter = len("On day") + 1 if (kind, who) in {(SHORTER, 2), (TIED, 1)} else 0
                put(number, who, shorter=shorter, certainty=steps[who])
    print(  # noqa: T201 - what the test reads
        json.dumps(
            {
                "session": client(team.curator).cookies["sessionid"].value,
                "revision": revision.pk,
                "address": f"/articles/{article.pk}/adjudicate/",
            }
        )
    )


if __name__ == "__main__":
    main()
