"""Collect all that is said, and hold the translations to it: `make messages`, `make translations`.

Django's makemessages needs GNU gettext on the machine, takes an escaped quotation mark in Python for a
backslash and a letter, and knows nothing of scripts' objects of words. This reads Python by `ast` and
templates by Django's own `templatize`, and asks the scripts' modules themselves; polib keeps the files. A
refusal's sentence (`annotator.errors`) needs no call around it, nor does why a row of a file is refused: they
are translated where they are told.
Without `--check` it writes each language's .po (new words untranslated, gone ones dropped) and .mo. With it,
it only tells what is to do, and exits 1 for anything.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polib
from django.conf import settings
from django.utils.translation import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
ROOT = HERE.parent
# Of a row of somebody's file (`formats.interchange`, `services.bringing`): its place, then the sentence.
PLACED = frozenset({"Refused", "Wrong", "refuse"})
PLURAL = "nplurals=2; plural=(n != 1);"  # of German as of English
CALLS = {
    "_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1,
    "ngettext": 2, "ngettext_lazy": 2, "pgettext": 0, "npgettext": 0,
}  # fmt: skip
LOST = 3  # what `Losses.lose` is given: what, which one, and why
HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|%%")

Said = dict[tuple[str, str], None]  # (singular, plural or ""), in the order of finding


def in_python(source: str, refusals: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Yield what Python source says in calls of gettext and in `refusals`, classes by name.

    Raises :class:`ValueError` for words that nobody can translate: made up on the spot.
    """
    tree = ast.parse(source)
    named: dict[str, list[ast.expr]] = {}
    for each in ast.walk(tree):
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            named.setdefault(each.targets[0].id, []).append(each.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in refusals:
            yield from _defaults(node)
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in refusals and node.args:
            yield from ((words, "") for words in _sentences(node.args[0]))
        elif name in PLACED and len(node.args) > 1:
            yield from ((words, "") for words in _sentences(node.args[1]))
        elif name in CALLS:
            yield from _called(name, node)
        elif name == "lose" and len(node.args) == LOST:
            yield from ((words, "") for words in _lost(node.args[-1], named))


def _called(name: str, node: ast.Call) -> Iterator[tuple[str, str]]:
    if CALLS[name] == 0:
        raise ValueError(f"line {node.lineno}: {name} is not collected yet")
    given = [_constant(each) for each in node.args[: CALLS[name]]]
    words = [each for each in given if each is not None]
    if len(words) == CALLS[name]:
        yield (words[0], words[1] if CALLS[name] > 1 else "")


def _sentences(node: ast.expr) -> Iterator[str]:
    """Yield the sentences that an expression may be: `"..."`, `"..." if one else "..."`, `said or "..."`."""
    match node:
        case ast.IfExp():
            yield from _sentences(node.body)
            yield from _sentences(node.orelse)
        case ast.BoolOp():
            for each in node.values:
                yield from _sentences(each)
        case _:
            words = _constant(node)
            if words is not None:
                yield words


def _lost(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Yield why a format could not hold something: a sentence, or what the file calls by that name."""
    told = named.get(node.id, []) if isinstance(node, ast.Name) else [node]
    found = [words for each in told for words in _sentences(each)]
    if not found:
        raise ValueError(f"line {node.lineno}: made up on the spot: {ast.unparse(node)}")
    yield from found


def _constant(node: ast.expr) -> str | None:
    """Return a string as it stands; None for a name or a call, of which the words stand elsewhere."""
    match node:
        case ast.Constant(value=str(words)):
            return words
        case ast.JoinedStr() | ast.BinOp():
            raise ValueError(f"line {node.lineno}: made up on the spot: {ast.unparse(node)}")
        case _:
            return None


def _defaults(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for each in ast.walk(node):
        if isinstance(each, ast.arguments):
            yield from ((words, "") for default in each.defaults for words in _sentences(default))


def refusals() -> frozenset[str]:
    """Return the names of all refusals: every class of `annotator.errors` is one."""
    tree = ast.parse((ROOT / "annotator" / "errors.py").read_text(encoding="utf-8"))
    return frozenset(each.name for each in tree.body if isinstance(each, ast.ClassDef))


def in_template(source: str) -> Iterator[tuple[str, str]]:
    """Yield what the tags of a template say: templatize writes them as calls, one a tag."""
    calls = templatize(source)
    for call in re.finditer(r"(?<![\w.])(_|gettext|ngettext)\((?=[\s\"'u])", calls):
        yield from in_python(_balanced(calls[call.start() :]))


def _balanced(source: str) -> str:
    """Return the shortest beginning of it that is a whole expression."""
    for at, sign in enumerate(source):
        if sign == ")":
            try:
                ast.parse(source[: at + 1])
            except SyntaxError:
                continue
            return source[: at + 1]
    raise ValueError(source[:80])


def pages() -> Said:
    """Return what pages and the program say."""
    said: Said = {}
    names = refusals()
    for file in sorted((ROOT / "annotator").rglob("*.py")):
        try:
            said.update(dict.fromkeys(in_python(file.read_text(encoding="utf-8"), names)))
        except ValueError as error:
            raise SystemExit(f"{file.relative_to(ROOT)}, {error}") from None
    drawn = (ROOT / "templates").rglob("*.svg")
    for file in sorted([*(ROOT / "templates").rglob("*.html"), *drawn]):
        said.update(dict.fromkeys(in_template(file.read_text(encoding="utf-8"))))
    return said


def scripts() -> Said:
    """Return what scripts say."""
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, ROOT / "run", "node", HERE / "words.mjs"], check=True, capture_output=True, text=True
    )
    return {(words, ""): None for words in json.loads(done.stdout)}


def updated(path: Path, language: str, said: Said) -> polib.POFile:
    """Return a language's file with just what is said, translations kept."""
    old = (
        {(entry.msgid, entry.msgid_plural): entry for entry in polib.pofile(str(path))}
        if path.exists()
        else {}
    )
    made = polib.POFile(wrapwidth=10_000)  # one line each: a change is a line of a diff
    made.metadata = {
        "Language": language,
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL,
    }
    for singular, plural in sorted(said):
        entry = polib.POEntry(msgid=singular, msgid_plural=plural)
        before = old.get((singular, plural))
        if before:
            entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
        elif plural:
            entry.msgstr_plural = {0: "", 1: ""}
        made.append(entry)
    return made


def faults(file: polib.POFile, compiled: Path) -> Iterator[str]:
    """Yield what is wrong with a language's file: untranslated, other holes, not compiled."""
    for entry in file:
        given = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        if not all(given):
            yield f"not translated: {entry.msgid!r}"
            continue
        holes = set(HOLES.findall(entry.msgid_plural or entry.msgid))
        if any(set(HOLES.findall(words)) - holes for words in given) or holes - set(HOLES.findall(given[-1])):
            yield f"other holes than {sorted(holes)}: {given[-1]!r}"
    if not compiled.exists() or compiled.read_bytes() != file.to_binary():
        yield f"{compiled.relative_to(ROOT)} is not what the .po says: make messages"


def main(arguments: list[str]) -> int:
    """Write the files, or check them; return how the process ends."""
    settings.configure()
    check, wrong = "--check" in arguments, 0
    for domain, said in (("django", pages()), ("djangojs", scripts())):
        for folder in sorted(HERE.glob("*/LC_MESSAGES")):
            path = folder / f"{domain}.po"
            file = updated(path, folder.parent.name, said)
            before = [each.msgid for each in polib.pofile(str(path))] if path.exists() else []
            if check and before != [each.msgid for each in file]:
                sys.stderr.write(f"{path.relative_to(ROOT)}: words came or went: make messages\n")
                wrong += 1
            if not check:
                file.save(str(path))
                path.with_suffix(".mo").write_bytes(file.to_binary())
            for fault in faults(file, path.with_suffix(".mo")):
                sys.stderr.write(f"{path.relative_to(ROOT)}: {fault}\n")
                wrong += 1
    if wrong:
        sys.stderr.write(f"{wrong} to do\n")
    return 1 if wrong and check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
