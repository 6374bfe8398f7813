"""The requests to join: a bar for each person."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qqdesk.domain.loopback import is_loopback_host
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import SPACING
from qqdesk.gui.admin.admin_texts import AdminTexts
from qqdesk.gui.invite.join_request_bar import JoinRequestBar
from qqdesk.gui.kit.bar import BarKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.place_commands import JoinRequest

UNDO_MS = 5000
MOST = 3


class UndoableJoinRequestBar(JoinRequestBar):
    """*Admit* is carried out after UNDO_MS, unless the user presses *Undo*."""

    def __init__(self, faces: FaceSource) -> None:
        super().__init__(faces)
        self._timer = QTimer(self, singleShot=True, interval=UNDO_MS)
        self._timer.timeout.connect(self._admit)

    def ask(self, request: JoinRequest) -> None:
        """Show the request, with the time and the address of another computer."""
        sentence = self.tr("At {time}")
        if request.origin and not is_loopback_host(request.origin):
            sentence = self.tr("At {time}, from {origin}")
        self.show_request(request, sentence.format(origin=request.origin, time=moment_text(request.time)))

    def _answer(self, is_admitted: bool) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.ask(self.request)
        elif is_admitted:
            self._timer.start()
            sentence = self.tr("{name} is admitted").format(name=isolated(self.request.nickname))
            self.show_fact(BarKind.SUCCESS, sentence, self.tr("Undo"), face=self.request.face)
        else:
            super()._answer(False)

    @Slot()
    def finish(self) -> None:
        """Carry out *Admit*, if it waits for an undo."""
        if self._timer.isActive():
            self._timer.stop()
            self._admit()

    @Slot()
    def _admit(self) -> None:
        self.ask(self.request)
        super()._answer(True)


class JoinRequestBars(QWidget):
    """The oldest requests, at most MOST. Hidden without requests."""

    request_sent = Signal(object)  # PendingRequest

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self._faces, self._invitations = context.faces, context.messenger.invitations
        self.bars: list[UndoableJoinRequestBar] = []
        self.others = small_label()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACING)
        self._column.addWidget(self.others)
        self._invitations.join_requests_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        requests = self._invitations.join_requests
        self.setVisible(bool(requests))
        shown = requests[:MOST]
        kept = {bar.request: bar for bar in self.bars if bar.request in shown}
        for bar in self.bars:
            if bar.request not in kept:
                self._column.removeWidget(bar)
                bar.hide()
                bar.deleteLater()
        self.bars = [kept.get(request) or self._add(request, row) for row, request in enumerate(shown)]
        self.others.setText(AdminTexts().more_ask(len(requests) - len(shown)))
        self.others.setVisible(len(requests) > len(shown))

    def _add(self, request: JoinRequest, row: int) -> UndoableJoinRequestBar:
        bar = UndoableJoinRequestBar(self._faces)
        self._column.insertWidget(row, bar)
        bar.ask(request)
        bar.answered.connect(self._on_answered)
        return bar

    @Slot(str, bool)
    def _on_answered(self, request_id: str, is_admitted: bool) -> None:
        self.request_sent.emit(self._invitations.answer(request_id, admit=is_admitted))

    def finish(self) -> None:
        """Carry out each *Admit* that waits for an undo."""
        for bar in list(self.bars):
            bar.finish()
