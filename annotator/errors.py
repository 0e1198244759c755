"""Everything the domain can refuse, drawn as a tree.

    Refusal
    ├── NotFound              it is not there, or not for you: the two look the same
    ├── NotAllowed            you may see it, but not do this
    ├── NotSignedIn           sign in first
    ├── Invalid               what was sent can't be right; `field` names the place
    │   ├── SpanInvalid       a range is outside its text, empty, or only white space
    │   ├── QuoteMismatch     the quote is not what stands at its range
    │   ├── CodeInvalid       a code or dimension that the codebook does not have
    │   ├── TextUnreadable    no text could be made of it
    │   └── AddressRefused    an address that is not fetched
    ├── Conflict              it clashes with what is there
    │   ├── StaleVersion      somebody changed it first; carries the current state
    │   ├── AlreadyThere      the same thing exists; carries its id
    │   └── LastOwner         a project keeps at least one owner
    ├── VersionRequired       an edit must say which version it edits
    ├── Gone                  it was there: an invitation that ran out, a deleted export, a withdrawn release
    ├── TooMuch               over a stated limit
    ├── NoSuchPart            a part of a file that it does not have
    └── TooOften              tried too often in a short time; wait

One place (`annotator.http`) turns them into HTTP; each has a stable `slug` that clients may rely on.

A refusal is raised with an English sentence that names facts, `TooMuch("At most %(most)s.", most=50)`, never
with one made up on the spot: `make messages` collects the sentences, and `annotator.http.said` tells them in
the reader's language. `message`, which logs and stored errors take, is English.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_HOLE = re.compile(r"%\((\w+)\)s")


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an accident
    """The domain says no. `sentence` is for a person, with holes for facts; `facts` are for a program."""

    slug = "refused"

    def __init__(self, sentence: str, *, field: str | None = None, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.facts = facts

    def __str__(self) -> str:
        """Return `message`."""
        return self.message

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.told(self.sentence, _in_english)

    def told(self, sentence: str, in_words: Callable[[object], str]) -> str:
        """Return `sentence`, this one's or its translation, with the facts put where it names them."""
        return _HOLE.sub(lambda hole: in_words(self.facts.get(hole[1], hole[0])), sentence)


class NotFound(Refusal):
    """It is not there, or not for this actor: the two look the same."""

    slug = "not-found"

    def __init__(self, sentence: str = "There is nothing here, or it is not shared with you.") -> None:
        super().__init__(sentence)


class NotAllowed(Refusal):
    """The actor may see it, but not do this."""

    slug = "not-allowed"


class NotSignedIn(Refusal):
    """Sign in first."""

    slug = "not-signed-in"

    def __init__(self, sentence: str = "Sign in first.", *, field: str | None = None) -> None:
        super().__init__(sentence, field=field)


class Invalid(Refusal):
    """What was sent can't be right; `field` names the place."""

    slug = "invalid"


class SpanInvalid(Invalid):
    """A range is outside its text, empty, or only white space."""

    slug = "span-invalid"


class QuoteMismatch(Invalid):
    """The quote is not what stands at its range."""

    slug = "quote-mismatch"


class CodeInvalid(Invalid):
    """A code or dimension that the codebook does not have, or a required one is missing."""

    slug = "code-invalid"


class TextUnreadable(Invalid):
    """No text could be made of it."""

    slug = "text-unreadable"


class AddressRefused(Invalid):
    """An address that is not fetched: private, loopback, over-large, slow, or no page."""

    slug = "address-refused"


class Conflict(Refusal):
    """It clashes with what is there."""

    slug = "conflict"


class StaleVersion(Conflict):
    """Somebody changed it first. `facts["current"]` is the state that stands now."""

    slug = "stale-version"


class AlreadyThere(Conflict):
    """The same thing exists. `facts["id"]` says which, if it is in sight of who asks."""

    slug = "already-there"


class LastOwner(Conflict):
    """A project keeps at least one owner."""

    slug = "last-owner"


class VersionRequired(Refusal):
    """An edit must say which version it edits."""

    slug = "version-required"


class Gone(Refusal):
    """It was there: an invitation that ran out, an export that was deleted."""

    slug = "gone"


class TooMuch(Refusal):
    """Over a stated limit."""

    slug = "too-much"


class NoSuchPart(Refusal):
    """A part of a file was asked for that it does not have. `facts["size"]` is its bytes."""

    slug = "no-such-part"


class TooOften(Refusal):
    """Tried too often in a short time; wait."""

    slug = "too-often"


def _in_english(fact: object) -> str:
    match fact:
        case bool():
            return str(fact)
        case int():
            return f"{fact:,}"
        case list() | tuple():
            return ", ".join(map(str, fact))
        case _:
            return str(fact)
