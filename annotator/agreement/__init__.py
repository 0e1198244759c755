"""Pure: how far people who did the same work agree, over plain records, with what the number can't say.

Codes, cells and anything else that has one value an item: make `Rating`s, count them article by article, add
the counts, ask for a coefficient::

    whole = sum((codes.tally(part) for part in ratings_by_article), codes.CodeTally())
    coefficients.alpha(whole, Level.ORDINAL, scale=[1, 2, 3, 4])  # an Estimate: value, interval, n, notes
    coefficients.cohen(whole, "ann", "bob")                       # one pair
    coefficients.gwet(whole.between("ann", "bob"))                # any measure, of a pair
    coefficients.alpha(whole.only("possible"))                    # any measure, of one code against the rest

Passages: make `Marking`s and one `Document` for each text that says who worked on it, also where they marked
nothing; `spans.tally`, `unitizing.tally`. Mentions of claims: `Rating`s whose value is the claim that a rater
put the mention under; `clusters.tally`. Passages that several marked become items by `matching.passages`.

A tally is a sum over documents (articles, stories): `tally(all) == tally(part) + tally(rest)` when no item
and no document is in both. It is small, and `plain()` and `of()` take it through JSON, so that a job keeps
one an article and adds them up. A tally has no ids: what stands behind a number is asked of `confusion`.

Where a measure has no value it is None and a note says why; where the value misleads a note says how.
`docs/agreement.md` says which measure answers which question, and where each comes from.
"""

from __future__ import annotations
