"""The requests to join: a strip for each person, with *Not now* and *Admit*."""

import html

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from qqdesk.domain.loopback import is_loopback_host
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import SPACING
from qqdesk.gui.admin.admin_strip import AdminStrip
from qqdesk.gui.admin.admin_texts import AdminTexts
from qqdesk.gui.kit.bar import BarKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.role_button import role_button
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.place_commands import JoinRequest

UNDO_MS = 5000
MOST = 3
_FACE = 28


class AskRow(QWidget):
    """*Admit* is carried out after UNDO_MS, unless the user presses *Undo*."""

    answered = Signal(str, bool)
    """The id of the request, and whether the person is admitted."""

    def __init__(self, faces: FaceSource, ask: JoinRequest) -> None:
        super().__init__()
        self.ask = ask
        name = isolated(ask.nickname)
        self.not_now = QPushButton(self.tr("Not now"))
        self.admit = role_button(self.tr("Admit"), "primary")
        self.undo = QPushButton(self.tr("Undo"))
        self.not_now.setAccessibleName(self.tr("Do not admit {name} now").format(name=ask.nickname))
        self.admit.setAccessibleName(self.tr("Admit {name}").format(name=ask.nickname))
        self.not_now.clicked.connect(lambda: self.answered.emit(ask.id, False))
        self.admit.clicked.connect(self._admit)
        self.undo.clicked.connect(self._undo)
        self.question = AdminStrip(BarKind.NOTICE, _face(faces, ask), self.not_now, self.admit)
        self.admitted = AdminStrip(BarKind.SUCCESS, _face(faces, ask), self.undo)
        sentence = self.tr("{name} asks to join, at {time}")
        if ask.origin and not is_loopback_host(ask.origin):
            sentence = self.tr("{name} asks to join, from {origin} at {time}")
        values = {"origin": ask.origin, "time": moment_text(ask.time)}
        self.question.show_text(sentence.format(name=name, **values))
        bold = f'<span style="font-weight: 600">{html.escape(name)}</span>'
        self.question.label.setTextFormat(self.question.label.textFormat().RichText)
        shown = html.escape(sentence.format(name="\0", **values)).replace("\0", bold)
        # Qt's HTML keeps U+00A0 only: the narrow space in "3:49 PM" would become one that breaks.
        self.question.label.setText(shown.replace("\u202f", "\u00a0"))
        self.admitted.show_text(self.tr("{name} is admitted").format(name=name))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.question)
        layout.addWidget(self.admitted)
        self.admitted.hide()
        self._timer = QTimer(self, singleShot=True, interval=UNDO_MS)
        self._timer.timeout.connect(self.finish)

    @Slot()
    def _admit(self) -> None:
        self._show_admitted(True)
        self.undo.setFocus()
        self._timer.start()
        announce(self, self.admitted.text())

    @Slot()
    def _undo(self) -> None:
        self._timer.stop()
        self._show_admitted(False)
        self.admit.setFocus()

    def _show_admitted(self, is_admitted: bool) -> None:
        self.question.setVisible(not is_admitted)
        self.admitted.setVisible(is_admitted)

    @Slot()
    def finish(self) -> None:
        """Carry out *Admit*, if it waits for an undo."""
        if not self.admitted.isHidden():
            self._timer.stop()
            self._show_admitted(False)
            self.answered.emit(self.ask.id, True)


def _face(faces: FaceSource, ask: JoinRequest) -> FaceLabel:
    face = FaceLabel(faces, _FACE)
    face.show_face(ask.face)
    return face


class AskRows(QWidget):
    """The oldest requests, at most MOST. Hidden without requests."""

    request_sent = Signal(object)  # PendingRequest

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self._faces, self._invitations = context.faces, context.messenger.invitations
        self.rows: list[AskRow] = []
        self.others = small_label()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACING)
        self._column.addWidget(self.others)
        self._invitations.join_requests_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        asks = self._invitations.join_requests
        self.setVisible(bool(asks))
        shown = asks[:MOST]
        kept = {row.ask: row for row in self.rows if row.ask in shown}
        for row in self.rows:
            if row.ask not in kept:
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
        self.rows = [kept.get(ask) or self._row(ask) for ask in shown]
        for place, row in enumerate(self.rows):
            self._column.insertWidget(place, row)
        self.others.setText(AdminTexts().more_ask(len(asks) - len(shown)))
        self.others.setVisible(len(asks) > len(shown))

    def _row(self, ask: JoinRequest) -> AskRow:
        row = AskRow(self._faces, ask)
        row.answered.connect(self._answer)
        if self.isVisible():
            announce(self, row.question.accessibleName())
        return row

    @Slot(str, bool)
    def _answer(self, request_id: str, is_admitted: bool) -> None:
        self.request_sent.emit(self._invitations.answer(request_id, admit=is_admitted))

    def finish(self) -> None:
        """Carry out each *Admit* that waits for an undo."""
        for row in list(self.rows):
            row.finish()
