"""Is it up, and can it work? For load balancers, supervisors and people with curl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import current_app
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotator.queries import wellbeing

if TYPE_CHECKING:
    from django.http import HttpRequest

BROKER_SECONDS = 2


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes its request
    """Say whether this process answers and reaches its database (1 query). 503 when it does not.

    It tells a stranger nothing else; the broker is left out because pages work without it.
    """
    if not wellbeing.database_answers():
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes its request
    """Say of each thing that is needed whether it is there (4 queries).

    503 without database, tables or disk: no page works. Without broker or workers pages work and jobs wait:
    200, and `degraded` says so, or a load balancer would take every page away for it.
    """
    if not wellbeing.database_answers():
        return JsonResponse({"ready": False, "database": "unreachable"}, status=503)
    needed = {
        "database": "ok",
        "migrations": "missing" if wellbeing.migrations_missing() else "ok",
        "disk": "ok"
        if wellbeing.disk_free() > wellbeing.LEAST_FREE and wellbeing.files_writable()
        else "full",
    }
    helpful = {
        "broker": "ok" if broker_answers() else "unreachable",
        "workers": "ok" if wellbeing.workers_there() else "none",
    }
    ready = set(needed.values()) == {"ok"}
    told = {"ready": ready, "degraded": set(helpful.values()) != {"ok"}, **needed, **helpful}
    return JsonResponse(told, status=200 if ready else 503)


def broker_answers() -> bool:
    """Say whether the broker can be reached, within two seconds."""
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
            broker.ensure_connection(max_retries=0, timeout=BROKER_SECONDS)
    except Exception:  # noqa: BLE001 - each transport has its own errors
        return False
    return True
