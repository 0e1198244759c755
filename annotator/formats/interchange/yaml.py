"""Strings of YAML, written by hand: a few lines of it need no library."""

from __future__ import annotations


def quoted(words: str) -> str:
    """Return words as a string of YAML, which takes no other control characters than escaped ones."""
    told = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in told) + '"'
