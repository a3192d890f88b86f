"""E-mail: one letter for each notice, with a Message-ID that is the delivery's own."""

from __future__ import annotations

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from haina.cases.channels.port import Message, NotDelivered, Unsure

#: Replies of a mail server from which on it says no for good.
_FOR_GOOD = 500


class Mail:
    """The mail server."""

    #: A letter that has been handed over cannot be called back.
    repeats_safely = False

    def send(self, message: Message) -> None:
        """Send it in the language of its account; raises NotDelivered, or Unsure."""
        notice = message.notice
        short = "zh" if notice.account.language.startswith("zh") else "en"
        host = urlsplit(settings.HAINA_PUBLIC_URL).hostname
        connection = get_connection()
        letter = EmailMessage(
            notice.subject[short],
            notice.body[short],
            to=[notice.account.email],
            connection=connection,
            headers={"Message-ID": f"<{message.id}@{host}>"},
        )
        try:
            connection.open()
        except OSError as error:  # SMTPException is one
            raise NotDelivered("mail_server") from error
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as error:
            for_good = all(code >= _FOR_GOOD for code, _ in error.recipients.values())
            raise NotDelivered("mailbox", again=not for_good) from error
        except smtplib.SMTPResponseException as error:
            raise NotDelivered("mail_server", again=error.smtp_code < _FOR_GOOD) from error
        except OSError as error:
            raise Unsure from error
        finally:
            connection.close()
