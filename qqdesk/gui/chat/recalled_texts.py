"""The texts of messages that I took back a short time ago, so that I can write them again."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from qqdesk.domain.body import File, Recalled, Text
from qqdesk.domain.message import Message

KEPT_MS = 10 * 60 * 1000


class RecalledTexts(QObject):
    """In memory only, while the chat is open."""

    expired = Signal(str)  # the id of the message

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._texts: dict[str, str] = {}

    def note(self, before: Message, after: Message) -> None:
        """Keep the text of a message of mine that I took back."""
        body, recalled = before.body, after.body
        text = body.caption if isinstance(body, File) else body
        is_taken_back = before.is_mine and isinstance(recalled, Recalled) and recalled.maker == before.sender
        if is_taken_back and isinstance(text, Text) and text.text:
            self._texts[after.id] = text.text
            QTimer.singleShot(KEPT_MS, self, partial(self._drop, after.id))

    def _drop(self, id: str) -> None:
        self._texts.pop(id, None)
        self.expired.emit(id)

    def get(self, id: str) -> str:
        return self._texts.get(id, "")
