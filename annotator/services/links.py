"""Links: writes. Claims of a story are linked for everybody, mentions in the layer of who links them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils import timezone

from annotator.errors import AlreadyThere, Conflict, Invalid, NotAllowed, StaleVersion
from annotator.findings.links import way
from annotator.models import Claim, Link, Mention, Project
from annotator.models.links import ACYCLIC, UNDIRECTED
from annotator.policies import Action
from annotator.queries import claims as claim_queries
from annotator.queries import links as queries
from annotator.services import history
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.models import Story, User
    from annotator.policies import Seen

_LONGEST_NOTE = 5000  # code points
_SHOWN = 80  # code points of a claim or a quote in a sentence


@transaction.atomic
def link_claims(*, actor: User, link_id: UUID, kind: str, from_id: UUID, to_id: UUID, note: str = "") -> Link:
    """Link two claims of a story (at most 10 queries). Sending it again gives the link that is there.

    Raises :class:`Invalid` for a claim and itself or of another story, :class:`AlreadyThere` for the same
    link twice, and :class:`Conflict` where "more specific" or "updates" would go round in a circle.
    """
    one = claim_queries.claim_for(actor, from_id).require(Action.FILL_MATRIX)
    other = claim_queries.claim_for(actor, to_id).it
    if one.pk == other.pk:
        raise Invalid("A claim is not linked to itself. Choose another one.", field="to")
    if one.story_id != other.story_id:
        raise Invalid(
            "\u201c%(wording)s\u201d is a claim of another story. Links stay within one.",
            field="to",
            wording=_short(other.wording),
        )
    ends = {"from_claim": one, "to_claim": other}
    return _create(actor, one.story, Link(id=link_id, kind=kind, note=_note(note), author=actor, **ends))


@transaction.atomic
def link_mentions(
    *, actor: User, link_id: UUID, kind: str, from_id: UUID, to_id: UUID, note: str = ""
) -> Link:
    """Link two quotes that are put on claims of a story, in one's own layer; else as :func:`link_claims`."""
    one = queries.mention_for(actor, from_id).require(Action.FILL_MATRIX)
    other = queries.mention_for(actor, to_id).it
    if one.annotation_id == other.annotation_id:
        raise Invalid("A passage is not linked to itself. Choose another one.", field="to")
    if one.claim.story_id != other.claim.story_id:
        raise Invalid(
            "\u201c%(quote)s\u201d stands in another story. Links stay within one.",
            field="to",
            quote=_named(other),
        )
    ends = {"from_mention": one, "to_mention": other}
    return _create(
        actor, one.claim.story, Link(id=link_id, kind=kind, note=_note(note), author=actor, **ends)
    )


def _create(actor: User, story: Story, link: Link) -> Link:
    one_at_a_time(story=story)
    there = Link.objects.filter(pk=link.pk).select_related("author").first()
    if there is not None:
        if there.author_id != actor.pk or there.deleted_at or set(there.ends) != set(link.ends):
            raise Conflict("This id belongs to something else. Make a new one.", field="id")
        return there
    link.project_id = story.project_id
    check(actor=actor, link=link, story=story)
    link.save(force_insert=True)
    _record(actor, story, link, "link.created", after=facts(link))
    return link


@transaction.atomic
def change(*, actor: User, link_id: UUID, version: int, kind: str, note: str) -> Link:
    """Say otherwise how two things are linked, or why (at most 8 queries).

    Raises :class:`StaleVersion` when somebody changed it first, and what creating it raises.
    """
    link, story = _own(queries.link_for(actor, link_id), actor)
    one_at_a_time(story=story)
    before = facts(link)
    link.kind, link.note = kind, _note(note)
    check(actor=actor, link=link, story=story)
    link.version = version + 1
    told = {"kind": link.kind, "note": link.note, "version": link.version}
    ends = {
        "from_claim": link.from_claim,
        "to_claim": link.to_claim,
        "from_mention": link.from_mention,
        "to_mention": link.to_mention,
    }
    changed = Link.objects.filter(pk=link.pk, version=version, deleted_at=None).update(**told, **ends)
    if not changed:
        raise StaleVersion("Somebody changed this link first.", current=before)
    _record(actor, story, link, "link.changed", before=before, after=facts(link))
    return link


@transaction.atomic
def delete(*, actor: User, link_id: UUID) -> Link:
    """Take a link away; it can be restored (5 queries)."""
    link, story = _own(queries.link_for(actor, link_id), actor)
    link.deleted_at = timezone.now()
    link.version += 1
    link.save(update_fields=["deleted_at", "version"])
    _record(actor, story, link, "link.deleted", before=facts(link))
    return link


@transaction.atomic
def restore(*, actor: User, link_id: UUID) -> Link:
    """Bring a link back, unless by now it would be twice there or close a circle (at most 8 queries)."""
    link, story = _own(queries.link_for(actor, link_id, deleted=True), actor)
    if link.deleted_at is not None:
        one_at_a_time(story=story)
        check(actor=actor, link=link, story=story)
        link.deleted_at = None
        link.version += 1
        link.save(update_fields=["deleted_at", "version"])
        _record(actor, story, link, "link.restored", after=facts(link))
    return link


