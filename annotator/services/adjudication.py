"""Adjudication: writes. A decision makes gold; the annotators' own layers are never touched."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.errors import CodeInvalid, Conflict, Invalid, NotFound, StaleVersion
from annotator.findings.decisions import Cluster, majority, overruled
from annotator.models import Annotation, Decision, DecisionBasis, DecisionCode, DecisionRange
from annotator.policies import Seen
from annotator.queries import adjudication as queries
from annotator.queries import annotations as marks
from annotator.queries import articles as article_queries
from annotator.queries import gathering
from annotator.queries.codebooks import CodebookIndex, current_for_project
from annotator.services import history
from annotator.services.marking import Answer, RangeIn, codes_for, layer_in, note_of, spans_in
from annotator.text.anchoring import describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.models import Revision, User
    from annotator.text.spans import Span

MOST_BASIS = 200  # annotations that one decision can rest on


@dataclass(frozen=True, slots=True)
class Decided:
    """What a curator decides on one passage.

    `basis` names the annotations it rests on, in the versions that the curator saw; none: nobody marked it,
    and the curator adds it. `version` is the decision's that is changed; None makes a new one.
    """

    layer: str
    kept: bool
    ranges: Sequence[RangeIn]
    answers: Sequence[Answer] = ()
    basis: Mapping[UUID, int] | None = None
    reason: str = ""
    version: int | None = None


@transaction.atomic
def decide(*, actor: User, revision_id: int, decision_id: UUID, decided: Decided) -> dict[str, Any]:
    """Decide on a passage, or decide anew (about 20 queries, whatever the number of annotations).

    Sending the same again, with the same id and version, gives what is there. Raises :class:`Invalid` on
    `reason` when more than half of the people are overruled without one, :class:`StaleVersion` when somebody
    else decided first, :class:`Conflict` when an annotation of the basis is decided on already.
    """
    revision = queries.to_decide_on(actor, article_queries.revision_for(actor, revision_id)).it
    there = Decision.objects.select_for_update().filter(pk=decision_id).first()
    if there is not None and (there.revision_id != revision.pk or there.deleted_at is not None):
        raise Conflict("This id belongs to something else. Make a new one.", field="id")
    if there is not None and (decided.version is None or _is_sent_again(there, actor, revision, decided)):
        return _told(there)
    return _write(actor, revision, decision_id, there, decided)


@transaction.atomic
def accept_unanimous(*, actor: User, revision_id: int, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Decide on all that everybody marked alike, as everybody did (queries: 12, and 20 for each).

    `ids` are new ones, made by the client; each takes the next passage in the order of the text. What is
    beyond their number stays open, and what the newest codebook would refuse.
    """
    table = queries.table_for(actor, revision_id)
    open_ones = [each for each in table.items if each.decision is None and each.majority.unanimous]
    used = set(Decision.objects.filter(pk__in=ids).values_list("pk", flat=True))
    made = []
    for new, item in zip([each for each in ids if each not in used], open_ones, strict=False):
        with suppress(CodeInvalid):  # refused before anything is written
            made.append(_write(actor, table.seen.it, new, None, as_most(item)))
    return made


def as_most(item: gathering.Item) -> Decided:
    """Return the decision that does what most say. Raises :class:`Invalid` where that leaves a thing open."""
    most = item.majority
    if most.kept is None or most.ranges is None or None in most.answers.values():
        raise Invalid("There is no majority here: decide on it yourself.", field="id")
    first = {each["dimension"]: each for marking in item.markings for each in marking["codes"]}
    return Decided(
        layer=item.layer,
        kept=most.kept,
        ranges=[RangeIn(each.start, each.end) for each in most.ranges],
        answers=[
            Answer(key, words=said) if "words" in first[key] else Answer(key, said)
            for key, all_said in most.answers.items()
            for said in all_said or ()
        ],
        basis={UUID(each["id"]): each["version"] for each in item.markings},
    )


@transaction.atomic
def withdraw(*, actor: User, decision_id: UUID, version: int) -> None:
    """Take a decision back: its passage is open again (6 queries). Doing so twice is doing so once."""
    decision = _decision_for(actor, decision_id)
    if decision.deleted_at is not None:
        return
    before = _told(decision)
    _take(decision, version)
    decision.deleted_at = timezone.now()
    decision.save(update_fields=["deleted_at", "updated_at"])
    _record(actor, decision.revision, "decision.withdrawn", decision.pk, before, None)


@transaction.atomic
def restore(*, actor: User, decision_id: UUID) -> dict[str, Any]:
    """Bring a withdrawn decision back (10 queries). Raises :class:`Conflict` if its marks were decided on."""
    decision = _decision_for(actor, decision_id)
    if decision.deleted_at is None:
        return _told(decision)
    rests_on = list(decision.basis.values_list("annotation", flat=True))
    _refuse_taken(rests_on, decision.pk)
    decision.deleted_at = None
    decision.version += 1
    decision.save(update_fields=["deleted_at", "version", "updated_at"])
    after = _told(decision)
    _record(actor, decision.revision, "decision.restored", decision.pk, None, after)
    return after


def _decision_for(actor: User, decision_id: UUID) -> Decision:
    """Return a decision on a text that the actor adjudicates (1 query, 2 where it is blind)."""
    seen = queries.decision_for(actor, decision_id)
    queries.to_decide_on(actor, Seen(seen.it.revision, seen.role))
    return seen.it


