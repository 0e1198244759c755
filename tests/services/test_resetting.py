"""Links for a new password: sent by a job, over real SMTP, to a server that may be away or say nothing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.models import Attempt, Job, User
from annotator.services import resetting
from tests import mail_servers


@pytest.fixture
def ada(db):
    return User.objects.create_user("ada", "ada@post.example", "a long sentence")


@pytest.fixture
def by_smtp(settings):
    """Let mail go to a port of this machine."""

    def to(port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.2

    return to


def ask(email="ada@post.example"):
    return resetting.ask(email=email, site="https://site.example/")


def again(job):
    """Let a job that waits for its next attempt be due."""
    Job.objects.filter(pk=job.pk).update(available_at=job.created_at)


def test_the_link_comes_by_mail_and_lets_one_choose(ada, by_smtp, do_jobs):
    with mail_servers.taking() as server:
        by_smtp(server.port)
        job = ask("ADA@post.example")
        do_jobs()
        (mail,) = server.taken
    assert "To: ada@post.example" in mail
    assert f"Message-ID: <{job.pk}.{ada.pk}@" in mail
    link = re.search(r"https://site\.example/\S+", mail)[0]
    assert Client().get(urlsplit(link).path).status_code == 302
    kept = str([*Job.objects.values()])
    assert "post.example" not in kept
    assert urlsplit(link).path not in kept


def test_all_accounts_of_an_address_get_theirs(ada, by_smtp, do_jobs):
    User.objects.create_user("ada-too", "Ada@post.example", "a long sentence")
    User.objects.create_user("by-sso", "ada@post.example")  # without a password
    with mail_servers.taking() as server:
        by_smtp(server.port)
        ask()
        do_jobs()
    assert ["To: ada@" in each for each in server.taken] == [True, False]


def test_a_server_that_is_gone_is_tried_again_until_it_is_back(ada, by_smtp, do_jobs):
    with mail_servers.taking() as server:
        port = server.port
    by_smtp(port)
    job = ask()
    for _ in range(2):
        do_jobs()
        job.refresh_from_db()
        assert (job.state, job.result) == ("queued", None)
        again(job)
    with mail_servers.taking(port) as server:
        do_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts, len(server.taken)) == ("done", 3, 1)


def test_a_server_that_says_nothing_ends_the_job_with_a_sentence(ada, by_smtp, do_jobs):
    with mail_servers.silent() as port:
        by_smtp(port)
        job = ask()
        for _ in range(3):
            do_jobs()
            again(job)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error.startswith("The mail server could not be reached")


def test_an_address_that_the_server_does_not_take_is_not_tried_again(ada, by_smtp, do_jobs):
    with mail_servers.taking() as server:
        server.refuses = True
        by_smtp(server.port)
        job = ask()
        do_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts, server.taken) == ("failed", 1, [])


def test_the_page_does_the_same_whether_or_not_an_account_has_the_address(
    ada, by_smtp, django_capture_on_commit_callbacks
):
    with mail_servers.silent() as port:
        by_smtp(port)
        costs = []
        for email in ("ada@post.example", "nobody@post.example"):
            Attempt.objects.all().delete()
            with django_capture_on_commit_callbacks() as asked, CaptureQueriesContext(connection) as queries:
                answer = Client().post(reverse("password-reset"), {"email": email})
            assert answer["Location"] == reverse("password-reset-sent")
            costs.append(([each["sql"].split()[0] for each in queries], len(asked)))
    assert costs[0] == costs[1]
    assert costs[0][1] == 1  # a worker is asked for
    assert sorted(Job.objects.values_list("params__people", flat=True)) == [[], [ada.pk]]


def test_who_closed_their_account_meanwhile_gets_nothing(ada, by_smtp, do_jobs):
    with mail_servers.taking() as server:
        by_smtp(server.port)
        ask()
        User.objects.update(is_active=False)
        do_jobs()
    assert server.taken == []
