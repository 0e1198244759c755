"""Each verb that a service writes into the log has words: on pages and in undo, in each language."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import polib
import pytest

import annotator
from annotator.models import SuggestionAnswer
from annotator.templatetags import telling

ROOT = Path(annotator.__file__).parent.parent
SERVICES = sorted((ROOT / "annotator" / "services").glob("*.py"))
VERB = re.compile(r"[a-z]+\.[a-z]+")
NO_VERBS = {"data.jsonl", "manifest.json"}  # names of files
ANSWERS = [*SuggestionAnswer.Verdict.values, "reopened"]
MADE_UP = {"suggestion.": ANSWERS, "counterpart.": ANSWERS}  # f"suggestion.{verdict}"
NOT_UNDONE = {"undo.skipped", "claim.deleted"}  # says what is left as it is; only read there


@cache
def verbs(file: Path) -> frozenset[str]:
    """Return the verbs that a service names."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.fullmatch(node.value):
            found.add(node.value)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            noun = str(node.values[0].value)
            found |= {noun + answer for answer in MADE_UP.get(noun, [])}
            assert noun in MADE_UP or not re.fullmatch(r"[a-z]+\.", noun), (
                f"{file.name}: which verbs are {noun}?"
            )
    return frozenset(found - NO_VERBS)


ALL = sorted(frozenset().union(*map(verbs, SERVICES)))
UNDONE = sorted(
    frozenset().union(*(verbs(file) for file in SERVICES if "undo_in=" in file.read_text(encoding="utf-8")))
    - NOT_UNDONE
)
DEEDS = dict(
    re.findall(
        r'^ {4}"([a-z.]+)": "(.+)",$', (ROOT / "static/js/outbox/words.js").read_text("utf-8"), re.MULTILINE
    )
)
LANGUAGES = sorted(path.parent.name for path in ROOT.glob("locale/*/LC_MESSAGES"))


def translated(language: str, domain: str) -> dict[str, str]:
    file = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"))
    return {entry.msgid: entry.msgstr for entry in file}


def test_the_verbs_are_found():
    assert {
        "annotation.created",
        "suggestion.edited",
        "counterpart.reopened",
        "link.deleted",
        "story.split",
    } < set(ALL)
    assert {"annotation.restored", "suggestion.rejected", "mention.created", "mention.deleted"} <= set(UNDONE)


@pytest.mark.parametrize("verb", ALL)
def test_a_page_tells_it(verb):
    assert telling._SENTENCES.get(verb), "annotator/templatetags/telling.py"
    assert all(translated(each, "django")[telling._SENTENCES[verb]] for each in LANGUAGES)


@pytest.mark.parametrize("verb", UNDONE)
def test_the_button_that_takes_it_back_names_it(verb):
    assert DEEDS.get(verb), "static/js/outbox/words.js"
    assert all(translated(each, "djangojs")[DEEDS[verb]] for each in LANGUAGES)


@pytest.mark.parametrize("verb", [each for each in ALL if each.startswith(("annotation.", "mention."))])
def test_the_history_of_a_mark_names_it(verb):
    said = (ROOT / "static/js/history/words.js").read_text("utf-8")
    assert f'"{verb}": "' in said
