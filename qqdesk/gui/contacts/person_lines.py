"""The words of a person about themselves: status text and signature, and when they were last seen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import Margins, column
from qqdesk.gui.shared.texts import last_seen_text


class PersonLines(QWidget):
    """Hidden without a text. The texts can be selected and copied."""

    def __init__(self, margins: Margins = 0) -> None:
        super().__init__()
        self._status_text, self._signature, self._last_seen = wrapped_label(), wrapped_label(), wrapped_label()
        self._status_text.setFont(semibold(self.font()))
        self._last_seen.setFont(small(self.font()))
        self._last_seen.setProperty("role", "secondary")
        for label in self._labels:
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setLayout(column(*self._labels, margins=margins, spacing=4))

    @property
    def _labels(self) -> tuple[QLabel, ...]:
        return self._status_text, self._signature, self._last_seen

    def show_contact(self, contact: Contact) -> None:
        texts = contact.status_text, contact.signature, last_seen_text(contact)
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        self.setVisible(any(texts))

    def texts(self) -> list[str]:
        return [label.text() for label in self._labels if label.text()]
