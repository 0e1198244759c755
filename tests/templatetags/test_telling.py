"""Dates are told one way on all pages, as exactly as they are known and in the reader's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from annotator.models import Article
from annotator.templatetags.telling import published, when

AT = datetime(2025, 10, 15, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(("precision", "told"), [("minute", "15 Oct 2025, 18:30"), ("day", "15 Oct 2025")])
def test_a_date_is_told_as_exactly_as_it_is_known(precision, told):
    assert published(Article(published_at=AT, published_precision=precision)) == told
    assert when(AT, precision) == told


def test_what_has_no_date_says_so():
    assert published(Article()) == when(None) == "no date"


def test_the_months_are_those_of_the_readers_language():
    with translation.override("de"):
        assert "Okt" in when(AT)


def test_no_template_writes_a_date_in_its_own_way():
    own = re.compile(r"\|(?:date|time)(?!:'c')\b")
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")
    assert [str(path) for path in templates if own.search(path.read_text(encoding="utf-8"))] == []
