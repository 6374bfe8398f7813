"""Sentences of several windows."""

import re
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QObject

from qqdesk.domain.contact import Contact
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import DiskSpace, Problem, ProblemKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.presence_mark import status_text
from qqdesk.protocol.device_commands import CLASSIC_DEVICE

translate = QCoreApplication.translate

_OFFLINE_DAYS = (365, 90, 30, 7, 0)
_KEPT_DAYS = (0, 365, 90, 30, 7)


def problem_text(problem: Problem) -> str:
    """Return what failed and the advice."""
    if problem.kind is ProblemKind.TOO_MANY_REQUESTS and problem.wait:
        return _ProblemTexts().wait(problem.wait)
    if problem.space is not None:
        return _ProblemTexts().space(problem.space)
    sentence = _ProblemTexts().sentences()[problem.kind]
    return sentence.format(detail=isolated(_breakable(problem.detail))) if problem.kind in _WITH_DETAIL else sentence


def _breakable(path: str) -> str:
    """Add places to break the line in a file name, which may be wider than the window."""
    return re.sub(r"(?<=[-.])(?=[^/\\]*$)", "\u200b", path)


_WITH_DETAIL = (
    ProblemKind.FOLDER,
    ProblemKind.LOCAL_SERVER_VERSION,
    ProblemKind.HISTORY_FORMAT,
    ProblemKind.HISTORY_MIGRATION,
    ProblemKind.HISTORY_DAMAGED,
    ProblemKind.EXPORT_OF_ANOTHER,
    ProblemKind.EXPORT_DAMAGED,
)


