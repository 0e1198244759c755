"""Two accounts of one career: their files, what of them belongs together, and which claims they tell.

A sentence is named by words that it alone has, so that no text of somebody else's stands here.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.text.segments import sentences


@dataclass(frozen=True)
class Passage:
    """The sentence with all these words; from `since` on and before `until`, where those are given."""

    words: str
    since: str = ""
    until: str = ""

    def of(self, text: str) -> str:
        """Return the passage as it stands in the text."""
        wanted = self.words.split()
        found = [each for span in sentences(text) if all(word in (each := span.of(text)) for word in wanted)]
        assert len(found) == 1, (self.words, found)
        start = found[0].index(self.since)
        end = found[0].index(self.until) if self.until else len(found[0])
        return found[0][start:end].strip(" ,")


@dataclass(frozen=True)
class Row:
    """A claim; where each account has it, how sure the first is, and the keys that set the second's cell."""

    wording: str
    first: Passage | None
    second: Passage | None
    certainty: str = "certain"
    first_keys: str = ""  # in the first's cell, where it does not just assert it
    keys: str = ""  # in the second's cell, after what the machine suggested
    status: str = "asserted"  # of the second in the end


@dataclass(frozen=True)
class Career:
    """What a journey needs to know of two accounts."""

    pairs: dict[str, tuple[Passage, Passage]]  # by what they tell: one sentence of each
    rows: tuple[Row, ...]
    hedged: str  # the claim that one tells barely and the other with a hedge
    differs: str  # the claim that the second tells differently


CHAD, VIRGINIA = Passage("captured 1987"), Passage("Virginia 1996")
BACK, COUP = Passage("During 2011"), Passage("2014 military coup")
SPECULATED, ARMY = Passage("speculating CIA"), Passage("styles himself")
ABROAD = Passage("quietly suburbs 2011")
GENERAL = Career(
    pairs={
        "the capture in Chad": (Passage("changed sides invasion"), CHAD),
        "the move to the United States": (ABROAD, VIRGINIA),
        "the rise in 2011": (ABROAD, BACK),
        "the coup of 2014": (Passage("days later parliament"), COUP),
        "the army that he commands": (Passage("Eventually army muster"), ARMY),
        "the doubts about his backers": (Passage("bragged unclear"), SPECULATED),
    },
    rows=(
        Row("He was captured in the war in Chad.", Passage("changed sides invasion"), CHAD, keys="4"),
        Row(
            "The CIA backed his rebel force in Chad.", Passage("NFSL Released"), Passage("POWs CIA"), keys="4"
        ),
        Row(
            "He moved to the United States.",
            Passage("quietly suburbs", until="after that"),
            Passage("Virginia", until=", and tried"),
            keys="4",
        ),
        Row(
            "He spent the time from Chad to 2011 in the United States.",
            Passage("suburbs lived", since="lived", until="when he left"),
            Passage("1996", since="tried"),
            keys="f",
            status="differs",
        ),
        Row(
            "In 2011 he came back and rose to lead rebels.",
            Passage("suburbs left", since="when he left"),
            BACK,
            keys="4",
        ),
        Row("He attempted a coup in 2014.", Passage("days later parliament"), COUP, keys="4"),
        Row("He commands the Libyan National Army.", Passage("Eventually army muster"), ARMY, keys="2"),
        Row(
            "The United States back him today.",
            Passage("bragged unclear"),
            SPECULATED,
            certainty="unclear",
            keys="2",
        ),
        Row(
            "The coup was no surprise to the United States.",
            Passage("Anticipatory"),
            None,
            certainty="possible",
            keys="n",
            status="not_reported",
        ),
        Row("He asked Russia for arms.", None, Passage("Lavrov arms"), first_keys="n", keys="4"),
        Row(
            "He was formally given command of an army of the state.",
            Passage("perplexing", since="but never"),
            Passage("Tobruk", since="was finally"),
            first_keys="d",
            keys="4",
        ),
    ),
    hedged="He commands the Libyan National Army.",
    differs="He spent the time from Chad to 2011 in the United States.",
)

