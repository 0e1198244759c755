"""Comments: said once, changed by version, deleted softly; whom they concern, and what is unread."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from django.utils import timezone

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound, StaleVersion, TooMuch
from annotator.models import Annotation, Comment, Event, Member, Role, Thread
from annotator.queries import comments as queries
from annotator.queries import inbox as inbox_queries
from annotator.services import annotations, comments, inbox, projects
from tests.people import mark


@pytest.fixture
def talk(team):
    """A mark of the annotator's, and what people do about it."""
    key = uuid.UUID(mark(team.annotator, team.revision, "may resign").data["id"])

    def say(who, body="Sure?", **other):
        return comments.create(
            **{"actor": who, "annotation_id": key, "comment_id": uuid.uuid4(), "body": body} | other
        )

    def unread(who):
        return queries.talk_on(who, team.revision).get(str(key), queries.NO_TALK)["unread"]

    def in_inbox(who):
        return [(row.why, bool(row.unread)) for row in inbox_queries.inbox_of(who)]

    def read(who, number=500):
        comments.read(actor=who, annotation_id=key, number=number)

    return SimpleNamespace(key=key, say=say, unread=unread, inbox=in_inbox, read=read)


def verbs(team):
    return list(Event.objects.filter(project=team.project).order_by("seq").values_list("verb", flat=True))


# -- saying


def test_a_comment_is_kept_with_its_number_and_an_event(team, talk):
    first, second = talk.say(team.curator, " One "), talk.say(team.owner, "**Two**")
    assert [first.data["number"], second.data["number"]] == [1, 2]
    assert (first.data["body"], second.data["html"]) == ("One", "<p><strong>Two</strong></p>")
    event = Event.objects.get(project=team.project, seq=second.seq)
    assert (event.verb, event.scope) == ("comment.created", f"revision:{team.revision.pk}")
    assert event.after["annotation"] == str(talk.key)
    assert not {"mine", "html"} & set(event.after)


def test_a_comment_that_is_sent_again_is_there_once(team, talk):
    key = uuid.uuid4()
    assert talk.say(team.owner, comment_id=key).made
    again = talk.say(team.owner, "Other words", comment_id=key)
    assert (again.made, again.seq, again.data["body"]) == (False, 0, "Sure?")
    assert Comment.objects.count() == 1
    with pytest.raises(Conflict):
        talk.say(team.curator, comment_id=key)


@pytest.mark.parametrize("body", ["", "  \n", "\x00", "a" * 5001])
def test_what_says_nothing_or_too_much_is_refused(body, team, talk):
    with pytest.raises(Invalid) as refused:
        talk.say(team.owner, body)
    assert refused.value.field == "body"


def test_a_body_is_counted_in_code_points(team, talk):
    assert talk.say(team.owner, "\U0001f469" * 5000).made


def test_a_thread_has_an_end(team, talk):
    talk.say(team.owner)
    Thread.objects.update(newest=queries.MOST)
    with pytest.raises(TooMuch):
        talk.say(team.owner)


# -- who may


@pytest.mark.parametrize("name", ["owner", "curator", "annotator"])
def test_who_may_annotate_may_comment_and_settle(name, team, talk):
    assert talk.say(team.who(name)).made
    assert comments.resolve(actor=team.who(name), annotation_id=talk.key, resolved=True)["resolved_by"]


def test_a_reader_reads_only(team, talk):
    said = talk.say(team.owner)
    with pytest.raises(NotAllowed):
        talk.say(team.reader)
    with pytest.raises(NotAllowed):
        comments.resolve(actor=team.reader, annotation_id=talk.key, resolved=True)
    assert queries.comment_for(team.reader, said.data["id"]).it.body == "Sure?"
    with pytest.raises(NotFound):
        queries.comment_for(team.stranger, said.data["id"])


def test_ones_words_are_changed_by_oneself_only(team, talk):
    said = talk.say(team.annotator)
    for other in (team.owner, team.curator):
        with pytest.raises(NotAllowed):
            comments.revise(actor=other, comment_id=said.data["id"], version=1, body="Not mine")