def _is_sent_again(there: Decision, actor: User, revision: Revision, decided: Decided) -> bool:
    """Say whether a change is the one that was made last: its answer got lost, and it came once more."""
    if decided.version is None or there.version != decided.version + 1 or there.decided_by_id != actor.pk:
        return False
    told = _told(there)
    sent = [(each.start, each.end) for each in spans_in(revision.text, decided.ranges)]
    answers = {(each.dimension, each.code or each.words.strip()) for each in decided.answers}
    return (
        told["layer"] == decided.layer
        and told["kept"] is decided.kept
        and told["reason"] == note_of(decided.reason)
        and sent == [(each["start"], each["end"]) for each in told["ranges"]]
        and {each["annotation"]: each["version"] for each in told["basis"]}
        == {str(key): version for key, version in (decided.basis or {}).items()}
        and (
            not decided.kept
            or answers == {(each["dimension"], each.get("code") or each["words"]) for each in told["codes"]}
        )
    )


def _write(
    actor: User, revision: Revision, key: UUID, there: Decision | None, decided: Decided
) -> dict[str, Any]:
    codebook = current_for_project(revision.article.project_id)
    layer = layer_in(codebook, decided.layer)
    spans = spans_in(revision.text, decided.ranges)
    codes = codes_for(layer, decided.answers) if decided.kept else []
    reason = note_of(decided.reason)
    basis = dict(decided.basis or {})
    _refuse_taken(list(basis), key)
    found = _marked(revision, basis)
    against = _against(revision, codebook, decided, spans, found)
    if against and not reason:
        raise Invalid(
            "More than half say otherwise. Say why you overrule them.",
            field="reason",
            overrules=list(against),
        )
    if not basis and not decided.kept:
        raise Invalid("There is nothing to drop: nobody marked it.", field="kept")
    before = _told(there) if there is not None else None
    decision = there or Decision(pk=key, revision=revision)
    if there is not None:
        _take(there, decided.version)
        for rows in (there.ranges, there.codes, there.basis):
            rows.all().delete()
    decision.layer, decision.kept, decision.reason = layer.row, decided.kept, reason
    decision.overrules, decision.decided_by = bool(against), actor
    decision.save(force_insert=there is None)
    DecisionRange.objects.bulk_create(
        DecisionRange(
            decision=decision,
            position=position,
            start=span.start,
            end=span.end,
            quote=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
        )
        for position, (span, quote) in enumerate((span, describe(revision.text, span)) for span in spans)
    )
    DecisionCode.objects.bulk_create(
        DecisionCode(decision=decision, dimension=each.dimension, code=each.code, words=each.words)
        for each in codes
    )
    DecisionBasis.objects.bulk_create(
        DecisionBasis(decision=decision, annotation_id=each, version=version)
        for each, version in basis.items()
    )
    after = _told(decision)
    verb = "decision.changed" if before else "decision.made"
    _record(actor, revision, verb, decision.pk, before, after)
    return after


def _marked(revision: Revision, basis: Mapping[UUID, int]) -> list[marks.AnnotationData]:
    """Return the annotations of a basis as they are. Raises :class:`Invalid` naming what is not there."""
    if len(basis) > MOST_BASIS:
        raise Invalid("A decision rests on at most %(most)s marks.", field="basis", most=MOST_BASIS)
    rows = Annotation.objects.filter(pk__in=list(basis), revision=revision, deleted_at=None)
    found = marks.listed(None, rows)
    missing = {str(each) for each in basis} - {each["id"] for each in found}
    if missing:
        raise Invalid(
            "These marks are not on this text any more: %(gone)s.", field="basis", gone=sorted(missing)
        )
    return found


def _against(
    revision: Revision,
    codebook: CodebookIndex,
    decided: Decided,
    spans: list[Span],
    found: list[marks.AnnotationData],
) -> tuple[str, ...]:
    if not found:
        return ()
    cluster = Cluster(decided.layer, tuple(gathering.marking(each) for each in found))
    asked = gathering.questions(codebook, decided.layer)
    most = majority(cluster, voters=queries.voters_on(revision), questions=asked)
    answers: dict[str, list[str]] = {}
    for each in decided.answers:
        answers.setdefault(each.dimension, []).append(each.code or each.words)
    return overruled(
        cluster,
        most,
        kept=decided.kept,
        ranges=tuple(spans),
        answers={key: tuple(each) for key, each in answers.items()},
    )


def _refuse_taken(annotations: list[UUID], key: UUID) -> None:
    """Refuse marks that another decision rests on. Raises :class:`Conflict`."""
    taken = queries.basis_of(annotations).exclude(decision=key).values_list("annotation", flat=True)
    if found := sorted(str(each) for each in taken):
        raise Conflict("Somebody has decided on these marks in the meantime.", field="basis", taken=found)


def _take(decision: Decision, version: int | None) -> None:
    """Take the right to change `version`: one conditional update, so that of two at once one gets it."""
    rows = Decision.objects.filter(pk=decision.pk)
    if version is None or not rows.filter(version=version).update(version=version + 1):
        raise StaleVersion(
            "This decision was changed in the meantime: it is at version %(now)s, "
            "and you changed version %(yours)s.",
            now=decision.version,
            yours=version,
            current=_told(decision),
        )
    decision.version = version + 1


def _told(decision: Decision) -> dict[str, Any]:
    found = queries.decisions_on(Decision.objects.filter(pk=decision.pk))
    if not found:
        raise NotFound
    return found[0]


def _record(
    actor: User,
    revision: Revision,
    verb: str,
    subject: object,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    history.record(
        project_id=revision.article.project_id,
        actor=actor,
        verb=verb,
        subject=subject,
        scope=f"revision:{revision.pk}",
        before=before,
        after=after,
    )
