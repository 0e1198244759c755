"""What a process has loaded when it begins to serve stays: the collector need not look at it again.

A full collection walks all objects of Django and of ours, which takes 80 to 120 ms, and a large answer makes
so many new ones that a collection falls into it. Set apart, the old cost nothing; and processes that are
forked afterwards go on sharing their memory, which the collector would write into.
"""

from __future__ import annotations

import gc

from django.urls import get_resolver


def settle(*, pages: bool) -> int:
    """Set apart what is loaded, with `pages` all views as well, and return how many objects that are.

    Views are loaded with the first request else, and would not be among them.
    """
    if pages:
        _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    return gc.get_freeze_count()
