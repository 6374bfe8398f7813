"""Sentences of several windows, translated when they are asked for."""

import re

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from qqdesk.domain.contact import Contact
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.presence_mark import status_text


def problem_text(problem: Problem) -> str:
    """Return what went wrong and what to do about it."""
    if problem.kind is ProblemKind.TOO_MANY_REQUESTS and problem.wait:
        sentence = QCoreApplication.translate("Problem", "Too many attempts. Try again in {seconds} seconds.")
        return sentence.format(seconds=problem.wait)
    sentence = _sentences()[problem.kind]
    return sentence.format(detail=isolated(_breakable(problem.detail))) if problem.kind in _WITH_DETAIL else sentence


def _breakable(path: str) -> str:
    """Add places to break the line in a file name, which may be wider than the window."""
    return re.sub(r"(?<=[-.])(?=[^/\\]*$)", "\u200b", path)


_WITH_DETAIL = (
    ProblemKind.HISTORY_FORMAT,
    ProblemKind.HISTORY_DAMAGED,
    ProblemKind.EXPORT_OF_ANOTHER,
    ProblemKind.EXPORT_DAMAGED,
)


def _sentences() -> dict[ProblemKind, str]:
    kind = ProblemKind
    return {
        kind.NO_CONNECTION: QCoreApplication.translate(
            "Problem", "The server cannot be reached. Check the address and your network, then try again."
        ),
        kind.OTHER_PLACE: QCoreApplication.translate(
            "Problem",
            "Another place has this address now. Your password was not sent. Type the new address of your place, or "
            "type your password to sign in at the place that is there.",
        ),
        kind.PROXY: QCoreApplication.translate(
            "Problem", "The proxy cannot be reached, or does not let you through. Check it under Settings, Connection."
        ),
        kind.TIMED_OUT: QCoreApplication.translate(
            "Problem", "The server does not answer. It may be busy or switched off; try again in a moment."
        ),
        kind.CERTIFICATE: QCoreApplication.translate(
            "Problem",
            "The server's certificate is not valid, so the connection would not be safe. Check the "
            "address and the date of this computer, or ask the operator of the server.",
        ),
        kind.UNKNOWN_CERTIFICATE: QCoreApplication.translate(
            "Problem", "No authority vouches for this server's certificate. Compare its fingerprint before you sign in."
        ),
        kind.CERTIFICATE_CHANGED: QCoreApplication.translate(
            "Problem",
            "The server shows another certificate than before. Somebody may be listening in, so nothing "
            "is sent there. Ask the operator of the server.",
        ),
        kind.UNENCRYPTED: QCoreApplication.translate(
            "Problem",
            "The connection to this server is not encrypted. Nothing is sent there until you have decided about that.",
        ),
        kind.NO_ENCRYPTION: QCoreApplication.translate(
            "Problem",
            "There is no encrypted connection at this address. Check the port, or ask the operator of the server.",
        ),
        kind.ENCRYPTION_LOST: QCoreApplication.translate(
            "Problem",
            "The connection to this server was always encrypted, and now it would not be. Somebody may be "
            "listening in, so nothing is sent there. Ask the operator of the server.",
        ),
        kind.PLACES_FILE: QCoreApplication.translate(
            "Problem",
            "The list of trusted servers cannot be read, so no server is trusted now. Rest the pointer "
            "here to see which file to repair.",
        ),
        kind.HOST_NAME_REFUSED: QCoreApplication.translate(
            "Problem",
            "The server does not answer to this name. Use its IP address, or ask its operator to add the "
            "name to its settings (host_names).",
        ),
        kind.NOT_A_SERVER: QCoreApplication.translate(
            "Problem", "Something else answers at this address. Check the address and the port of the server."
        ),
        kind.BAD_ADDRESS: QCoreApplication.translate(
            "Problem", "This is not an address. Write a name such as chat.example.org, or name:port."
        ),
        kind.WRONG_PASSWORD: QCoreApplication.translate(
            "Problem", "The number or the password is not right. Check both and try again."
        ),
        kind.OTHER_PASSWORD: QCoreApplication.translate(
            "Problem",
            "The server cannot be reached, and this is not the password of your last sign-in on this computer. "
            "Type that one to read and write without the server.",
        ),
        kind.SIGNED_IN_ELSEWHERE: QCoreApplication.translate(
            "Problem", "You signed in at another place, so this one was signed out. Sign in again to go on here."
        ),
        kind.SHUT_OUT: QCoreApplication.translate(
            "Problem", "The operator of the server has closed this account. Ask them why."
        ),
        kind.SESSION_ENDED: QCoreApplication.translate("Problem", "The server has signed you out. Sign in again."),
        kind.NO_SUCH_USER: QCoreApplication.translate("Problem", "No one has this number. Check it and try again."),
        kind.NOT_ALLOWED: QCoreApplication.translate("Problem", "This person does not take messages from you."),
        kind.REFUSED_BY_SERVER: QCoreApplication.translate(
            "Problem", "The server does not allow this. Ask its operator."
        ),
        kind.INVITATION_REFUSED: QCoreApplication.translate(
            "Problem",
            "The server does not take this invitation. It may be mistyped, used up or too old: ask for another one.",
        ),
        kind.TOO_MANY_REQUESTS: QCoreApplication.translate("Problem", "Too many attempts. Try again in a minute."),
        kind.MESSAGE_TOO_LONG: QCoreApplication.translate(
            "Problem", "The message is too long. Send it in several parts of at most 4,096 characters."
        ),
        kind.MAILBOX_FULL: QCoreApplication.translate(
            "Problem", "Too many messages wait for this person. Try again when they have signed in."
        ),
        kind.SERVER_FAILED: QCoreApplication.translate(
            "Problem", "The server had an error, and nothing was changed. Try again in a moment."
        ),
        kind.NOT_SUPPORTED: QCoreApplication.translate(
            "Problem", "This server cannot do that. It would need a newer one."
        ),
        kind.UNKNOWN_OUTCOME: QCoreApplication.translate(
            "Problem", "The answer was lost, so it may have been done. Look whether it was before you try again."
        ),
        kind.LOCAL_SERVER_FAILED: QCoreApplication.translate(
            "Problem", "The server on this computer did not start. Try again, or use the address of another server."
        ),
        kind.DISK: QCoreApplication.translate(
            "Problem", "Files on this computer could not be written. Check that the disk has room."
        ),
        kind.HISTORY_FORMAT: QCoreApplication.translate(
            "Problem",
            "The file with your messages is of another version of this program. It was not changed. Move it to another "
            "folder, then sign in again to begin a new one: {detail}",
        ),
        kind.HISTORY_DAMAGED: QCoreApplication.translate(
            "Problem",
            "The file with your messages was damaged. What could be read of it is in a new one; the old one is kept as "
            "{detail}.",
        ),
        kind.NOT_AN_EXPORT: QCoreApplication.translate(
            "Problem", "This file was not exported by this program as JSON. Choose another one."
        ),
        kind.EXPORT_TOO_NEW: QCoreApplication.translate(
            "Problem", "This file was exported by a newer version of this program. Install that version to import it."
        ),
        kind.EXPORT_OF_ANOTHER: QCoreApplication.translate(
            "Problem", "This file has the messages of number {detail}. Sign in with that number to import it."
        ),
        kind.EXPORT_DAMAGED: QCoreApplication.translate(
            "Problem", "Line {detail} of the file is damaged or cut off, so nothing was imported."
        ),
        kind.BUG: QCoreApplication.translate(
            "Problem", "The program had an error; its log has the details. Try again."
        ),
    }


