"""The texts of a log: delivery states, times, and labels."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QObject

from qqdesk.domain.body import Recalled, Removed, RoomEvent
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.message_log.block import UpperLine, is_given_up
from qqdesk.gui.message_log.log_rows import Reader
from qqdesk.gui.message_log.participants import Names
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.room_texts import joined_text, room_event_text
from qqdesk.gui.shared.texts import delivery_text, name_list, problem_text


def failure_text(message: Message) -> str:
    """Return why a message was not sent; "" if unknown."""
    if not message.failure:
        return ""
    try:
        kind = ProblemKind[message.failure]
    except KeyError:
        kind = ProblemKind.BUG
    return problem_text(Problem(kind))


def seconds_text(time: int) -> str:
    """Return the time of day with seconds, in the user's notation."""
    locale = QLocale()
    pattern = locale.timeFormat(QLocale.FormatType.ShortFormat)
    return locale.toString(QDateTime.fromMSecsSinceEpoch(time).time(), pattern.replace("mm", "mm:ss"))


def full_time_text(time: int) -> str:
    """Return the day, and the time with seconds."""
    locale = QLocale()
    day = locale.toString(QDateTime.fromMSecsSinceEpoch(time).date(), QLocale.FormatType.LongFormat)
    sentence = QCoreApplication.translate("LogTexts", "{day}, {time}")
    return sentence.format(day=day, time=seconds_text(time))


def state_sentence(message: Message) -> str:
    """Return the delivery state as a sentence; "" for a received message."""
    if message.delivery is Delivery.SENT:
        return QCoreApplication.translate("LogTexts", "Sent: the place keeps it until it is fetched")
    if is_given_up(message):
        return QCoreApplication.translate("LogTexts", "Not sent: you discarded it")
    if message.delivery is Delivery.FAILED:
        sentence = QCoreApplication.translate("LogTexts", "Not sent: {reason}")
        return sentence.format(reason=failure_text(message))
    return delivery_text(message.delivery)


def waiting_sentence(reason: WaitingReason, next_try: float | None) -> str:
    """Return why a message waits, and for how many seconds if that is known."""
    words = {
        WaitingReason.NO_CONNECTION: QCoreApplication.translate("LogTexts", "Waiting: there is no connection"),
        WaitingReason.SIGNED_OUT: QCoreApplication.translate("LogTexts", "Waiting: it is sent after the next sign-in"),
        WaitingReason.SERVER_BUSY: QCoreApplication.translate("LogTexts", "Waiting: the place asked for a pause"),
        WaitingReason.SERVER_FAILED: QCoreApplication.translate("LogTexts", "Waiting: the place had an error"),
        WaitingReason.DISK: QCoreApplication.translate("LogTexts", "Waiting: it cannot be saved on this computer"),
        WaitingReason.OTHERS_FIRST: QCoreApplication.translate("LogTexts", "Waiting: earlier messages are sent first"),
    }
    sentence = words.get(reason, delivery_text(Delivery.SENDING))
    if not next_try or reason in (WaitingReason.SIGNED_OUT, WaitingReason.OTHERS_FIRST):
        return sentence
    again = QCoreApplication.translate("LogTexts", "{sentence}. Next try in {seconds} s")
    return again.format(sentence=sentence, seconds=math.ceil(next_try))


def upper_line_text(line: UpperLine, time: int) -> str:
    """Return the text of the line above the first row, which has this time."""
    if line is UpperLine.BEGAN:
        day = QLocale().toString(QDateTime.fromMSecsSinceEpoch(time).date(), QLocale.FormatType.LongFormat)
        return QCoreApplication.translate("LogTexts", "The room began on {day}").format(day=day)
    if line is UpperLine.LOADING:
        return QCoreApplication.translate("LogTexts", "Loading earlier messages…")
    return QCoreApplication.translate("LogTexts", "Older messages are at the place.")


def try_again_text() -> str:
    return QCoreApplication.translate("LogTexts", "Try again")


class _CountTexts(QObject):
    """A class because plural forms are collected only from `QObject.tr`."""

    def removed(self, count: int) -> str:
        return self.tr("%Ln older message(s) were deleted: this place keeps messages for a limited time", "", count)

    def new(self, count: int) -> str:
        return self.tr("%Ln new message(s)", "", count)


def removed_text(body: Removed) -> str:
    """Return the line in place of messages that the place removed."""
    return _CountTexts().removed(body.count)


def new_text(count: int) -> str:
    """Return the text of the line above the new messages."""
    return _CountTexts().new(count)


def recalled_text(body: Recalled, author: int, names: Names) -> str:
    """Return the line in place of a message that was taken back, by its author or by a keeper of the room."""
    maker = isolated(names.name(body.maker))
    if body.maker == author == names.me:
        return QCoreApplication.translate("LogTexts", "You took back a message")
    if body.maker == author:
        return QCoreApplication.translate("LogTexts", "{name} took back a message").format(name=maker)
    if body.maker == names.me:
        sentence = QCoreApplication.translate("LogTexts", "You took back a message of {author}")
    elif author == names.me:
        sentence = QCoreApplication.translate("LogTexts", "{name} took back a message of yours")
    else:
        sentence = QCoreApplication.translate("LogTexts", "{name} took back a message of {author}")
    return sentence.format(name=maker, author=isolated(names.name(author)))


def event_text(event: RoomEvent, sender: int, run: Sequence[Message], names: Names) -> str:
    """Return a change of a room as a sentence, or the changes of a run."""
    if not run:
        return room_event_text(event, sender, names.me, names.name)
    joined = [(one.sender, one.body.key) for one in run if isinstance(one.body, RoomEvent)]
    return joined_text(joined, names.me, names.name)


def show_all_text() -> str:
    return QCoreApplication.translate("LogTexts", "Show all")


def write_again_text() -> str:
    return QCoreApplication.translate("LogTexts", "Write it again")


def edited_text(time: str = "") -> str:
    """Return the mark of an edited message, with its time if there is one."""
    return QCoreApplication.translate("LogTexts", "edited {time}").format(time=time).strip()


def people_text(people: Sequence[int], names: Names) -> str:
    """Return the names of people as a list, me as "You"."""
    you = QCoreApplication.translate("LogTexts", "You")
    return name_list(you if person == names.me else isolated(names.name(person)) for person in people)


def readers_text(readers: Sequence[Reader], names: Names) -> str:
    """Return the people who have read a message, each with the time, one in a line."""
    return "\n".join(f"{isolated(names.name(one.person))}, {full_time_text(one.time)}" for one in readers)
