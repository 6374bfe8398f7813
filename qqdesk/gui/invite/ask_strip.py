"""The strip with requests to join, in the main window of administrators."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from qqdesk.gui.invite.invitation_texts import Counts
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.role_button import role_button
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.protocol.place_commands import JoinRequest
from qqdesk.worker.messenger import Messenger

_FACE = 32


class AskStrip(QFrame):
    """Shows the oldest request, after an answer the next one. Hidden without requests."""

    request_sent = Signal(object)  # PendingRequest

    def __init__(self, messenger: Messenger, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._invitations = messenger.invitations
        self._ask: JoinRequest | None = None
        self.setProperty("role", "notice")
        self._face = FaceLabel(faces, _FACE)
        self._sentence, self._others = wrapped_label(), small_label()
        self._sentence.setFont(semibold(self.font()))
        self.admit = role_button(self.tr("Admit"), "primary")
        self.not_now = QPushButton(self.tr("Not now"))
        self.admit.clicked.connect(self._admit)
        self.not_now.clicked.connect(self._refuse)
        words = column(self._sentence, self._others, spacing=2)
        upper = row(column(self._face, None), (words, 1))
        self.setLayout(column(upper, row(None, self.not_now, self.admit), margins=8, spacing=8))
        self._invitations.join_requests_changed.connect(self.refresh)
        self.refresh()

    def text(self) -> str:
        return self._sentence.text()

    @Slot()
    def refresh(self) -> None:
        asks = self._invitations.join_requests
        before, self._ask = self._ask, asks[0] if asks else None
        self.setVisible(self._ask is not None)
        if self._ask is None:
            return
        sentence = self.tr("{name} asks to join").format(name=isolated(self._ask.nickname))
        self._sentence.setText(sentence)
        self._others.setText(Counts().also_ask(len(asks) - 1))
        self._others.setVisible(len(asks) > 1)
        self._face.show_face(self._ask.face)
        self.setAccessibleName(sentence)
        self.admit.setAccessibleName(self.tr("Admit {name}").format(name=self._ask.nickname))
        self.not_now.setAccessibleName(self.tr("Do not let {name} in now").format(name=self._ask.nickname))
        if before != self._ask and self.isVisible():
            announce(self, sentence)

    @Slot()
    def _admit(self) -> None:
        self._answer(admit=True)

    @Slot()
    def _refuse(self) -> None:
        self._answer(admit=False)

    def _answer(self, *, admit: bool) -> None:
        if self._ask is not None:
            self.request_sent.emit(self._invitations.answer(self._ask.id, admit=admit))