def test_others_words_are_deleted_by_who_leads(team, talk):
    ours, theirs = talk.say(team.annotator), talk.say(team.owner)
    with pytest.raises(NotAllowed):
        comments.delete(actor=team.annotator, comment_id=theirs.data["id"])
    assert comments.delete(actor=team.curator, comment_id=ours.data["id"])
    with pytest.raises(NotAllowed):
        comments.restore(actor=team.annotator, comment_id=ours.data["id"])
    assert comments.restore(actor=team.curator, comment_id=ours.data["id"]).data["body"] == "Sure?"


# -- changing


def test_of_two_changes_of_one_version_the_second_is_told_what_stands(team, talk):
    key = talk.say(team.owner).data["id"]
    first = comments.revise(actor=team.owner, comment_id=key, version=1, body="One")
    assert (first.data["version"], bool(first.data["edited_at"])) == (2, True)
    with pytest.raises(StaleVersion) as refused:
        comments.revise(actor=team.owner, comment_id=key, version=1, body="Two")
    assert refused.value.facts["current"]["body"] == "One"


def test_a_deleted_comment_keeps_its_place_without_words_and_can_come_back(team, talk):
    key = talk.say(team.owner).data["id"]
    assert comments.delete(actor=team.owner, comment_id=key)
    assert comments.delete(actor=team.owner, comment_id=key) == 0
    told = queries.as_data(team.reader, queries.comment_for(team.reader, key).it)
    assert (told["body"], told["html"], told["mentions"]) == ("", "", [])
    assert queries.talk_on(team.reader, team.revision) == {}
    with pytest.raises(Conflict):
        comments.revise(actor=team.owner, comment_id=key, version=2, body="x")
    assert comments.restore(actor=team.owner, comment_id=key).data["version"] == 3
    assert verbs(team)[-3:] == ["comment.created", "comment.deleted", "comment.restored"]


def test_a_thread_is_settled_once_and_opened_again(team, talk):
    with pytest.raises(Conflict):
        comments.resolve(actor=team.owner, annotation_id=talk.key, resolved=True)
    talk.say(team.owner)
    for resolved in (True, True, False):
        told = comments.resolve(actor=team.owner, annotation_id=talk.key, resolved=resolved)
        assert (told["resolved_at"] is not None) == resolved
    assert verbs(team)[-2:] == ["thread.resolved", "thread.reopened"]


def test_the_talk_about_a_deleted_mark_is_read_but_not_added_to(team, talk):
    talk.say(team.owner)
    annotations.delete(actor=team.annotator, annotation_id=talk.key, version=1)
    told = queries.thread_of(team.reader, Annotation.objects.get(pk=talk.key))
    assert (told["annotation_deleted"], len(told["comments"])) == (True, 1)
    (row,) = inbox_queries.as_data(team.annotator, inbox_queries.inbox_of(team.annotator))
    assert (row["annotation_deleted"], row["quote"]) == (True, "may resign")
    with pytest.raises(Conflict):
        talk.say(team.owner)


# -- whom it concerns


def test_a_comment_concerns_who_is_mentioned_whose_mark_it_is_and_who_wrote_there(team, talk):
    talk.say(team.curator, "First")
    talk.say(team.owner, "@reader, @Stranger and @owner: look")
    assert talk.inbox(team.reader) == [("mention", True)]
    assert talk.inbox(team.annotator) == [("mark", True)] * 2
    assert talk.inbox(team.curator) == [("reply", True)]
    assert talk.inbox(team.owner) == talk.inbox(team.stranger) == []


def test_the_strongest_reason_counts_and_once(team, talk):
    talk.say(team.owner, "@annotator @ANNOTATOR")
    assert talk.inbox(team.annotator) == [("mention", True)]


def test_who_is_no_member_is_not_mentioned(team, talk):
    team.project.members.filter(user=team.curator).update(removed_at=timezone.now())
    said = talk.say(team.owner, "@stranger @curator @nobody")
    assert said.data["mentions"] == []
    assert "mention" not in said.data["html"]
    assert talk.inbox(team.curator) == []