def delivery_text(delivery: Delivery | None) -> str:
    """Return the state of a message of mine; "" for one of theirs."""
    return {
        None: "",
        Delivery.WAITING: QCoreApplication.translate("MessageState", "Waiting to be sent"),
        Delivery.SENDING: QCoreApplication.translate("MessageState", "Sending"),
        Delivery.SENT: QCoreApplication.translate("MessageState", "Sent"),
        Delivery.DELIVERED: QCoreApplication.translate("MessageState", "Delivered"),
        Delivery.FAILED: QCoreApplication.translate("MessageState", "Not sent"),
    }[delivery]


def presence_text(contact: Contact) -> str:
    """Return how a person is displayed. The server sends no status of people outside of the contact list."""
    if contact.is_server:
        return QCoreApplication.translate("Contact", "Notices from the server")
    if contact.blocked:
        return QCoreApplication.translate("Contact", "Blocked")
    if contact.stranger and not contact.is_present:
        return QCoreApplication.translate("Contact", "Not on your list")
    return status_text(contact.status.as_seen_by_others)


def presence_since_text(contact: Contact, since: int | None, today: QDate | None = None) -> str:
    """Return the status with its start, in milliseconds since 1970, if that is known."""
    words = presence_text(contact)
    if since is None or contact.stranger or contact.blocked:
        return words
    sentence = QCoreApplication.translate("Contact", "{status} since {time}")
    return sentence.format(status=words, time=moment_text(since, today))


def contact_text(contact: Contact, unread: int = 0) -> str:
    """Return a contact as a screen reader says it."""
    status = presence_text(contact)
    if not unread:
        return QCoreApplication.translate("Contact", "{name}, {status}").format(name=contact.name, status=status)
    if unread == 1:
        sentence = QCoreApplication.translate("Contact", "{name}, {status}, 1 unread message")
    else:
        sentence = QCoreApplication.translate("Contact", "{name}, {status}, {count} unread messages")
    return sentence.format(name=contact.name, status=status, count=unread)


def requests_text(count: int) -> str:
    """Return the number of contact requests as a text."""
    if count == 1:
        return QCoreApplication.translate("Requests", "1 person asks to add you")
    return QCoreApplication.translate("Requests", "{count} people ask to add you").format(count=count)


def clock_text(time: int) -> str:
    """Return the time of day in the user's time zone and notation. `time` in milliseconds since 1970."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(time).time(), QLocale.FormatType.ShortFormat)


def day_text(time: int, today: QDate | None = None) -> str:
    """Return the day of `time`: today, yesterday, or the date."""
    day = QDateTime.fromMSecsSinceEpoch(time).date()
    now = today if today is not None else QDate.currentDate()
    if day == now:
        return QCoreApplication.translate("Time", "Today")
    if day == now.addDays(-1):
        return QCoreApplication.translate("Time", "Yesterday")
    return QLocale().toString(day, QLocale.FormatType.ShortFormat)


def moment_text(time: int, today: QDate | None = None) -> str:
    """Return the time of day, after the day unless that is today."""
    now = today if today is not None else QDate.currentDate()
    if QDateTime.fromMSecsSinceEpoch(time).date() == now:
        return clock_text(time)
    sentence = QCoreApplication.translate("Time", "{day} {time}")
    return sentence.format(day=day_text(time, now), time=clock_text(time))
