"""Every address, one line each."""

from __future__ import annotations

from django.urls import include, path

from annotator.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/v1/", include("annotator.api.urls")),
]
