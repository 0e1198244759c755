"""`safefs`: the embedded broker."""

from __future__ import annotations

from kombu.transport import TRANSPORT_ALIASES


def register() -> None:
    """Make `safefs://` an address that kombu knows."""
    TRANSPORT_ALIASES["safefs"] = "annotator.config.broker:Transport"
