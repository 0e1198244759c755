"""Where static files go in production: hashed names, scripts without comments and indents, all compressed."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from django.core.files import File

# Comments that have lines of their own. Ours stand nowhere inside a template literal; a test looks.
COMMENTS = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
# Inside our template literals only style sheets have lines of their own, and those don't mind; a test looks.
INDENTS = re.compile(r"^[ \t]+", re.MULTILINE)


def lean(source: str) -> str:
    """Return a script of ours without comments, which hold its types, and indents: a third of it."""
    return INDENTS.sub("", COMMENTS.sub("", source))


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise's mixins are untyped
    """Hash imports between JavaScript modules too, so that no browser mixes two releases.

    An import is only rewritten when it is relative and its line ends in a semicolon.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # one for each module of the longest chain of imports

    def _save(self, name: str, content: File[bytes] | IO[bytes]) -> str:
        if name.startswith("js/") and name.endswith(".js"):
            content.seek(0)
            source = content.read()
            text = source.decode() if isinstance(source, bytes) else source
            content = ContentFile(lean(text).encode(), name=name)
        return super()._save(name, content)  # type: ignore[no-any-return]
