"""The one normalisation of a text: done at import, never touched again.

Every offset of the program counts code points of what `normalise` returns, so it changes as little as it can:
what a reader sees (no-break spaces, joiners, soft hyphens, direction marks, tabs) stays as it came.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

# One line end for all that Unicode and old machines have: CR LF, CR, vertical tab, form feed, next line (NEL)
# or line separator. The paragraph separator is two of them.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_PARAGRAPH_SEPARATOR = "\u2029"

# Nothing of this is seen by a reader, and each of it breaks something: NUL and lone surrogates are refused by
# PostgreSQL and by UTF-8, control characters and U+FFFE/U+FFFF by XML, and a byte order mark splits words.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")

_BLANK_LINES = re.compile("\n{2,}")


def normalise(raw: str) -> str:
    r"""Return the canonical text of `raw`: idempotent, linear, never raises.

    - Unicode NFC;
    - each line end one `\n`, each run of blank lines one paragraph break `\n\n`;
    - control characters but the tab, lone surrogates and byte order marks out;
    - no white space at the end of a line, nor at either end of the text.
    """
    text = _LINE_ENDS.sub("\n", raw).replace(_PARAGRAPH_SEPARATOR, "\n\n")
    # Before NFC, and not after: a letter and an accent that a control character kept apart meet only now.
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 as 64 hexadecimal digits.

    Takes a normalised text; a lone surrogate, which has no UTF-8, counts as its three surrogate bytes.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
