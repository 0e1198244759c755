"""Mail that a job sends: a mail server that is away, or hangs, holds up no page."""

from __future__ import annotations

from smtplib import SMTPException, SMTPRecipientsRefused
from typing import TYPE_CHECKING

from django.core.mail import DNS_NAME

from annotator.errors import Refusal
from annotator.services.transactions import own_transactions

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from annotator.services.running import Run


@own_transactions("mail goes out, whatever becomes of rows")
def send(*, run: Run, message: EmailMessage, name: str = "") -> None:
    """Send one mail of a job's, which has a `name` where the job sends several (no query).

    Sent again by a worker that took over, it is the same mail: mail servers and readers know it by its
    Message-ID. Where the server is away the job is tried again; at its last attempt, and where the address
    is not taken, it ends with a sentence: raises :class:`Refusal`.
    """
    message.extra_headers["Message-ID"] = f"<{run.job.pk}{name and f'.{name}'}@{DNS_NAME}>"
    try:
        message.send()
    except SMTPRecipientsRefused:
        raise Refusal("The mail server does not take mail for this address.") from None
    except (SMTPException, OSError):
        if run.job.attempts < run.job.max_attempts:
            raise
        raise Refusal("The mail server could not be reached, or did not take the mail.") from None
