"""The card beside the contact list with details of one contact."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.session_notes import SessionNotes
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.presence_mark import StatusDot
from qqdesk.gui.shared.screens import in_view
from qqdesk.gui.shared.texts import presence_since_text
from qqdesk.gui.shared.type_size import scaled

WIDTH, FACE = 300, 80
_GAP = 8


class ContactCard(QFrame):
    """Passes the focus and the pointer through."""

    def __init__(self, faces: FaceSource, notes: SessionNotes, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self._notes = notes
        self.number = 0
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(scaled(WIDTH))
        self._face = FaceLabel(faces, FACE)
        self._dot = StatusDot()
        self._name, self._nickname, self._number = _label(), _label("secondary"), _label("secondary")
        self._status, self._group, self._about, self._unsent = (
            _label(),
            _label("secondary"),
            _label(),
            _label("secondary"),
        )
        title = semibold(self.font())
        title.setPointSizeF(title.pointSizeF() + 2)
        self._name.setFont(title)
        for label in (self._nickname, self._number, self._group, self._unsent):
            label.setFont(small(self.font()))
        self._column = QVBoxLayout(self)
        self._lay_out()

    def _lay_out(self) -> None:
        status = QHBoxLayout()
        status.setSpacing(6)
        status.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignVCenter)
        status.addWidget(self._status, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        for label in (self._name, self._nickname, self._number):
            words.addWidget(label)
        words.addSpacing(2)
        words.addLayout(status)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        column = self._column
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        for label in (self._about, self._group, self._unsent):
            column.addWidget(label)

    def show_contact(self, contact: Contact, group: str) -> None:
        self.number = contact.number
        self._face.show_face(contact.face, grey=not contact.is_shown_present)
        self._dot.set_status(contact.status)
        self._dot.setVisible(not contact.blocked and (not contact.stranger or contact.is_present))
        nickname = contact.nickname.strip()
        _set_text(self._name, contact.name)
        _set_text(self._nickname, nickname if contact.remark and nickname != contact.remark else "")
        _set_text(self._number, self.tr("Number {number}").format(number=contact.number))
        _set_text(self._status, presence_since_text(contact, self._notes.since(contact.number)))
        about = self._notes.about(contact.number)
        _set_text(self._about, self.tr("“{text}”").format(text=isolated(about)) if about else "")
        _set_text(self._group, self.tr("In the group {group}").format(group=isolated(group)) if group else "")
        _set_text(self._unsent, self._unsent_text(contact.number))
        self.setAccessibleName(self.text())
        self._column.activate()
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))

    def text(self) -> str:
        """Return all texts, for screen readers."""
        labels = (self._name, self._nickname, self._number, self._status, self._about, self._group, self._unsent)
        return ", ".join(label.text() for label in labels if label.text())

    def _unsent_text(self, number: int) -> str:
        count = self._notes.unsent(number)
        if count == 1:
            return self.tr("1 message to them is not sent yet")
        return self.tr("{count} messages to them are not sent yet").format(count=count) if count else ""

    def open_beside(self, window: QRect, top: int) -> None:
        """Open on the left of the window, else on its right."""
        frame = QRect(QPoint(window.left() - self.width() - _GAP, top), self.size())
        if in_view(frame).x() != frame.x():
            frame.moveLeft(window.right() + 1 + _GAP)
        self.move(in_view(frame))
        self.show()


def _label(role: str = "") -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def _set_text(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
