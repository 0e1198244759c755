"""Log lines have ids and no secrets; slow queries are told; measures are for who may read them."""

from __future__ import annotations

import io
import json
import logging
import logging.config

import pytest
from django.db import connection
from django.urls import reverse

from annotator import tracing, watching
from annotator.config import logs
from annotator.models import Job
from annotator.services import running
from tests.people import client as signed_in


@pytest.fixture
def told():
    """What is written, as lines or as JSON."""

    def listening(*, as_json: bool):
        stated = logs.settings("INFO", as_json=as_json)
        stated["handlers"]["console"]["stream"] = written = io.StringIO()
        logging.config.dictConfig(stated | {"disable_existing_loggers": False})
        return written

    yield listening
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.django_db
def test_a_request_has_one_id_in_its_answer_and_in_each_line(told, client):
    written = told(as_json=True)
    answer = client.get("/nowhere/", headers={"X-Request-ID": "from-the-proxy.1"})
    assert answer["X-Request-ID"] == "from-the-proxy.1"
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {line["logger"] for line in lines} == {"annotator.requests", "django.request"}
    assert {line["request_id"] for line in lines} == {"from-the-proxy.1"}
    assert {"at", "level", "message", "job_id"} <= lines[0].keys()
    forged = client.get("/nowhere/", headers={"X-Request-ID": "a\nb" + "x" * 100})
    assert len(forged["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_a_job_has_its_id_in_each_line(told):
    written = told(as_json=False)
    tracing.request_id.set("")  # of a request of another test: a worker has none
    job = Job.objects.create(kind="ours")
    say = logging.getLogger("annotator.tests").info
    running.execute(job_id=job.pk, handlers={"ours": lambda _: say("It is done.")})
    say("Nothing.")
    lines = written.getvalue().splitlines()
    assert [line.partition(": ")[2] for line in lines] == [f"It is done. [job {job.pk}]", "Nothing."]
    assert tracing.job_id.get() == ""


@pytest.mark.django_db
@pytest.mark.parametrize("as_json", [True, False])
def test_no_secret_is_told(told, client, team, as_json):
    written = told(as_json=as_json)
    team.owner.set_password("my own pass phrase")
    team.owner.save()
    client.post("/sign-in/", {"username": "owner", "password": "my own pass phrase"})
    client.post("/sign-in/", {"username": "owner", "password": "wrong pass phrase"})
    body = {"username": "owner", "password": "my own pass phrase"}
    token = client.post("/api/v1/tokens/", body, content_type="application/json").json()["token"]
    client.get("/api/v1/nowhere/", headers={"Authorization": f"Token {token}"})
    client.get("/shared/s3cr3t-of-a-link/")
    client.get("/join/s3cr3t-of-a-link/")
    client.get("/reset/MQ/s3cr3t-of-a-link/")
    logging.getLogger("annotator").error("postgres://annotator:s3cr3t@db/x password=s3cr3t Token s3cr3t")
    session = client.cookies["sessionid"].value
    said = written.getvalue()
    assert "/shared/" in said
    for secret in ("pass phrase", token, "s3cr3t", session):
        assert secret not in said, secret


@pytest.mark.django_db
def test_a_slow_query_is_told_without_its_parameters(told, settings):
    written = told(as_json=False)
    with watching.slow_queries():
        Job.objects.filter(kind="of somebody").exists()
    assert written.getvalue() == ""
    settings.SLOW_QUERY_MS = 1e-6
    with watching.slow_queries():
        Job.objects.filter(kind="of somebody").exists()
    said = written.getvalue()
    assert "A query took" in said
    assert "of somebody" not in said
    assert not connection.execute_wrappers


@pytest.mark.django_db
def test_measures_are_for_who_has_the_token(client, settings, team):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "t0ken"
    for wrong in ("", "Bearer", "Bearer no", "Bearer t0ken\u00e9"):
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 404
    Job.objects.create(kind="export")
    signed_in(team.owner).get(reverse("project", args=[team.project.pk]))
    said = client.get("/metrics", headers={"Authorization": "Bearer t0ken"}).content.decode()
    assert 'annotator_jobs{kind="export",state="queued"} 1.0' in said
    assert 'route="/projects/<int:project_id>/"' in said
    assert "annotator_workers 0.0" in said
    assert f"/projects/{team.project.pk}/" not in said
