"""Where static files go in production: hashed names, compressed beside the plain ones."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise's mixins are untyped
    """Hash imports between JavaScript modules too, so that no browser mixes two releases.

    An import is only rewritten when it is relative and its line ends in a semicolon.
    """

    support_js_module_import_aggregation = True
