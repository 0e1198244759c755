"""Two accounts of one career, years apart: what a reader would lay side by side is paired, and only \
that."""

from __future__ import annotations

import pytest

from annotator.text.alignment import align

# Long sentences, one name all through, other words for the same, and what only one of the two tells.
EARLIER = """On June 3, the navy announced it would send 120 divers to Cape Morrow as a “standby” force.

Only two days later, Admiral Tove Rask and his self-declared Morrow Free Fleet seized the capital, took \
over the senate, and vowed to “clean” the country of monarchists.

It is Adm. Rask's second attempted putsch this year, and seems to fare better than the one in March, \
which began with a statement announcing her takeover and ended there.

Adm. Rask made her name as a confidante of President Emil Varga, but changed sides when she was captured \
during the failed late 70s invasion of Tarn.

Freed at the urging of the French, she was set up as a commander of the Salvation League, a rebel group \
based in Tarn that the French secret service paid for.

Rask quietly relocated to the suburbs of Lyon after that, and lived there through 2004, when she left to \
declare herself a rebel leader in the revolt that ousted Varga.

Eventually the admiral got her fleet, or at least a self-styled one, forming the Morrow Free Fleet, which \
has no official tie to the real fleet.

Whether the putsch lasts remains to be seen, but it came hours after Prime Minister Odd Lien formed a \
cabinet.

Adm. Rask has bragged about her French backing in the past, though exactly where she stands with the \
French at present is as unclear as where she stands within the fleet's command."""

LATER = """Is Norway about to be drawn into the ever more tangled wars of Morrow? If so, it may have \
found an eager client in Adm. Tove Rask, a long-time recipient of French aid who now styles herself the \
head of the Morrow Free Fleet.

Adm. Rask was lately in Oslo to meet the foreign minister, asking for ships and offering a harbour in \
return. Norway has said it is not interested.

Rask was an admiral under Emil Varga until 1978, when she was captured in Morrow's war against Tarn. She \
and the other prisoners were disowned by Varga, and she was recruited by the French to lead a rebel group \
paid by their secret service.

After Rask's first rebellion collapsed, she moved to Grenoble, and tried again in a 1989 rebellion, which \
also failed. During the French-backed revolt of 2004, Rask moved back to Morrow, declaring herself the \
head of the fleet.

In 2009 she announced a military putsch, though she never came to power.

Rask has long implied she had substantial foreign backing, with many speculating she was still on the \
payroll of the French. Other than Denmark, it is not clear she has many allies."""


def links():
    return {
        (found.a.of(EARLIER), found.b.of(LATER)): found.score
        for found in sorted(align(EARLIER, LATER), key=lambda found: found.score)
    }


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("when she was captured during", "when she was captured in"),
        ("Freed at the urging", "recruited by the French"),
        ("relocated to the suburbs", "she moved to Grenoble"),
        ("left to declare herself", "declaring herself the head"),
        ("second attempted putsch", "announced a military putsch"),
        ("Eventually the admiral got her fleet", "styles herself the head of the Morrow Free Fleet"),
        ("bragged about her French backing", "long implied she had substantial foreign backing"),
    ],
)
def test_what_tells_of_the_same_is_paired(earlier, later):
    assert [pair for pair in links() if earlier in pair[0] and later in pair[1]]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Only two days later", "found an eager client"),  # the same names, another event
        ("bragged about her French backing", "French-backed revolt of 2004"),
        ("will send 120 divers", "drawn into the ever more tangled wars"),
    ],
)
def test_names_and_themes_of_the_story_pair_nothing(earlier, later):
    assert not [pair for pair in links() if earlier in pair[0] and later in pair[1]]


def test_the_doubts_about_her_backers_are_each_others_best():
    found = links()
    doubts = [pair for pair in found if "bragged about" in pair[0] or "long implied" in pair[1]]
    best = max(doubts, key=found.__getitem__)
    assert "bragged about" in best[0]
    assert "long implied" in best[1]