COLONEL_TEXTS = {
    "1 Post": """Colonel Oduya marches on the capital

Colonel Marek Oduya attacked the capital on Sunday, took over parliament and announced a coup. It was the \
second time this year that he tried.

Oduya was an officer under President Salan, but changed sides when he was captured in the failed war \
against Torvia. The Union had him released, and he was set up to lead the Free Brigades, a rebel force \
that its secret service paid.

Oduya moved quietly to a suburb of Port Anselm in the Union after that, and lived there until 2009, when \
he came home to declare himself a leader of the rebels in the war that toppled Salan.

The colonel formed the National Guard, which has no connection to the army of the state, but has brought \
helicopters into the field. The ministry was never asked, and it never appointed Oduya to any post in the \
army.

Oduya has boasted that the Union backs him, though where he stands with the Union today is unclear. What \
its fleet did before the coup suggests that nobody there was surprised.
""",
    "2 Lantern": """Norland hears a guest with a long shopping list

The foreign minister of Norland received a visitor on Thursday, who asked for forty armoured cars. Norland \
said that it was not interested.

Colonel Marek Oduya might command the National Guard, which has no connection to the army of the state.

Oduya was an officer under President Salan until 1986, when he was captured in the war against Torvia. \
Salan disowned the prisoners, and the Union recruited Oduya to lead a rebel force that its secret service \
paid.

After that force collapsed he moved to Port Anselm in the Union, and tried again in a rebellion in 1994, \
which failed. In the war of 2009 that toppled Salan he came home, declaring himself a leader of the \
rebels.

In 2012 he announced a coup in the capital and took over parliament, though he never came to power. The \
parliament of the east later gave him the command of an army.

Oduya has long implied that the Union backs him, and many suspect that it still does. It is not clear \
whether he has any other friend.
""",
}
WAR, ANSELM = Passage("captured 1986"), Passage("Anselm 1994")
HOME, DECREE = Passage("2009 toppled declaring"), Passage("2012 coup")
IMPLIED, GUARD = Passage("implied"), Passage("might command")
SUBURB = Passage("suburb 2009")
COLONEL = Career(
    pairs={
        "the capture": (Passage("changed sides captured"), WAR),
        "the move abroad": (SUBURB, ANSELM),
        "the rise": (SUBURB, HOME),
        "the coup": (Passage("attacked parliament"), DECREE),
        "the army that he commands": (Passage("formed Guard"), GUARD),
        "the doubts about his backers": (Passage("boasted unclear"), IMPLIED),
    },
    rows=(
        Row("He was captured in the war against Torvia.", Passage("changed sides captured"), WAR, keys="4"),
        Row(
            "The Union’s secret service paid his rebel force.",
            Passage("Free Brigades"),
            Passage("recruited"),
            keys="4",
        ),
        Row(
            "He moved to the Union.",
            Passage("suburb", until="after that"),
            Passage("Anselm 1994", until=", and tried"),
            keys="4",
        ),
        Row(
            "He spent the time until 2009 in the Union.",
            Passage("suburb lived", since="lived", until="when he came"),
            Passage("1994", since="tried"),
            keys="f",
            status="differs",
        ),
        Row("In 2009 he came home to lead rebels.", Passage("suburb", since="when he came"), HOME, keys="4"),
        Row("He attempted a coup.", Passage("attacked parliament"), DECREE, keys="4"),
        Row("He commands the National Guard.", Passage("formed Guard"), GUARD, keys="2"),
        Row("The Union backs him.", Passage("boasted unclear"), IMPLIED, certainty="unclear", keys="2"),
        Row(
            "The coup was no surprise to the Union.",
            Passage("fleet"),
            None,
            certainty="possible",
            keys="n",
            status="not_reported",
        ),
        Row("He asked Norland for arms.", None, Passage("asked armoured"), first_keys="n", keys="4"),
        Row(
            "He was given the command of an army of the state.",
            Passage("ministry", since="never appointed"),
            Passage("east gave"),
            first_keys="d",
            keys="4",
        ),
    ),
    hedged="He commands the National Guard.",
    differs="He spent the time until 2009 in the Union.",
)
