from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from annotator import tasks
from annotator.models import Job, User, Worker
from annotator.queries import wellbeing
from annotator.services import workers
from annotator.web import wellbeing as pages
from tests import mail_servers
from tests.people import client as signed_in


@pytest.mark.django_db
def test_it_is_well_when_the_database_answers(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_without_a_database_it_says_so_and_no_more(client, monkeypatch):
    class Gone:
        def cursor(self):
            raise OperationalError("password authentication failed for user annotator")

    monkeypatch.setattr(wellbeing, "connection", Gone())
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable"})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "database": "unreachable"})


def test_it_only_reads(client):
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_without_workers_pages_work_and_jobs_wait(client):
    fine = {"database": "ok", "migrations": "ok", "disk": "ok", "broker": "ok"}
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "degraded": True, **fine, "workers": "none"}
    workers.here(name="a worker")
    assert client.get("/readyz").json() == {"ready": True, "degraded": False, **fine, "workers": "ok"}


@pytest.mark.django_db
def test_a_full_disk_takes_pages_away(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["disk"]) == (503, "full")


@pytest.mark.django_db
def test_a_worker_says_that_it_is_there_from_its_sweep(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(tasks._stopping, "wait", lambda _: True)
    monkeypatch.setattr(tasks.connections, "close_all", lambda: None)
    tasks.sweep_until_stopped()
    assert Worker.objects.get().name == workers._this_process()
    with django_assert_num_queries(1):
        workers.here()
    workers.gone()
    assert not Worker.objects.exists()


@pytest.mark.django_db
def test_the_owner_of_the_instance_reads_it_in_words(team):
    User.objects.filter(pk=team.owner.pk).update(is_superuser=True)
    browser = signed_in(team.owner)
    page = browser.get(reverse("instance")).content.decode()
    assert "No: 1 thing needs to be put right." in page
    assert "None is there, and none was in the last day." in page
    assert "Start a worker" in page
    workers.here(name="a worker")
    Job.objects.create(kind="export")
    page = browser.get(reverse("instance")).content.decode()
    assert "1 worker is there." in page
    assert re.search(r"\d+ jobs? waits?\.", page)
    assert "Yes, it works." in page


def saying(check):
    return check.state, check.words


@pytest.fixture
def mail_goes_to(settings):
    def to(port, host="127.0.0.1"):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = host, port

    return to


def test_it_says_whether_mail_can_be_sent(mail_goes_to, settings, monkeypatch):
    monkeypatch.setattr(wellbeing, "MAIL_SECONDS", 0.2)
    assert saying(pages._mail())[0] == "watch"  # none is set in tests
    with mail_servers.taking() as server:
        mail_goes_to(server.port)
        assert saying(pages._mail()) == ("good", "127.0.0.1 takes it.")
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "x"
        assert saying(pages._mail())[0] == "bad"  # it offers no way to sign in
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    assert saying(pages._mail())[0] == "bad"
    with mail_servers.silent() as port:
        mail_goes_to(port)
        state, words = saying(pages._mail())
        assert (state, "can\u2019t be reached" in words) == ("bad", True)
    mail_goes_to(server.port, "localhost")
    assert saying(pages._mail())[0] == "watch"


def test_it_says_how_old_the_last_backup_is(settings, tmp_path):
    def made(days):
        at = timezone.now() - timedelta(days=days, minutes=1)
        told = {"made_at": at.isoformat(timespec="seconds"), "folder": "/backups/today"}
        (tmp_path / wellbeing.LAST_BACKUP).write_text(json.dumps(told))
        return saying(pages._backup())

    settings.DATA_DIR = tmp_path
    unknown = saying(pages._backup())
    assert (unknown[0], "does not know of any" in unknown[1]) == ("watch", True)
    assert made(1) == ("good", "The last one was made 1\xa0day ago, in /backups/today.")
    assert made(3) == ("watch", "The last one was made 3\xa0days ago, in /backups/today.")
    (tmp_path / wellbeing.LAST_BACKUP).write_text("{")
    assert saying(pages._backup()) == unknown
