"""Entries as rows of a reply: a session gets the columns that it knows."""

from collections.abc import Sequence

from qqdesk.protocol.waiting_message import WaitingMessage
from qqdesk.server.delivery.mail import Mail, read_mentions
from qqdesk.server.sessions.sessions import Session


def rows(session: Session, mails: Sequence[Mail], *, has_client_ids: bool) -> tuple[WaitingMessage, ...]:
    has_rooms = any(mail.room for mail in mails)
    has_mentions = any(mail.mentions for mail in mails)
    return tuple(
        [
            WaitingMessage(
                mail.kind,
                mail.peer,
                mail.text,
                mail.id,
                mail.time,
                (mail.client_id or b"").hex() if has_client_ids else None,
                mail.room if has_rooms else None,
                read_mentions(mail.mentions) if has_mentions else None,
                mail.file if session.can_files else None,
                mail.ref if session.can_changes else None,
            )
            for mail in mails
        ]
    )
