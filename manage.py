#!/usr/bin/env python3
"""Django's command line. `./run` is the way in for people; this is what it ends in."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A wrong setting is the reader's business, the stack that led to it is not: one sentence.
        sys.exit(f"Annotator can't start: {error}")


if __name__ == "__main__":
    main()
