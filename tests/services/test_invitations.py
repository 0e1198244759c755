"""Invitations by e-mail: each address its own link, sent by a job; a dead mail server stops nobody."""

from __future__ import annotations

import re
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import translation

from annotator.errors import Conflict, Gone, Invalid, NotAllowed
from annotator.models import Invitation, Job, Project, Role
from annotator.queries import projects as queries
from annotator.services import invitations, projects


def invite(team, *emails, role="annotator", by=None, **said):
    return invitations.invite(
        actor=by or team.owner,
        project_id=team.project.pk,
        role=role,
        emails=emails or ["bo@post.example"],
        site="https://site.example/",
        **said,
    )


def secret_in(message):
    return re.search(r"https://site\.example/join/([\w-]+)/", message.body)[1]


def again(job):
    """Let a job that waits for its next attempt be due."""
    Job.objects.filter(pk=job.pk).update(available_at=job.created_at)


class Dead(locmem.EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("no")


class Refusing(locmem.EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"bo@post.example": (550, b"no such user")})


def test_each_address_gets_a_link_of_its_own_that_works_once(team, do_jobs):
    invite(team, "bo@post.example, al@post.example;\nCy@post.example", "BO@post.example")
    assert mail.outbox == [], "nothing is sent while somebody waits for the page"
    do_jobs()
    assert [each.to for each in mail.outbox] == [
        ["bo@post.example"],
        ["al@post.example"],
        ["Cy@post.example"],
    ]
    secrets = [secret_in(each) for each in mail.outbox]
    assert len(set(secrets)) == 3
    projects.accept(actor=team.stranger, secret=secrets[0])
    assert queries.project_for(team.stranger, team.project.pk).role == Role.ANNOTATOR
    projects.remove_member(actor=team.owner, member_id=team.project.members.get(user=team.reader).pk)
    with pytest.raises(Gone):
        projects.accept(actor=team.reader, secret=secrets[0])
    assert all(each.mailed_at for each in Invitation.objects.all())


def test_no_secret_is_kept(team, do_jobs):
    invite(team)
    do_jobs()
    secret = secret_in(mail.outbox[0])
    kept = str([*Invitation.objects.values(), *Job.objects.values(), *team.project.events.values()])
    assert secret not in kept
    assert "bo@post.example" not in str([*Job.objects.values(), *team.project.events.values()])


@pytest.mark.parametrize(
    ("emails", "named"),
    [
        (["bo@post.example nonsense"], "nonsense"),
        (["bo@post.example, @post.example"], "@post.example"),
        (["a@b\r\nBcc: al@post.example"], "a@b"),
        ([" , "], None),
        ([f"p{n}@post.example" for n in range(51)], None),
    ],
)
def test_a_bad_address_is_named_and_nobody_is_invited(emails, named, team):
    with pytest.raises(Invalid) as refusal:
        invite(team, *emails)
    assert refusal.value.field == "emails"
    assert refusal.value.facts.get("address") == named
    assert not Invitation.objects.exists()


def test_who_is_invited_already_is_named(team):
    invite(team)
    with pytest.raises(Invalid) as refusal:
        invite(team, "al@post.example", "Bo@post.example")
    assert refusal.value.facts["address"] == "Bo@post.example"
    assert Invitation.objects.count() == 1


def test_only_owners_invite_curators_and_nobody_an_owner(team):
    with pytest.raises(NotAllowed):
        invite(team, role="curator", by=team.curator)
    with pytest.raises(NotAllowed):
        invite(team, by=team.annotator)
    with pytest.raises(Invalid):
        invite(team, role="owner")


def test_the_mail_is_plain_text_in_the_inviters_language_and_its_head_is_one_line(team, do_jobs):
    Project.objects.update(name="Tom & <b>Jerry</b>\nBcc: x@y.example")
    with translation.override("en"):
        invite(team, language="de")
        do_jobs()
    message = mail.outbox[0]
    assert "Tom & <b>Jerry</b> Bcc: x@y.example" in message.subject
    assert "\n" not in message.subject
    assert "Tom & <b>Jerry</b>" in message.body
    assert message.content_subtype == "plain"
    assert "l\u00e4dt" in message.body


def test_a_dead_mail_server_is_tried_again_and_then_told(team, do_jobs, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Dead"
    made = invite(team)[0]
    for attempt in (1, 2, 3):
        do_jobs()
        made.mail_job.refresh_from_db()
        assert made.mail_job.attempts == attempt
        again(made.mail_job)
    assert made.mail_job.state == "failed"
    assert made.mail_job.error.startswith("The mail server could not be reached")
    made.refresh_from_db()
    assert made.mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invitations.resend(actor=team.curator, invitation_id=made.pk, site="https://site.example/")
    do_jobs()
    made.refresh_from_db()
    assert made.mailed_at
    assert len(mail.outbox) == 1


def test_a_refused_address_is_not_tried_again(team, do_jobs, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    made = invite(team)[0]
    do_jobs()
    made.mail_job.refresh_from_db()
    assert (made.mail_job.state, made.mail_job.attempts) == ("failed", 1)
    assert "bo@post.example" not in made.mail_job.error


def test_sent_again_the_link_is_the_same_and_works_longer(team, do_jobs):
    made = invite(team, days=1)[0]
    with pytest.raises(Conflict):
        invitations.resend(actor=team.owner, invitation_id=made.pk, site="https://site.example/")
    do_jobs()
    sent = invitations.resend(actor=team.owner, invitation_id=made.pk, site="https://site.example/")
    assert sent.expires_at > made.expires_at
    do_jobs()
    first, second = (secret_in(each) for each in mail.outbox)
    assert first == second
    projects.accept(actor=team.stranger, secret=first)
    with pytest.raises(Gone):
        invitations.resend(actor=team.owner, invitation_id=made.pk, site="https://site.example/")


def test_what_was_taken_back_is_not_sent(team, do_jobs):
    made = invite(team)[0]
    projects.revoke(actor=team.owner, invitation_id=made.pk)
    do_jobs()
    assert mail.outbox == []
    with pytest.raises(Gone):
        invitations.resend(actor=team.owner, invitation_id=made.pk, site="https://site.example/")


def test_a_link_to_be_passed_on_is_not_sent(team):
    made = projects.invite(actor=team.owner, project_id=team.project.pk, role="reader")
    with pytest.raises(Conflict):
        invitations.resend(actor=team.owner, invitation_id=made.invitation.pk, site="https://site.example/")