def test_a_mention_that_is_added_later_is_unread_though_the_thread_was_read(team, talk):
    key = talk.say(team.owner, "Look").data["id"]
    talk.read(team.reader)
    comments.revise(actor=team.owner, comment_id=key, version=1, body="Look, @reader")
    assert talk.inbox(team.reader) == [("mention", True)]
    comments.revise(actor=team.owner, comment_id=key, version=2, body="Look")
    assert talk.inbox(team.reader) == []


def test_a_mention_that_is_taken_back_leaves_the_other_reason(team, talk):
    key = talk.say(team.owner, "@annotator").data["id"]
    comments.revise(actor=team.owner, comment_id=key, version=1, body="Look")
    assert talk.inbox(team.annotator) == [("mark", True)]


def test_who_leaves_keeps_their_words_and_loses_the_inbox(team, talk):
    said = talk.say(team.curator)
    talk.say(team.owner, "@curator")
    row = Member.objects.get(user=team.curator, project=team.project)
    projects.remove_member(actor=team.owner, member_id=row.pk)
    assert talk.inbox(team.curator) == []
    told = queries.comment_for(team.reader, said.data["id"]).it
    assert (told.body, told.author) == ("Sure?", team.curator)


def test_the_inbox_leaves_out_what_is_deleted(team, talk):
    key = talk.say(team.owner).data["id"]
    comments.delete(actor=team.owner, comment_id=key)
    assert talk.inbox(team.annotator) == []
    comments.restore(actor=team.owner, comment_id=key)
    team.article.deleted_at = timezone.now()
    team.article.save()
    assert talk.inbox(team.annotator) == []


# -- what is unread


def test_others_comments_are_unread_until_they_are_read_and_it_never_goes_back(team, talk):
    talk.say(team.owner)
    talk.say(team.curator)
    assert [talk.unread(who) for who in (team.reader, team.owner, team.curator)] == [2, 1, 1]
    talk.read(team.reader, 1)
    assert talk.unread(team.reader) == 1
    talk.read(team.reader)
    talk.read(team.reader, 1)
    assert (talk.unread(team.reader), talk.unread(team.owner)) == (0, 1)
    talk.say(team.owner)
    assert talk.unread(team.reader) == 1


def test_the_inbox_shows_the_unread_first_then_the_newest(team, talk):
    for body in ("One", "Two", "Three"):
        talk.say(team.owner, body)
    talk.read(team.annotator, 2)
    bodies = [row.comment.body for row in inbox_queries.inbox_of(team.annotator)]
    assert bodies == ["Three", "Two", "One"]
    other = mark(team.annotator, team.revision, "not clear").data["id"]
    talk.say(team.owner, "Elsewhere", annotation_id=other)
    comments.read(actor=team.annotator, annotation_id=other, number=1)
    bodies = [row.comment.body for row in inbox_queries.inbox_of(team.annotator)]
    assert bodies == ["Three", "Elsewhere", "Two", "One"]


def test_one_item_or_all_are_read(team, talk):
    talk.say(team.owner)
    talk.say(team.curator)
    newest, oldest = inbox_queries.inbox_of(team.annotator)
    inbox.read(actor=team.annotator, item_id=oldest.pk)
    assert inbox_queries.unread_of(team.annotator) == 1
    with pytest.raises(NotFound):
        inbox.read(actor=team.reader, item_id=newest.pk)
    assert inbox.read_all(actor=team.annotator) == 1
    assert inbox.read_all(actor=team.annotator) == inbox_queries.unread_of(team.annotator) == 0


def test_what_a_role_loses_it_may_still_read(team, talk):
    said = talk.say(team.annotator)
    Member.objects.filter(user=team.annotator).update(role=Role.READER)
    with pytest.raises(NotAllowed):
        comments.revise(actor=team.annotator, comment_id=said.data["id"], version=1, body="x")
