"""A forgotten password: a link by mail, sent by a job.

The page does the same for an address that an account has as for one that none has, in the same time: it
writes a job. So nobody learns from it who has an account here, and a mail server that hangs holds up no page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from annotator.queries import people as queries
from annotator.services import jobs, mailing
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from annotator.models import Job, User
    from annotator.services.running import Run

KIND = "password mail"


@transaction.atomic
def ask(*, email: str, site: str, language: str = "en") -> Job:
    """Ask for a link to be mailed to each account that has this address (3 queries, also where none has).

    `site` is this site's address, such as `https://annotator.example.org/`, and `language` that of the mail.
    The job's row names accounts, and neither the address nor a link.
    """
    people = [each.pk for each in queries.with_address(email)]
    return jobs.submit(
        kind=KIND,
        params={"people": people, "site": site, "language": language},
        project=None,
        actor=None,
    )


@own_transactions("mails are sent outside of a transaction; the job's end is one statement")
def run(run: Run) -> None:
    """Send the links. A worker that dies after sending sends them twice; each works until one is used."""
    for person in queries.by_keys(run.params["people"]):
        run.progress(0)
        with translation.override(run.params["language"]):
            mailing.send(run=run, message=_message(person, run.params["site"]), name=str(person.pk))


def path_for(person: User) -> str:
    """Return the path of a page that lets somebody choose a new password, once (no query)."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("password-reset-choose", args=[uid, default_token_generator.make_token(person)])


def _message(person: User, site: str) -> EmailMessage:
    """Return the mail: plain text, in the language that is set."""
    lines = [
        _(
            "Somebody, you we hope, asked for a new password for the account %(name)s.\n\n"
            "Choose it here; the link works once, for a day:"
        )
        % {"name": person.get_username()},
        site.rstrip("/") + path_for(person),
        _("Was it not you? Then do nothing: your password stays as it is."),
    ]
    return EmailMessage(
        subject=_("A new password for Annotator"), body="\n\n".join(lines) + "\n", to=[person.email]
    )
