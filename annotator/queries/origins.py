"""Origins: reads. Which accounts of a story print the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.findings.origins import Group, Tie, groups, numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.models import Article, OriginChoice, Revision, TextFacts

Copies = list[list[Any]]  # [revision, revision, words, share], as an overview keeps them


def facts_of(revision: Revision) -> TextFacts | None:
    """Return what was read in a revision that was loaded with its `facts` (no query); None: not read yet."""
    found: TextFacts | None = getattr(revision, "facts", None)
    return found


def choice_of(article: Article) -> OriginChoice | None:
    """Return what a person said of an account that was loaded with its `origin_choice` (no query)."""
    found: OriginChoice | None = getattr(article, "origin_choice", None)
    return found


def grouped(accounts: Sequence[Article], copies: Copies) -> list[Group]:
    """Return the groups of one origin among accounts, people's word before the machine's (no query).

    The accounts come from :func:`annotator.queries.overviews.accounts_of`.
    """
    chosen = {each.pk: choice.same_as_id for each in accounts if (choice := choice_of(each)) is not None}
    return groups([each.pk for each in accounts], ties(accounts, copies), chosen)


def ties(accounts: Iterable[Article], copies: Copies) -> list[Tie]:
    """Return what the accounts' newest revisions share, as accounts (no query)."""
    newest: dict[int, Article] = {each.revisions_newest_first[0].pk: each for each in accounts}  # type: ignore[attr-defined]  # from the prefetch
    agencies = {pk: _agencies(each) for pk, each in newest.items()}
    return [
        Tie(
            newest[one].pk,
            newest[other].pk,
            share,
            words,
            agency=next((each for each in agencies[one] if each in agencies[other]), ""),
        )
        for one, other, words, share in copies
        if words and one in newest and other in newest
    ]


def _agencies(article: Article) -> list[str]:
    facts = facts_of(article.revisions_newest_first[0])  # type: ignore[attr-defined]  # from the prefetch
    return facts.agencies if facts else []


def origin_numbers(accounts: Sequence[Article], copies: Copies) -> dict[int, int]:
    """Return the number of each account's origin, from 1 on (no query)."""
    return numbered(grouped(accounts, copies))
