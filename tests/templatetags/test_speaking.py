"""What pages do with languages and directions."""

from __future__ import annotations

import pytest

from annotator.templatetags.speaking import direction


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The bridge", "ltr"),
        ("الجسر القديم", "rtl"),
        ("הגשר הישן", "rtl"),
        ("1,200 – «جسر» Bridge", "rtl"),
        ("12", "ltr"),
    ],
)
def test_words_have_the_direction_of_their_first_letter(words, told):
    assert direction(words) == told
