"""Texts of notifications, with as much content as the settings allow."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject

from qqdesk.gui.message_text.emoticons import plain_with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.shared.bidi import isolated

_LINES = 3
"""Number of messages in a notification."""
_LINE_CHARS = 160
TEXT, SENDER, NOTHING = "text", "sender", "nothing"
"""Values of `Settings.notice_content`."""


class CountTexts(QObject):
    """Texts with plural forms, which lupdate finds only in `tr` of an object."""

    def messages(self, count: int) -> str:
        return self.tr("%n new message(s)", "", count)

    def senders(self, count: int) -> str:
        return self.tr("from %n people", "", count)

    def conversations(self, count: int) -> str:
        return self.tr("in %n conversations", "", count)

    def asks(self, count: int) -> str:
        return self.tr("%n people ask to join", "", count)

    def came(self, count: int) -> str:
        return self.tr("%n people came online", "", count)


def message_texts(name: str, texts: Sequence[str], count: int, content: str) -> tuple[str, str]:
    """Return title and body for `count` new messages of one person; `texts` are the latest."""
    amount = CountTexts().messages(count)
    if content == NOTHING:
        return "qqdesk", amount
    if content != TEXT:
        return name, amount
    body = "\n".join(_line(text) for text in texts[-_LINES:])
    if count == 1:
        return name, body
    title = QCoreApplication.translate("Notification", "{name} · {count}")
    return title.format(name=isolated(name), count=amount), body


def room_message_texts(room: str, lines: Sequence[tuple[str, str]], count: int, content: str) -> tuple[str, str]:
    """Return title and body for `count` new messages in a room; `lines` are the latest, each with its sender's name."""
    if content != TEXT:
        return message_texts(room, (), count, content)
    if count == 1:
        name, text = lines[-1]
        title = QCoreApplication.translate("Notification", "{name} in {room}")
        return title.format(name=isolated(name), room=isolated(room)), _line(text)
    sentence = QCoreApplication.translate("Notification", "{name}: {text}")
    texts = [sentence.format(name=isolated(name), text=text) for name, text in lines]
    return message_texts(room, texts, count, content)


def summary_texts(count: int, conversations: int, content: str, *, with_rooms: bool = False) -> tuple[str, str]:
    """Return title and body of a summary of many conversations."""
    amount, counts = CountTexts().messages(count), CountTexts()
    if content == NOTHING:
        return "qqdesk", amount
    return amount, counts.conversations(conversations) if with_rooms else counts.senders(conversations)


def _line(text: str) -> str:
    """Return a message as one short line."""
    line = plain_with_emoji(" ".join(text.split()), is_drawable)
    return line if len(line) <= _LINE_CHARS else line[: _LINE_CHARS - 1] + "…"
