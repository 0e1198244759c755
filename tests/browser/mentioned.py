"""A story with two claims and passages that people put on them: `python -m tests.browser.mentioned`.

It prints the address of its adjudication, its number, and a session of the lead. Of three people all put the
first passage on the first claim, one the second; the third passage is on no claim.
"""

from __future__ import annotations

import json


def main() -> None:
    import django

    django.setup()
    import uuid

    from annotator.models import Member, Role, User
    from annotator.services import adjudication, claims
    from annotator.services.adjudication import Decided
    from tests.people import SURE, at, client, made_team, mark

    team = made_team()
    ben = User.objects.create(username="ben", name="Ben")
    Member.objects.create(project=team.project, user=ben, role=Role.ANNOTATOR)
    people = [team.owner, team.annotator, ben]
    first, second = (
        claims.create(actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording=each)
        for each in ("The mayor resigns.", "The bridge is closed.")
    )
    for quote, on in (
        ("may resign", [first, first, first]),
        ("the bridge was closed", [first, second, second]),
        ("Nobody was hurt", []),
    ):
        made = [mark(each, team.revision, quote).data for each in people]
        for who, each, claim in zip(people, made, on, strict=False):
            claims.put(actor=who, claim_id=claim.pk, annotation_id=uuid.UUID(each["id"]))
        adjudication.decide(
            actor=team.curator,
            revision_id=team.revision.pk,
            decision_id=uuid.uuid4(),
            decided=Decided(
                "claim",
                True,
                [at(team.revision, quote)],
                SURE,
                {uuid.UUID(each["id"]): each["version"] for each in made},
            ),
        )
    told = {
        "session": client(team.curator).cookies["sessionid"].value,
        "story": team.story.pk,
        "address": f"/stories/{team.story.pk}/adjudicate/",
    }
    print(json.dumps(told))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main()
