"""The two framed faces beside a chat in the look Classic blue: the other person and me."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame

from qqdesk.domain.contact import Contact, Me
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.presence_mark import StatusDot
from qqdesk.gui.shared.texts import presence_text
from qqdesk.gui.shared.type_size import scaled

_FACE, _WIDTH, _BAR, _GAP = 112, 140, 24, 8


class _FacePane(QFrame):
    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.dot = StatusDot()
        self.words, self.second = ElidedLabel(), ElidedLabel(role="secondary", alignment=Qt.AlignmentFlag.AlignCenter)
        for label in (self.words, self.second):
            label.setFont(small(self.font()))
        self.face = FaceLabel(faces, _FACE)
        bar, frame = QFrame(), QFrame()
        bar.setProperty("role", "bar")
        bar.setFixedHeight(scaled(_BAR))
        bar.setLayout(row(self.dot, (self.words, 1), margins=(8, 0, 8, 0)))
        frame.setProperty("role", "pane")
        frame.setLayout(row(self.face, margins=3))
        self.setLayout(column(bar, None, row(None, frame, None), 4, row((self.second, 1), margins=(8, 0, 8, 0)), None))


class FaceSide(QFrame):
    """As many of the two faces as fit."""

    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self.theirs, self.mine = _FacePane(faces), _FacePane(faces)
        self.mine.words.setText(self.tr("You"))
        self.mine.dot.hide()
        self.setFixedWidth(scaled(_WIDTH))
        self.setLayout(column((self.theirs, 1), (self.mine, 1), spacing=_GAP))

    def show_people(self, contact: Contact, me: Me) -> None:
        pane = self.theirs
        pane.face.show_face(contact.face, grey=not contact.is_shown_present, owner=contact.number)
        pane.dot.set_status(contact.status.as_seen_by_others)
        pane.words.setText(presence_text(contact))
        pane.second.setText(contact.status_text or contact.signature)
        self.mine.face.show_face(me.face, owner=me.number)
        self.mine.second.setText(me.status_text or me.signature)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        one = self.theirs.minimumSizeHint().height()
        self.theirs.setVisible(self.height() >= one)
        self.mine.setVisible(self.height() >= 2 * one + _GAP)
