"""Collect all that is said, and hold the translations to it: `make messages`, `make translations`.

Django's makemessages needs GNU gettext on the machine, takes an escaped quotation mark in Python for a
backslash and a letter, and knows nothing of scripts' objects of words. This reads Python by `ast` and
templates by Django's own `templatize`, and asks the scripts' modules themselves; polib keeps the files.
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
PLURAL = "nplurals=2; plural=(n != 1);"  # of German as of English
CALLS = {
    "_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1,
    "ngettext": 2, "ngettext_lazy": 2, "pgettext": 0, "npgettext": 0,
}  # fmt: skip
HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|%%")

Said = dict[tuple[str, str], None]  # (singular, plural or ""), in the order of finding


def in_python(source: str) -> Iterator[tuple[str, str]]:
    """Yield what calls of gettext say in Python source."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in CALLS:
            continue
        given = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        words = [each for each in given if isinstance(each, str)]
        if CALLS[name] == 0:
            raise SystemExit(f"{name} is not collected yet: {words}")
        if len(words) >= CALLS[name]:
            yield (words[0], words[1] if CALLS[name] > 1 else "")


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
    for file in sorted((ROOT / "annotator").rglob("*.py")):
        said.update(dict.fromkeys(in_python(file.read_text(encoding="utf-8"))))
    for file in sorted((ROOT / "templates").rglob("*.html")):
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
