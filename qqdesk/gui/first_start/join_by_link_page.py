"""The page for joining a place: who invites, the nickname, the face, and a button.

It is also the page of an open place, of a request to join, and of a new password with an administrator's code. For the
link to an account it shows the search for the place.
"""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from qqdesk.client.address import is_loopback
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.gui.first_start.join_texts import (
    FailureText,
    Help,
    failure_text,
    invited_text,
    people_text,
    reset_text,
    text_to_copy,
)
from qqdesk.gui.first_start.person_fields import PersonFields
from qqdesk.gui.first_start.wizard_page import Page, head_label
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.faces import FaceSource, place_face
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.layouts import column, fill, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.sign_in.sign_in_form import Mistake
from qqdesk.worker.joining import JoinablePlace
from qqdesk.worker.keyring_calls import KeyringCalls

_FACE, _BETWEEN = 56, 40


class TwoFaces(QWidget):
    """The faces of an inviter and of a place. The faces of the inviter and the place, joined by a line. Without an
    inviter, only the place's.
    """

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces = faces
        self._inviter: int | None = None
        self._place: int | None = None

    def show_faces(self, place: int | None, inviter: int | None) -> None:
        """Show faces by their ids; None for an unknown one."""
        self._place, self._inviter = place, inviter
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * _FACE + _BETWEEN, _FACE)

    minimumSizeHint = sizeHint  # noqa: N815 (Qt's name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        shown = [face for face in (self._inviter, self._place) if face is not None]
        width = len(shown) * _FACE + (len(shown) - 1) * _BETWEEN
        left = (self.width() - width) // 2
        top = (self.height() - _FACE) // 2
        if len(shown) == 2:
            painter.setPen(QPen(theme.edge, 2))
            painter.drawLine(left + _FACE, top + _FACE // 2, left + _FACE + _BETWEEN, top + _FACE // 2)
        for face in shown:
            painter.drawPixmap(left, top, self._faces.pixmap(face, _FACE, self.devicePixelRatioF()))
            left += _FACE + _BETWEEN
        if not shown:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.line)
            painter.drawRoundedRect(QRectF((self.width() - _FACE) / 2, top, _FACE, _FACE), 6, 6)
        painter.end()


COPIED_MS = 2000
RETRY_MS = 15_000
"""A place that is away is asked again after this time."""
_HEAD = 152
AWAY = (
    JoinFailureReason.AWAY,
    JoinFailureReason.SILENT,
    JoinFailureReason.NO_NETWORK,
    JoinFailureReason.OTHER_NETWORK,
)