class _ProblemTexts(QObject):
    def space(self, space: DiskSpace) -> str:
        if space.folder:
            sentence = self.tr("Not enough space in {folder}: {needed} needed, {free} free")
        else:
            sentence = self.tr("Not enough space on this computer: {needed} needed, {free} free")
        form = QLocale.DataSizeFormat.DataSizeSIFormat
        needed, free = (QLocale().formattedDataSize(size, 0, form) for size in (space.needed, space.free))
        return sentence.format(folder=isolated(space.folder), needed=needed, free=free)

    def wait(self, seconds: int) -> str:
        return self.tr("Too many attempts. Try again in %n second(s).", "", seconds)

    def sentences(self) -> dict[ProblemKind, str]:
        kind = ProblemKind
        return {
            kind.NO_CONNECTION: self.tr(
                "The place cannot be reached. Check the address and your network, then try again."
            ),
            kind.OTHER_PLACE: self.tr(
                "Another place has this address now. Your password was not sent. Type the new address of "
                "your place, or "
                "type your password to sign in at the place that is there."
            ),
            kind.PROXY: self.tr(
                "The proxy cannot be reached, or does not let you through. Check it under Settings, Connection."
            ),
            kind.TIMED_OUT: self.tr(
                "The place does not answer. It may be busy or switched off; try again in a moment."
            ),
            kind.CERTIFICATE: self.tr(
                "The certificate of the place is not valid, so the connection would not be safe. Check the address "
                "and the date of this computer, or ask the owner of the place."
            ),
            kind.UNKNOWN_CERTIFICATE: self.tr(
                "No authority vouches for the certificate of this place. Compare its fingerprint before you sign in."
            ),
            kind.CERTIFICATE_CHANGED: self.tr(
                "The place shows another certificate than before. Somebody may be listening in, so nothing is sent "
                "there. Ask the owner of the place."
            ),
            kind.UNENCRYPTED: self.tr(
                "The connection to this place is not encrypted. Nothing is sent there until you have decided about "
                "that."
            ),
            kind.NO_ENCRYPTION: self.tr(
                "There is no encrypted connection at this address. Check the port, or ask the owner of the place."
            ),
            kind.ENCRYPTION_LOST: self.tr(
                "The connection to this place was always encrypted, and now it would not be. Somebody may be "
                "listening in, so nothing is sent there. Ask the owner of the place."
            ),
            kind.PLACES_FILE: self.tr(
                "The list of trusted places cannot be read, so no place is trusted now. Rest the pointer here to "
                "see which file to repair."
            ),
            kind.HOST_NAME_REFUSED: self.tr(
                "The place does not answer to this name. Use its IP address, or ask its owner to add the name to "
                "its settings (host_names)."
            ),
            kind.NOT_A_SERVER: self.tr(
                "Another program answers at this address. Check the address and the port of the place."
            ),
            kind.BAD_ADDRESS: self.tr("This is not an address. Write a name such as chat.example.org, or name:port."),
            kind.WRONG_PASSWORD: self.tr("The number or the password is not right. Check both and try again."),
            kind.PASSWORD_CHANGED: self.tr("The password was changed. Type the new one."),
            kind.OTHER_PASSWORD: self.tr(
                "The place cannot be reached, and this is not the password of your last sign-in on this computer. "
                "Type that one to read and write without a connection."
            ),
            kind.OFFLINE_EXPIRED: self.tr(
                "The place cannot be reached, and this computer had no contact with it for too long to sign in "
                "without it. Try again with a connection."
            ),
            kind.SIGNED_IN_ELSEWHERE: self.tr(
                "You signed in on another computer, so this one was signed out. Sign in again to continue here."
            ),
            kind.SIGNED_OUT_ELSEWHERE: self.tr(
                "This computer was signed out from another device. Type your password to sign in again."
            ),
            kind.SIGNED_OUT_AND_ERASED: self.tr(
                "This computer was signed out from another device, so the messages here were deleted. What you had not "
                "sent is kept. Type your password to sign in again, the new one if it was changed."
            ),
            kind.BANNED: self.tr("An administrator has closed this account. Ask them why."),
            kind.SESSION_ENDED: self.tr("The place has signed you out. Sign in again."),
            kind.NO_SUCH_USER: self.tr("No one has this number. Check it and try again."),
            kind.NOT_ALLOWED: self.tr("This person does not take messages from you."),
            kind.REQUEST_DECLINED: self.tr("Your last request was declined. You can ask again after a day."),
            kind.NO_SUCH_ROOM: self.tr("This room does not exist, or it is closed."),
            kind.MAY_NOT_WRITE: self.tr("You may not write in this room now."),
            kind.MESSAGE_GONE: self.tr("The message is gone, so it was not changed."),
            kind.MAY_NOT_CHANGE: self.tr("You may not change this message now, or it is too late."),
            kind.REFUSED_BY_SERVER: self.tr("The place does not allow this. Ask its owner."),
            kind.INVITATION_REFUSED: self.tr(
                "The place does not take this invitation. It may be mistyped, used up or too old: ask for another one."
            ),
            kind.TOO_MANY_REQUESTS: self.tr("Too many attempts. Try again in a minute."),
            kind.MESSAGE_TOO_LONG: self.tr(
                "The message is too long. Send it in several parts of at most 4,096 characters."
            ),
            kind.MAILBOX_FULL: self.tr("Too many messages wait for this person. Try again when they have signed in."),
            kind.FILE_TOO_LARGE: self.tr("The file is larger than this place takes."),
            kind.FILES_FULL: self.tr("The place has no room for this file. Ask its owner, or send a smaller one."),
            kind.FILE_GONE: self.tr("The place does not have this file any more."),
            kind.FILE_CHANGED: self.tr("The file was moved, deleted or changed before it was sent. Choose it again."),
            kind.FILE_DAMAGED: self.tr("The file arrived damaged and was deleted. Download it again."),
            kind.SERVER_FAILED: self.tr("The place had an error, and nothing was changed. Try again in a moment."),
            kind.NOT_SUPPORTED: self.tr("This place does not support that."),
            kind.UNKNOWN_OUTCOME: self.tr("The reply was lost, so it may have worked. Check before you try again."),
            kind.LOCAL_SERVER_FAILED: self.tr(
                "The place on this computer did not start. Check that its disk has room, then try again, or use the "
                "address of another place."
            ),
            kind.LOCAL_SERVER_VERSION: self.tr(
                "The place on this computer was written by another version of this program. It was not changed. Use "
                "that version, or move its folder away to start a new place: {detail}"
            ),
            kind.DISK_FULL: self.tr("Not enough space on this computer."),
            kind.FOLDER: self.tr(
                "The folder {detail} cannot be written. It may be missing, or you may not write there."
            ),
            kind.DISK: self.tr("Files on this computer could not be written. Check that the disk has room."),
            kind.HISTORY_FORMAT: self.tr(
                "The file with your messages was written by another version of this program. It was not changed. Use "
                "that version, or move the file to another folder and sign in again: {detail}"
            ),
            kind.HISTORY_MIGRATION: self.tr(
                "The file with your messages could not be brought to this version of the program. It was not changed. "
                "Close other programs that use it, check that the disk has room, and sign in again: {detail}"
            ),
            kind.HISTORY_DAMAGED: self.tr(
                "The file with your messages was damaged. What could be read of it is in a new one; the "
                "old one is kept as "
                "{detail}."
            ),
            kind.NOT_AN_EXPORT: self.tr("This file was not exported by this program as JSON. Choose another one."),
            kind.EXPORT_TOO_NEW: self.tr(
                "This file was exported by a newer version of this program. Install that version to import it."
            ),
            kind.EXPORT_OF_ANOTHER: self.tr(
                "This file has the messages of number {detail}. Sign in with that number to import it."
            ),
            kind.EXPORT_DAMAGED: self.tr("Line {detail} of the file is damaged or cut off, so nothing was imported."),
            kind.BUG: self.tr("The program had an error; its log has the details. Try again."),
        }