def facts(link: Link) -> dict[str, Any]:
    """Return what events keep of a link, and undo needs (no query)."""
    one, other = link.ends
    return {
        "of": link.of,
        "kind": link.kind,
        "from": str(one),
        "to": str(other),
        "note": link.note,
        "version": link.version,
    }


def _own(seen: Seen[Link], actor: User) -> tuple[Link, Story]:
    link = seen.require(Action.FILL_MATRIX)
    if link.author_id != actor.pk and not seen.may(Action.EDIT_OTHERS):
        raise NotAllowed("This link is somebody else\u2019s. A curator or an owner may change it.")
    return link, queries.story_of(link)


@callers_transaction
def one_at_a_time(*, story: Story) -> None:
    """Let nobody else link in the project meanwhile (1 query).

    So no two links close a circle together, nor is the same made twice.
    """
    Project.objects.select_for_update().get(pk=story.project_id)


@callers_transaction
def check(*, actor: User, link: Link, story: Story) -> None:
    """Put the ends in order and refuse what may not be (at most 3 queries, 4 to refuse)."""
    if link.kind not in Link.Kind.values:
        raise Invalid("A link is one of: %(known)s.", field="kind", known=Link.Kind.values)
    one, other = _ends(link)
    kind = Link.Kind(link.kind)
    if kind in UNDIRECTED and one.pk > other.pk:
        one, other = other, one
        if link.of == "claim":
            link.from_claim, link.to_claim = link.to_claim, link.from_claim
        else:
            link.from_mention, link.to_mention = link.to_mention, link.from_mention
    edges = queries.edges_of(story, kind, link.of, link.author_id)
    said = {"one": _named(one), "kind": kind, "other": _named(other)}
    twice = _same(link)
    if twice is not None:
        raise AlreadyThere(
            "It is there already: \u201c%(one)s\u201d %(kind)s \u201c%(other)s\u201d.",
            field="to",
            **({"id": str(twice.pk)} if queries.in_sight(actor, twice) else {}),
            **said,
        )
    if kind in ACYCLIC:
        _goes_on(way(edges, other.pk, one.pk), one, said)


def _same(link: Link) -> Link | None:
    rows = Link.objects.filter(kind=link.kind, deleted_at=None).exclude(pk=link.pk)
    if link.of == "claim":
        return rows.filter(from_claim=link.from_claim, to_claim=link.to_claim).first()
    ends = {"from_mention": link.from_mention, "to_mention": link.to_mention}
    return rows.filter(author=link.author_id, **ends).first()


def _goes_on(round_about: list[UUID], end: Claim | Mention, said: dict[str, Any]) -> None:
    """Refuse a link that closes a circle; `round_about` leads from its end back to its beginning."""
    between = round_about[1:-1]
    if between:
        raise Conflict(
            "It would go round in a circle: \u201c%(other)s\u201d %(kind)s \u201c%(one)s\u201d already, "
            "by way of %(way)s.",
            field="to",
            way=[f"\u201c{name}\u201d" for name in _names(end, between)],
            **said,
        )
    if round_about:
        raise Conflict(
            "It is there the other way round: \u201c%(other)s\u201d %(kind)s \u201c%(one)s\u201d.",
            field="to",
            **said,
        )


def _names(like: Claim | Mention, ids: list[UUID]) -> list[str]:
    found: dict[UUID, Claim | Mention] = {}
    if isinstance(like, Claim):
        found.update(Claim.objects.in_bulk(ids))
    else:
        found.update(Mention.objects.select_related("claim").in_bulk(ids))
    return [_named(found[each]) for each in ids]


def _ends(link: Link) -> tuple[Claim, Claim] | tuple[Mention, Mention]:
    if link.of == "claim":
        return cast("tuple[Claim, Claim]", (link.from_claim, link.to_claim))
    return cast("tuple[Mention, Mention]", (link.from_mention, link.to_mention))


def _named(end: Claim | Mention) -> str:
    """Return a claim's wording, or a mention's words where they were read with it."""
    if isinstance(end, Claim):
        return _short(end.wording)
    return _short(getattr(end, "quote", "") or end.claim.wording)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1].rstrip() + "\u2026"


def _note(note: str) -> str:
    note = note.strip().replace("\x00", "")
    if len(note) > _LONGEST_NOTE:
        raise Invalid("A note has at most %(most)s characters.", field="note", most=_LONGEST_NOTE)
    return note


def _record(
    actor: User,
    story: Story,
    link: Link,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    history.record(
        project_id=story.project_id,
        actor=actor,
        verb=verb,
        subject=link.pk,
        scope=f"story:{story.pk}",
        before=before,
        after=after,
    )
