"""Relations of a file as links between quotes of claims: those that hold, and why the others do not."""

from __future__ import annotations

import pytest

from annotator.formats.interchange.mapping import LabelRule, Mapping
from annotator.formats.interchange.relating import RelationRule
from annotator.models import Cell, Claim, Event, Link, Mention
from annotator.queries import intakes as queries
from annotator.services import annotations, links
from tests.intaken import CERTAIN, imported, whys

TEXT = "The bridge may be closed. The road is open. Nobody knows the river."
ONE, TWO, THREE = "The bridge may be closed", "The road is open", "Nobody knows the river"
MARKS = "".join(
    f"T{number}\tClaim {TEXT.index(words)} {TEXT.index(words) + len(words)}\t{words}\n"
    for number, words in enumerate((ONE, TWO, THREE), 1)
)


def brat(*relations: str) -> dict[str, str]:
    rows = "".join(f"R{number}\t{each}\n" for number, each in enumerate(relations, 1))
    return {"a.txt": TEXT, "a.ann": MARKS + rows}


def rules(**kinds: RelationRule) -> Mapping:
    return Mapping({"Claim": LabelRule("claim", {}, CERTAIN)}, relations=kinds)


def ends(link: Link) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        each.annotation.ranges.get().quote for each in (link.from_mention, link.to_mention)
    )


CLASH = "Clash Arg1:T1 Arg2:T2"


def test_what_is_not_mapped_is_left_out(team, bring, take):
    found = bring(brat(CLASH, "Clash Arg1:T2 Arg2:T3", "Cause Arg1:T1 Arg2:T3"))
    assert found.found["kinds"] == {"Cause": 1, "Clash": 2}
    done = take(found, rules())
    assert not Link.objects.exists()
    assert not Claim.objects.exists()
    assert done.report["counts"]["links_left_out"] == 3


def test_a_relation_links_its_passages_which_become_claims(team, bring, take):
    done = take(bring(brat(CLASH)), rules(Clash=RelationRule("contradicts")))
    link = Link.objects.get()
    assert (link.kind, link.of) == ("contradicts", "mention")
    assert set(ends(link)) == {ONE, TWO}
    assert [each.wording for each in team.story.claims.all()] == [ONE, TWO]
    (author,) = {each.author for each in imported()}
    assert {link.author, *(each.author for each in Mention.objects.all())} == {author}
    assert {(each.annotator, each.status, each.certainty) for each in Cell.objects.all()} == {
        (author, "asserted", 4)
    }
    assert (done.report["counts"]["links"], done.report["counts"]["claims_made"]) == (1, 2)
    event = Event.objects.get(verb="annotations.imported")
    assert (event.actor, event.after["links"]) == (team.owner, 1)


@pytest.mark.parametrize("turned", [False, True])
def test_a_link_leads_the_way_that_is_said(bring, take, turned):
    take(bring(brat("Refines Arg1:T1 Arg2:T2")), rules(Refines=RelationRule("more_specific", turned)))
    assert ends(Link.objects.get()) == ((TWO, ONE) if turned else (ONE, TWO))


def test_a_passage_in_several_relations_is_one_claim(team, bring, take):
    take(bring(brat(CLASH, "Clash Arg1:T1 Arg2:T3")), rules(Clash=RelationRule("qualifies")))
    assert Link.objects.count() == 2
    assert team.story.claims.count() == 3


def test_links_to_itself_circles_and_ends_that_did_not_go_in_are_refused_with_their_lines(bring, take):
    told = brat(
        "Refines Arg1:T1 Arg2:T2",
        "Refines Arg1:T1 Arg2:T1",
        "Refines Arg1:T2 Arg2:T3",
        "Refines Arg1:T3 Arg2:T1",
        "Refines Arg1:T3 Arg2:T4",
    )
    told["a.ann"] += "T4\tHedge 0 3\tThe\n"
    done = take(
        bring(told),
        Mapping(
            {"Claim": LabelRule("claim", {}, CERTAIN), "Hedge": LabelRule()},
            relations={"Refines": RelationRule("more_specific")},
        ),
    )
    assert Link.objects.count() == 2
    refused = {each.line: each.reason for each in queries.refused_of(done)}
    assert refused[5] == "It ties a passage to itself."
    assert "round in a circle" in refused[7]
    assert refused[8] == "It ties T4, a mark that did not go in."
    assert done.report["counts"]["links_refused"] == len(refused) == 3


def test_the_same_file_again_links_nothing_twice_and_what_was_deleted_stays_so(team, bring, take):
    mapping = rules(Clash=RelationRule("contradicts"))
    take(bring(brat(CLASH)), mapping)
    link = Link.objects.get()
    again = take(bring(brat(CLASH)), mapping)
    assert again.report["counts"]["links_there"] == 1
    links.delete(actor=team.owner, link_id=link.pk)
    take(bring(brat(CLASH)), mapping)
    assert not Link.objects.filter(deleted_at=None).exists()
    assert (Link.objects.count(), team.story.claims.count()) == (1, 2)


def test_relations_that_were_left_out_can_go_in_later(bring, take):
    take(bring(brat(CLASH)), rules())
    done = take(bring(brat(CLASH)), rules(Clash=RelationRule("same")))
    assert (done.report["counts"]["duplicates"], done.report["counts"]["links"]) == (3, 1)


def test_a_mark_that_was_deleted_here_is_not_linked(team, bring, take):
    take(bring(brat(CLASH)), rules())
    mark = next(each for each in imported() if each.ranges.get().quote == ONE)
    annotations.delete(actor=team.owner, annotation_id=mark.pk, version=1)
    done = take(bring(brat(CLASH)), rules(Clash=RelationRule("same")))
    assert whys(done) == ["It ties a mark that was deleted here."]


def test_without_a_story_there_are_no_claims_to_link(bring, take):
    done = take(bring(brat(CLASH)), rules(Clash=RelationRule("same")), story_id=None)
    assert not Link.objects.exists()
    assert "in no story" in whys(done)[0]


def test_a_long_passage_is_a_claim_cut_short(team, bring, take):
    text = "Some " + "very " * 100 + "long words. The road."
    told = {
        "a.txt": text,
        "a.ann": (
            f"T1\tClaim 0 {text.index('.')}\t{text[: text.index('.')]}\n"
            f"T2\tClaim {text.index('The')} {len(text) - 1}\tThe road\n"
            "R1\tClash Arg1:T1 Arg2:T2\n"
        ),
    }
    take(bring(told), rules(Clash=RelationRule("same")))
    first = team.story.claims.get(wording__startswith="Some")
    assert len(first.wording) <= 400
    assert first.wording.endswith("\u2026")
