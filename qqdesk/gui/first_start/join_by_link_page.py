"""The page where a person becomes one of the people of a place: who invites, a nickname, a face, and one press.

It also serves a place without an invitation: one that is open, and one that the person asks to come in to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.gui.first_start.join_texts import FailureText, Help, failure_text, people_text, text_to_copy
from qqdesk.gui.first_start.person_fields import PersonFields
from qqdesk.gui.first_start.place_header import TwoFaces, invited_text, second_label, title_label
from qqdesk.gui.first_start.wizard_page import SIDE, Page
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.faces import FaceSource, place_face
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.inline_message import InlineMessage
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.sign_in.sign_in_form import Mistake
from qqdesk.worker.keyring_calls import KeyringCalls

COPIED_MS = 2000
RETRY_MS = 15_000
"""A place that is away is asked again after this time."""
_HEAD = 152


class Purpose(Enum):
    """The action of the button."""

    JOIN = auto()
    ASK = auto()


class Assurance(Enum):
    """The reason to trust the certificate, or not."""

    MATCHES = auto()
    """It is the one in the invitation."""
    VOUCHED = auto()
    THIS_COMPUTER = auto()
    NEW = auto()
    """It is noted now."""
    NOT_ENCRYPTED = auto()


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """The place on the page. `inviter` is None without an invitation, "" for the operator of the server."""

    name: str
    place_id: str
    assurance: Assurance
    inviter: str | None = None
    inviter_face: int = 0
    people: int | None = None
    host: str = ""


class JoinByLinkPage(Page):
    """Show a place by `show_place`, a failure by `show_failure`, and a step by `show_step`."""

    WIDTH, HEIGHT = 400, 500

    submitted = Signal(object)  # Person
    retry_clicked = Signal()
    """Ask the place once more."""
    left = Signal()
    help_clicked = Signal()
    """Show what to check on the other computer."""

    def __init__(
        self,
        faces: FaceSource,
        keyring: KeyringCalls,
        purpose: Purpose = Purpose.JOIN,
        parent: QWidget | None = None,
        *,
        choice: Sequence[int] = (),
        name: str | None = None,
    ) -> None:
        """`choice` and `name` are those of `PersonFields`."""
        super().__init__(parent)
        self.purpose = purpose
        self._card: PlaceCard | None = None
        self._failure: FailureText | None = None
        self._is_working = False
        self.faces = TwoFaces(faces)
        self.title = title_label()
        self.second = second_label()
        self.second.setFont(small(self.font()))
        self.fields = PersonFields(faces, keyring, choice=choice, name=name)
        self.fields.resized.connect(self.resized)
        self.message = InlineMessage(buttons_below=True)
        self.message.acted.connect(self._help)
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        self.button.setMinimumHeight(scaled(36))
        self.button.clicked.connect(self.submit)
        self._mark = IconLabel("shield", "online")
        self.status = QLabel()
        self.status.setWordWrap(True)
        self.status.setProperty("role", "secondary")
        self.status.setFont(small(self.font()))
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._show_button_again)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._retry_now)
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        head = QVBoxLayout(self.head)
        head.setContentsMargins(12, 16, 12, 12)
        head.setSpacing(2)
        # The arrow stands beside the faces and takes no line of its own.
        top = QHBoxLayout()
        back = self._back = self.back_button()
        top.addWidget(back)
        top.addStretch(1)
        top.addWidget(self.faces)
        top.addStretch(1)
        top.addSpacing(back.sizeHint().width())
        head.addLayout(top)
        head.addSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.second)
        head.addStretch(1)
        self.head.setMinimumHeight(scaled(_HEAD))
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.body.addWidget(self.message)
        self.foot.setContentsMargins(SIDE, 12, SIDE, 12)
        self.foot.addWidget(self._mark)
        self.foot.addWidget(self.status, 1)
        self.foot.addWidget(self.button)

    def focus_first(self) -> None:
        self.fields.focus_first()

    # What is shown

    def show_searching(self, host: str) -> None:
        """The place is being asked; the fields can be filled in already."""
        self._card, self._failure = None, None
        self._is_working = False
        self.title.setText(self.tr("Looking for the place…"))
        self.second.setText(isolated(host))
        self.faces.show_faces(None, None)
        self._hide_failure()
        self._refresh()

    def show_place(self, card: PlaceCard) -> None:
        """The place is there."""
        self._card = card
        self._is_working = False
        self._hide_failure()
        inviter = card.inviter_face if card.inviter else None
        self.faces.show_faces(place_face(card.place_id), inviter)
        self.title.setText(card.name)
        if card.inviter is not None:
            self.second.setText(invited_text(card.inviter, card.people))
        else:
            self.second.setText(people_text(card.people) if card.people else isolated(card.host))
        announce(self, f"{card.name}. {self.second.text()}")
        self._refresh()

    def show_note(self, text: str) -> None:
        """Say something about the place that is shown."""
        self.message.show_notice(text)
        self.resized.emit()

    def show_step(self, text: str) -> None:
        """Something runs: `text` says what."""
        self._is_working = True
        self._hide_failure()
        self._refresh()
        self.status.setText(text)
        self._mark.hide()

    def show_failure(self, failure: JoinFailure) -> None:
        """Show why it failed, with one button. A place that is away is asked again by itself."""
        self._is_working = False
        card = self._card
        text = failure_text(failure, card.name if card is not None else "", (card and card.inviter) or "")
        self._failure = text
        self.message.show_error(text.sentence, text.button)
        self.message.setToolTip(plain_tip(failure.detail) if failure.detail else "")
        if card is None:
            self.title.setText(self.tr("No answer") if failure.reason in _AWAY else self.tr("This does not work"))
            if failure.reason in _AWAY:
                self._retry.start()
        self._refresh()
        self.resized.emit()
        self.message.button.setFocus()

    def ask_password(self, sentence: str) -> None:
        """The keyring took no password: a field takes its place, and nothing was sent."""
        self._is_working = False
        self.fields.ask_password()
        self.message.show_notice(sentence)
        self._refresh()
        self.fields.password.setFocus()
        self.resized.emit()

    def _hide_failure(self) -> None:
        self._failure = None
        self._retry.stop()
        if self.message.text():
            self.message.clear()
            self.resized.emit()

    def _refresh(self) -> None:
        failed_for_good = self._failure is not None and self._failure.help not in (Help.RETRY, Help.SHOW_HOW)
        self.fields.setEnabled(not self._is_working)
        # An account that is being made must not be lost.
        self.can_go_back = not self._is_working
        self._back.setEnabled(self.can_go_back)
        self.button.setEnabled(self._card is not None and not self._is_working and not failed_for_good)
        if self.purpose is Purpose.ASK:
            text = self.tr("Asking…") if self._is_working else self.tr("Ask to come in")
        else:
            text = self.tr("Joining…") if self._is_working else self.tr("Join")
        self.button.setText(text)
        # A minimum of its own replaces that of the text.
        self.button.setMinimumWidth(max(scaled(84), self.button.sizeHint().width()))
        self.resized.emit()
        card = self._card
        self._mark.setVisible(card is not None)
        if card is None:
            self.status.setText("")
            return
        icon, role, sentence = self._assurance(card.assurance)
        self._mark.set_icon(icon, role)
        self.status.setText(sentence)

    def _assurance(self, assurance: Assurance) -> tuple[str, str, str]:
        """Return icon, its colour, and a sentence."""
        match assurance:
            case Assurance.MATCHES:
                return "shield", "online", self.tr("Certificate matches the invitation")
            case Assurance.VOUCHED:
                return "shield", "online", self.tr("An authority vouches for the certificate")
            case Assurance.THIS_COMPUTER:
                return "shield", "online", self.tr("On this computer")
            case Assurance.NEW:
                return "shield", "secondary", self.tr("Its certificate is noted when you join")
            case Assurance.NOT_ENCRYPTED:
                return "lock-open", "danger", self.tr("The connection is not encrypted")

    # What the person does

    @Slot()
    def submit(self) -> None:
        if not self.button.isEnabled():
            return
        form = self.fields.form()
        if isinstance(form, Mistake):
            self.message.show_error(form.sentence)
            form.where.setFocus()
            self.resized.emit()
        else:
            self.submitted.emit(form)

    @Slot()
    def _help(self) -> None:
        failure = self._failure
        if failure is None:
            return
        match failure.help:
            case Help.RETRY:
                self._retry_now()
            case Help.SHOW_HOW:
                self.help_clicked.emit()
            case Help.GO_BACK:
                self.back_clicked.emit()
            case Help.ASK_FOR_LINK | Help.ASK_FOR_UPDATE:
                card = self._card
                QGuiApplication.clipboard().setText(text_to_copy(failure.help, card.name if card else ""))
                self.message.button.setText(self.tr("Copied: send it"))
                announce(self, self.tr("Copied: send it"))
                self._copied.start()

    @Slot()
    def _retry_now(self) -> None:
        if self._card is None:
            self.retry_clicked.emit()
        else:
            self.submit()

    @Slot()
    def _show_button_again(self) -> None:
        if self._failure is not None:
            self.message.button.setText(self._failure.button)

    def leave(self) -> None:
        self._retry.stop()
        self.fields.clear_secret()
        self.left.emit()


_AWAY = (
    JoinFailureReason.AWAY,
    JoinFailureReason.SILENT,
    JoinFailureReason.NO_NETWORK,
    JoinFailureReason.OTHER_NETWORK,
)
