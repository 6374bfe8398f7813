"""The line in the head of a chat that shows who is typing."""

import time
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.worker.api import TypingChange
from qqdesk.worker.messenger import Messenger

ANNOUNCED_S = 60.0
"""The minimum interval of announcements to a screen reader. Typing notices come more often."""


class TypingLine(ElidedLabel):
    """Hidden while there are no typists."""

    changed = Signal()

    def __init__(self, messenger: Messenger, conversation: ConversationId, name: Callable[[int], str]) -> None:
        """`name` returns the name of an account."""
        super().__init__(role="secondary_on_head")
        self._messenger, self._conversation = messenger, conversation
        self._name = name
        self._announced = -ANNOUNCED_S
        self.setFont(small(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()
        messenger.typing_changed.connect(self._typing_changed)

    @Slot(object)
    def _typing_changed(self, change: TypingChange) -> None:
        if change.conversation == self._conversation:
            self.update_names()
            if change.typing:
                self._announce()

    def update_names(self) -> None:
        """Show who is typing, with the names as they are now."""
        self._show_names()
        self.setVisible(bool(self.text()))
        self.changed.emit()

    def _show_names(self) -> None:
        names = [self._name(number) for number in self._messenger.typing.typists(self._conversation)]
        if not names:
            self.setText("")
            return
        if len(names) == 1:
            sentence = self.tr("{name} is typing…")
        elif len(names) == 2:
            sentence = self.tr("{name} and {other} are typing…")
        else:
            sentence = self.tr("{name} and {count} others are typing…")
        name, other = names[0], names[1] if len(names) == 2 else ""
        count = len(names) - 1
        # Elide the names, not the sentence.
        metrics = self.fontMetrics()
        fixed = metrics.horizontalAdvance(sentence.format(name="", other="", count=count))
        room = max((self.contentsRect().width() - fixed - 1) // min(len(names), 2), 24)
        short, other_short = (metrics.elidedText(one, Qt.TextElideMode.ElideRight, room) for one in (name, other))
        self.setText(sentence.format(name=isolated(short), other=isolated(other_short), count=count))
        self.setAccessibleName(sentence.format(name=name, other=other, count=count))

    def _announce(self) -> None:
        now = time.monotonic()
        if now - self._announced < ANNOUNCED_S or not self.isVisible() or not self.isActiveWindow():
            return
        self._announced = now
        announce(self, self.accessibleName())

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(24, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._show_names()
