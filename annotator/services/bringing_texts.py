"""Bringing a dataset's texts into a project, each with its article: `bringing_documents` brings the rest."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.models import Article, Revision, Source
from annotator.services.bringing import NOT_THERE, Target
from annotator.text.normalise import fingerprint, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.formats.interchange.own import Line

_when = datetime.fromisoformat


def bring_revisions(target: Target, lines: Sequence[Line]) -> None:
    """Write texts, each with its article if that is not there yet (5 queries each, 9 where it is)."""
    for line, uid in target.new_ones("revision", "revision_id", lines):
        told = line.record
        if not _is_whole(target, line):
            continue
        stories = target.known("story", [told["story_id"]])
        if told["story_id"] is not None and not stories:
            target.refuse(line, NOT_THERE, "story_id", kind="story", id=told["story_id"])
            continue
        number = Revision(
            uid=uid,
            number=told["revision"],
            text=told["text"],
            raw=told["text"],
            sha256=told["sha256"],
            length=told["length"],
            fetched_at=_when(told["fetched_at"]),
            created_by=target.project.created_by,
        )
        key = target.known("article", [told["article_id"]]).get(told["article_id"])
        article = Article(pk=key) if key is not None else _article(target, told)
        article.story_id = stories.get(told["story_id"])
        if key is None:
            article.save(force_insert=True)
        else:
            _head(number, key, told)
        number.article = article
        target.write([(line, [number])])


def _head(number: Revision, article_id: int, told: dict[str, Any]) -> None:
    """Keep what stood above the texts of an article with several; the newest one's is the article's own."""
    title, byline = told["title"], told["byline"] or ""
    there = Revision.objects.filter(article=article_id)
    if there.filter(number__gt=number.number).exists():
        number.title, number.byline = title, byline
        return
    before = Article.objects.only("title", "byline").get(pk=article_id)
    there.filter(title=None).update(title=before.title, byline=before.byline)
    Article.objects.filter(pk=article_id).update(title=title, byline=byline)


def _is_whole(target: Target, line: Line) -> bool:
    """Say whether a text is what its record says of it, and refuse its line otherwise."""
    text = line.record["text"]
    if fingerprint(text) != line.record["sha256"]:
        target.refuse(line, "The text is not the one of this checksum: it was changed.", "sha256")
    elif len(text) != line.record["length"]:
        target.refuse(line, "The text has another length: %(length)s.", "length", length=len(text))
    elif normalise(text) != text:
        target.refuse(line, "The text is not in canonical form (docs/datasets.md).", "text")
    else:
        return True
    return False


def _article(target: Target, told: dict[str, Any]) -> Article:
    uid = target.fresh("article", [told["article_id"]])[told["article_id"]]
    return Article(
        uid=uid,
        project=target.project,
        source=_source(target, told),
        title=told["title"],
        byline=told["byline"] or "",
        url=told["url"] or "",
        published_at=_when(told["published_at"]) if told["published_at"] else None,
        published_precision=told["published_precision"] or Article.Precision.DAY,
        created_at=_when(told["added_at"]),
        created_by=target.project.created_by,
    )


def _source(target: Target, told: dict[str, Any]) -> Source | None:
    if told["source"] is None:
        return None
    facts = {"name": told["source"], "domain": told["source_domain"] or ""}
    source, _ = Source.objects.get_or_create(
        project=target.project, name__iexact=told["source"], defaults=facts
    )
    return source
