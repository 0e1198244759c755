"""Invitations by e-mail: each address has a link of its own, and a job sends it."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from annotator.errors import Conflict, Gone, Invalid
from annotator.models import Invitation, Role
from annotator.policies import Action
from annotator.queries import projects as queries
from annotator.services import history, jobs, mailing
from annotator.services.projects import INVITATION_DAYS, digest_of
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.models import User
    from annotator.services.running import Run

KIND = "invitation mail"
MOST = 50  # addresses at once


def addresses_in(words: str) -> list[str]:
    """Return the addresses of a text, divided by commas, semicolons or white space; each once (no query).

    Raises :class:`Invalid`, which names it, for what is no address.
    """
    found: dict[str, str] = {}
    for each in words.replace(",", " ").replace(";", " ").split():
        address = each.removeprefix("<").removesuffix(">")
        try:
            validate_email(address)
        except ValidationError:
            raise Invalid(
                "\u201c%(address)s\u201d is not an e-mail address.", field="emails", address=each[:100]
            ) from None
        found.setdefault(address.casefold(), address)
    if not found:
        raise Invalid("Name at least one e-mail address.", field="emails")
    if len(found) > MOST:
        raise Invalid("At most %(most)s addresses at once.", field="emails", most=MOST)
    return list(found.values())


@transaction.atomic
def invite(
    *,
    actor: User,
    project_id: int,
    role: str,
    emails: Sequence[str],
    site: str,
    language: str = "en",
    days: int = INVITATION_DAYS,
) -> list[Invitation]:
    """Invite people by e-mail, each by a link that works once (5 queries, 4 more for each address).

    `site` is this site's address, such as `https://annotator.example.org/`, and `language` that of the mail.
    Raises :class:`Invalid` for an address that is none or that is invited already.
    """
    seen = queries.project_for(actor, project_id)
    project = seen.require(Action.INVITE)
    if role not in Role.values or role == Role.OWNER:
        raise Invalid("One invites a curator, an annotator or a reader.", field="role")
    if role == Role.CURATOR:
        seen.require(Action.MANAGE)
    addresses = addresses_in(" ".join(emails))
    waiting = {each.email.casefold() for each in queries.open_invitations_of(actor, project_id)}
    for each in addresses:
        if each.casefold() in waiting:
            raise Invalid(
                "%(address)s is invited already. Send that invitation again.", field="emails", address=each
            )
    made = [
        Invitation.objects.create(
            project=project,
            role=role,
            email=address,
            digest=digest_of(secrets.token_urlsafe(24)),  # nobody's, until the mail is written
            created_by=actor,
            expires_at=timezone.now() + timedelta(days=days),
            max_uses=1,
        )
        for address in addresses
    ]
    for invitation in made:
        _submit(invitation, actor, site, language)
    history.record_many(
        project_id=project.pk,
        actor=actor,
        happened=[history.Happened("invitation.created", each.pk, after={"role": role}) for each in made],
    )
    return made


@transaction.atomic
def resend(*, actor: User, invitation_id: int, site: str, language: str = "en") -> Invitation:
    """Send an invitation's mail again, which works for another 14 days (6 queries). Its link stays the same.

    Raises :class:`Gone` for one that was taken back or used, and :class:`Conflict` for one that was not
    sent by mail or is on its way.
    """
    seen = queries.invitation_for(actor, invitation_id)
    found = seen.require(Action.INVITE)
    if found.role == Role.CURATOR:
        seen.require(Action.MANAGE)
    if found.revoked_at or found.uses >= found.max_uses:
        raise Gone("This invitation has run out. Make another.")
    if not found.email:
        raise Conflict("This invitation is a link to be passed on by hand.")
    if found.mail_job is not None and not found.mail_job.is_final:
        raise Conflict("This mail is on its way already.")
    found.mailed_at = None
    found.expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    found.save(update_fields=["mailed_at", "expires_at"])
    _submit(found, actor, site, language)
    history.record(
        project_id=found.project_id,
        actor=actor,
        verb="invitation.resent",
        subject=found.pk,
        after={"role": found.role},
    )
    return found


def _submit(invitation: Invitation, actor: User, site: str, language: str) -> None:
    invitation.mail_job = jobs.submit(
        kind=KIND,
        params={"invitation": invitation.pk, "site": site, "language": language},
        project=invitation.project,
        actor=actor,
    )
    invitation.save(update_fields=["mail_job"])


@own_transactions("the mail is sent outside of a transaction; that it was goes in with the job's end")
def run(run: Run) -> None:
    """Send one invitation. A worker that dies after sending sends it twice: with the same link.

    The secret is made of the invitation's number and the instance's key, and is kept nowhere.
    """
    found = (
        Invitation.objects.select_related("project", "created_by").filter(pk=run.params["invitation"]).first()
    )
    if found is None or found.revoked_at or found.project.deleted_at:
        raise Gone("The invitation was taken back before it was sent.")
    secret = _secret(found)
    Invitation.objects.filter(pk=found.pk).update(digest=digest_of(secret))
    link = run.params["site"].rstrip("/") + reverse("invitation", args=[secret])
    with translation.override(run.params["language"]):
        message = _message(found, link)
    mailing.send(run=run, message=message)
    with transaction.atomic():
        Invitation.objects.filter(pk=found.pk).update(mailed_at=timezone.now())
        run.finish()


def _secret(invitation: Invitation) -> str:
    digest = salted_hmac(
        "annotator invitation", f"{invitation.pk} {invitation.email}", algorithm="sha256"
    ).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def _message(invitation: Invitation, link: str) -> EmailMessage:
    """Return the mail: plain text, in the language that is set."""
    facts = {
        "project": " ".join(invitation.project.name.split()),
        "role": invitation.get_role_display(),
        "who": invitation.created_by.shown_name if invitation.created_by else _("Somebody"),
        "link": link,
        "days": max(1, (invitation.expires_at - timezone.now()).days + 1),
    }
    lines = [
        _("%(who)s invites you to the project \u201c%(project)s\u201d on Annotator, as %(role)s.") % facts,
        _("This link lets you in. It works once, and for %(days)s days:") % facts,
        link,
        _("Who did not expect this mail can leave it: nothing happens without the link."),
    ]
    return EmailMessage(
        subject=" ".join((_("Invitation to \u201c%(project)s\u201d") % facts).split()),
        body="\n\n".join(lines) + "\n",
        to=[invitation.email],
    )