def delivery_text(delivery: Delivery | None) -> str:
    """Return the state of a message of mine; "" for one of theirs."""
    return {
        None: "",
        Delivery.WAITING: translate("MessageState", "Waiting to be sent"),
        Delivery.SENDING: translate("MessageState", "Sending"),
        Delivery.SENT: translate("MessageState", "Sent"),
        Delivery.DELIVERED: translate("MessageState", "Delivered"),
        Delivery.FAILED: translate("MessageState", "Not sent"),
    }[delivery]


def presence_text(contact: Contact) -> str:
    """Return the presence of a person as a text. The server sends no status of people outside of the contact list."""
    if contact.is_server:
        return translate("Contact", "Notices from the place")
    if contact.blocked:
        return translate("Contact", "Blocked")
    if contact.stranger and not contact.is_present:
        return translate("Contact", "Not on your list")
    return status_text(contact.status.as_seen_by_others)


def presence_since_text(contact: Contact, since: int | None, today: QDate | None = None) -> str:
    """Return the status with its start, in milliseconds since 1970, if that is known."""
    words = presence_text(contact)
    if since is None or contact.stranger or contact.blocked:
        return words
    sentence = translate("Contact", "{status} since {time}")
    return sentence.format(status=words, time=moment_text(since, today))


def contact_text(contact: Contact, unread: int = 0) -> str:
    """Return a contact as a screen reader says it."""
    status = presence_text(contact)
    if not unread:
        return translate("Contact", "{name}, {status}").format(name=contact.name, status=status)
    if unread == 1:
        sentence = translate("Contact", "{name}, {status}, 1 unread message")
    else:
        sentence = translate("Contact", "{name}, {status}, {count} unread messages")
    return sentence.format(name=contact.name, status=status, count=unread)


def distinct_name(name: str, number: int, people: Iterable[Contact]) -> str:
    """Return the name of a person for a sentence, with the number if another one of these people has the same name."""
    is_shared = any(one.name.casefold() == name.casefold() and one.number != number for one in people)
    return f"{isolated(name)} ({number})" if is_shared else isolated(name)


def name_list(names: Iterable[str]) -> str:
    return translate("Names", ", ").join(names)


def requests_text(count: int) -> str:
    """Return the number of contact requests as a text."""
    if count == 1:
        return translate("Requests", "1 person asks to add you")
    return translate("Requests", "{count} people ask to add you").format(count=count)


def clock_text(time: int) -> str:
    """Return the time of day in the user's time zone and notation. `time` in milliseconds since 1970."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(time).time(), QLocale.FormatType.ShortFormat)


def date_pattern() -> str:
    """Return the user's notation of a date. The C locale has an ambiguous one, so there it is ISO 8601."""
    if QLocale().language() == QLocale.Language.C:
        return "yyyy-MM-dd"
    return QLocale().dateFormat(QLocale.FormatType.ShortFormat)


