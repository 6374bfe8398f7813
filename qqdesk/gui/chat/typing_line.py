"""The line over the input that shows that the other person is typing."""

import time

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

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
    def __init__(self, messenger: Messenger, conversation: ConversationId, parent: QWidget | None = None) -> None:
        super().__init__(role="secondary", parent=parent)
        self._conversation = conversation
        self._name = str(conversation)
        self._is_typing = messenger.is_typing(conversation)
        self._announced = -ANNOUNCED_S
        self.setFont(small(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        messenger.typing_changed.connect(self._typing_changed)

    def set_name(self, name: str) -> None:
        self._name = name
        self._show()

    @Slot(object)
    def _typing_changed(self, change: TypingChange) -> None:
        if change.conversation != self._conversation:
            return
        self._is_typing = change.typing
        self._show()
        if change.typing:
            self._announce()

    def _show(self) -> None:
        if not self._is_typing:
            self.setText("")
            return
        sentence = self.tr("{name} is typing…")
        # Elide the name, not the sentence.
        metrics = self.fontMetrics()
        room = self.contentsRect().width() - metrics.horizontalAdvance(sentence.format(name="")) - 1
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, max(room, 24))
        self.setText(sentence.format(name=isolated(name)))
        self.setAccessibleName(sentence.format(name=self._name))

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
            self._show()
