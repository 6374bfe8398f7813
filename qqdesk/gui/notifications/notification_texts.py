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


def summary_texts(count: int, people: int, content: str) -> tuple[str, str]:
    """Return title and body of a summary of many conversations."""
    amount = CountTexts().messages(count)
    if content == NOTHING:
        return "qqdesk", amount
    return amount, CountTexts().senders(people)


def _line(text: str) -> str:
    """Return a message as one short line."""
    line = plain_with_emoji(" ".join(text.split()), is_drawable)
    return line if len(line) <= _LINE_CHARS else line[: _LINE_CHARS - 1] + "…"