class JoinByLinkPage(Page):
    """Show a place with `show_place`, a failure with `show_failure`, and a step with `show_step`."""

    WIDTH, HEIGHT = 400, 500

    submitted = Signal(object)  # Person
    retry_clicked = Signal()
    """Look the place up again."""
    help_clicked = Signal()
    """Show what to check on the other computer."""

    def __init__(
        self, faces: FaceSource, keyring: KeyringCalls, parent: QWidget | None = None, *, is_asking: bool = False,
        is_reset: bool = False,
    ) -> None:  # fmt: skip
        """`is_asking`: the button sends a request to join. `is_reset`: it sets a new password with a code."""
        super().__init__(parent)
        self.is_asking, self._is_reset = is_asking, is_reset
        self.is_linked = False
        """The fingerprint of the place is from a link, not from the place itself."""
        self.is_for_account = False
        """The link leads to the sign-in of an account, so that this page needs no fields."""
        self._place: JoinablePlace | None = None
        self._failure: FailureText | None = None
        self._is_working = False
        self.faces = TwoFaces(faces)
        self.title = head_label("", 1.5, Qt.AlignmentFlag.AlignHCenter)
        self.second = small_label()
        self.second.setProperty("role", "secondary_on_head")
        self.second.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.second.setTextFormat(Qt.TextFormat.RichText)
        self.fields = PersonFields(faces, keyring)
        self.message = Bar()
        self.message.acted.connect(self._help)
        self.fields.edited.connect(self._on_edited)
        self.button = role_button("", "primary")
        self.button.setMinimumHeight(scaled(36))
        self.button.clicked.connect(self.submit)
        self._mark = IconLabel("shield", "online")
        self.status = small_label()
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._show_button_again)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._try_again)
        # The arrow is beside the faces, so that it needs no line of its own.
        top = row(self.back, None, self.faces, None, self.back.sizeHint().width(), spacing=2)
        self.head.setLayout(column(top, 8, self.title, self.second, None, margins=(12, 16, 12, 12), spacing=2))
        self.head.setMinimumHeight(scaled(_HEAD))
        fill(self.body, self.fields, None, self.message)
        fill(self.foot, self._mark, (self.status, 1), self.button)
        if is_reset:
            self.fields.ask_for_reset()
        self._refresh()

    def focus_first(self) -> None:
        self.fields.focus_first()

    # Display

    def show_searching(self, host: str) -> None:
        """Show that the place is being looked up. The user can fill in the fields meanwhile."""
        self._place, self._is_working = None, False
        self.fields.setVisible(not self.is_for_account)
        self.title.setText(self.tr("Looking for the place…"))
        self.second.setText(isolated(host))
        self.faces.show_faces(None, None)
        self._hide_failure()
        self._refresh()

    def show_place(self, place: JoinablePlace) -> None:
        self._place, self._is_working = place, False
        self.fields.show()
        self._hide_failure()
        self.faces.show_faces(place_face(place.place_id), place.inviter_face if place.inviter_name else None)
        self.title.setText(place.name or place.host)
        if place.reset:
            self._is_reset = True
            self.fields.ask_for_reset()
            self.title.setText(self.tr("New password"))
            self.second.setText(reset_text(place.inviter_name, place.reset, place.name or place.host))
        elif place.is_invited:
            self.second.setText(invited_text(place.inviter_name, place.people, place.room_name))
        else:
            self.second.setText(people_text(place.people) if place.people else isolated(place.host))
        announce(self, f"{self.title.text()}. {self.second.text()}")
        self._refresh()
        if place.reset:
            (self.fields.password if self.fields.asks_for_password else self.button).setFocus()

    @Slot(str)
    def show_step(self, text: str) -> None:
        self._is_working = True
        self._hide_failure()
        self._refresh()
        self.status.setText(text)
        self._mark.hide()

    @Slot(object)
    def show_failure(self, failure: JoinFailure) -> None:
        """Show a failure with one button. A place that does not answer is tried again after a while."""
        self._is_working = False
        place = self._place
        name, inviter = (place.name, place.inviter_name) if place is not None else ("", "")
        text = self._failure = failure_text(failure, name, inviter, is_reset=self._is_reset, is_own=self.is_for_account)
        self.message.show_error(text.sentence, text.button)
        self.message.setToolTip(plain_tip(failure.detail))
        if place is None:
            is_away = failure.reason in AWAY
            is_refused = failure.reason is JoinFailureReason.BAD_INVITATION
            self.fields.setVisible(not (is_refused or self.is_for_account))
            self.title.setText(self.tr("No answer") if is_away else self.tr("This does not work"))
            if is_away:
                self._retry.start()
        self._refresh()
        self.message.button.setFocus()

    @Slot(str)
    def ask_password(self, sentence: str) -> None:
        """Ask for a password, because the keyring did not store one. Nothing was sent."""
        self._is_working = False
        self.fields.ask_password()
        self.message.show_notice(sentence)
        self._refresh()
        self.fields.password.setFocus()

    @Slot()
    def _on_edited(self) -> None:
        if self._failure is None:
            self.message.clear()

    def _hide_failure(self) -> None:
        self._failure = None
        self._retry.stop()
        self.message.clear()

    def _refresh(self) -> None:
        place, is_working = self._place, self._is_working
        can_retry = self._failure is None or self._failure.help in (Help.RETRY, Help.SHOW_HOW)
        self.fields.setEnabled(not is_working)
        # A new account must not be lost.
        self.can_go_back = not is_working
        self.back.setEnabled(not is_working)
        self.button.setEnabled(place is not None and not is_working and can_retry)
        if self._is_reset:
            self.button.setText(self.tr("Setting…") if is_working else self.tr("Set and sign in"))
        elif self.is_asking:
            self.button.setText(self.tr("Asking…") if is_working else self.tr("Ask to join"))
        else:
            self.button.setText(self.tr("Joining…") if is_working else self.tr("Join"))
        # A minimum of its own replaces that of the text.
        self.button.setMinimumWidth(max(scaled(84), self.button.sizeHint().width()))
        self.button.setVisible(not self.is_for_account)
        self._mark.setVisible(place is not None)
        self.status.setText(self._protection(place) if place is not None else "")

    def _protection(self, place: JoinablePlace) -> str:
        """Return a sentence about the connection, and show its icon."""
        destination = place.destination
        icon, role = "shield", "online"
        if place.reset and destination.is_encrypted:
            sentence = self.tr("The connection is encrypted")
        elif destination.fingerprint and self.is_linked:
            sentence = self.tr("Certificate matches the invitation")
        elif destination.fingerprint:
            role, sentence = "secondary", self.tr("Its certificate is remembered when you join")
        elif destination.is_https:
            sentence = self.tr("An authority vouches for the certificate")
        elif is_loopback(f"http://{destination.addresses[0]}"):
            sentence = self.tr("On this computer")
        else:
            icon, role, sentence = "lock-open", "danger", self.tr("The connection is not encrypted")
        self._mark.set_icon(icon, role)
        return sentence

    # Actions of the user

    @Slot()
    def submit(self) -> None:
        if not self.button.isEnabled():
            return
        form = self.fields.form()
        if isinstance(form, Mistake):
            self.message.show_error(form.sentence)
            form.where.setFocus()
        else:
            self.submitted.emit(form)

    @Slot()
    def _help(self) -> None:
        if self._failure is None:
            return
        match self._failure.help:
            case Help.RETRY:
                self._try_again()
            case Help.SHOW_HOW:
                self.help_clicked.emit()
            case Help.GO_BACK:
                self.back_clicked.emit()
            case Help.ASK_FOR_LINK | Help.ASK_FOR_UPDATE:
                name = self._place.name if self._place is not None else ""
                QGuiApplication.clipboard().setText(text_to_copy(self._failure.help, name, is_reset=self._is_reset))
                self.message.button.setText(self.tr("Copied: send it"))
                announce(self, self.tr("Copied: send it"))
                self._copied.start()

    @Slot()
    def _try_again(self) -> None:
        if self._place is None:
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
        super().leave()