def date_text(day: QDate) -> str:
    """Return a date in the user's notation."""
    return QLocale().toString(day, date_pattern())


def day_text(time: int, today: QDate | None = None) -> str:
    """Return the day of `time`: today, yesterday, or the date."""
    day = QDateTime.fromMSecsSinceEpoch(time).date()
    now = today if today is not None else QDate.currentDate()
    if day == now:
        return translate("Time", "Today")
    if day == now.addDays(-1):
        return translate("Time", "Yesterday")
    return date_text(day)


def long_day_text(day: QDate) -> str:
    """Return today, yesterday, or the weekday and the date."""
    if day >= QDate.currentDate().addDays(-1):
        return day_text(QDateTime(day.startOfDay()).toMSecsSinceEpoch())
    return QLocale().toString(day, QLocale.FormatType.LongFormat)


def moment_text(time: int, today: QDate | None = None) -> str:
    """Return the time of day, after the day unless that is today."""
    now = today if today is not None else QDate.currentDate()
    if QDateTime.fromMSecsSinceEpoch(time).date() == now:
        return clock_text(time)
    sentence = translate("Time", "{day} {time}")
    return sentence.format(day=day_text(time, now), time=clock_text(time))


def list_time_text(time: int, today: QDate | None = None) -> str:
    """Return the time of a message in a list: the time of day, yesterday, the weekday for a week, else the date."""
    now, day = today if today is not None else QDate.currentDate(), QDateTime.fromMSecsSinceEpoch(time).date()
    days = day.daysTo(now)
    if days == 0:
        return clock_text(time)
    if days == 1:
        return translate("Time", "Yesterday")
    if 1 < days < 7:
        return QLocale().standaloneDayName(day.dayOfWeek())
    pattern = translate("Time", "d MMM") if day.year() == now.year() else translate("Time", "d MMM yyyy")
    return QLocale().toString(day, pattern)


def last_seen_text(contact: Contact, today: QDate | None = None) -> str:
    """Return when a person was last present; "" while they are, or if it is unknown."""
    if not contact.last_seen or contact.is_shown_present:
        return ""
    now = today if today is not None else QDate.currentDate()
    day = QDateTime.fromMSecsSinceEpoch(contact.last_seen).date()
    if day == now:
        sentence = translate("Contact", "Last seen today, {time}")
    elif day == now.addDays(-1):
        sentence = translate("Contact", "Last seen yesterday, {time}")
    else:
        sentence = translate("Contact", "Last seen {day}")
    return sentence.format(time=clock_text(contact.last_seen), day=list_time_text(contact.last_seen, now))


def device_name(id: str, name: str) -> str:
    """Return the name of a device of mine, or words for one without a name. A classic session never has one."""
    if id == CLASSIC_DEVICE:
        return translate("Device", "Old client")
    return name or translate("Device", "Device without a name")


def keep_choices(kept: int) -> list[tuple[int, str]]:
    """Return the retention choices in days with their texts, longest first; 0 is for ever. `kept` is included."""
    longest_first = sorted({*_KEPT_DAYS, max(kept, 0)}, key=lambda days: -days if days else -1_000_000)
    texts = _KeptTexts()
    return [(days, texts.text(days)) for days in longest_first]


def offline_choices(days: int) -> list[tuple[int, str]]:
    """Return the choices of `offline_days` with their texts, longest first. `days` is included."""
    texts = _KeptTexts()
    longest_first = sorted({*_OFFLINE_DAYS, days}, reverse=True)
    return [(days, texts.text(days) if days else texts.never) for days in longest_first]


class _KeptTexts(QObject):
    """A class because plural forms are collected only from `QObject.tr`."""

    @property
    def never(self) -> str:
        return self.tr("Never")

    def text(self, days: int) -> str:
        if days <= 0:
            return self.tr("For ever")
        return self.tr("One year") if days == 365 else self.tr("%Ln day(s)", "", days)
