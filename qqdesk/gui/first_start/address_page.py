"""The page that looks up a typed address. It shows the place, and how to join it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from qqdesk.domain.destination import NearbyServer, NearbyServerKind
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.gui.first_start.join_texts import Help, failure_text, people_text
from qqdesk.gui.first_start.spinner import Spinner
from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.faces import FaceLabel, FaceSource, place_face
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import ElidedLabel, field_label, wrapped_label
from qqdesk.gui.shared.layouts import fill, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.type_size import scaled

_CODE_CHARS = 40


class AddressPage(Page):
    """`show_place` and `show_failure` answer `lookup_requested`."""

    WIDTH, HEIGHT = 400, 440

    lookup_requested = Signal(str)
    join_requested = Signal(object, str)  # NearbyServer, and a code or ""
    entry_requested = Signal(object)  # NearbyServer
    help_requested = Signal(str)  # the host

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: NearbyServer | None = None
        self._failure = JoinFailure(JoinFailureReason.FAILED)
        self._can_ask = False
        self.put_title(self.tr("Type an address"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("chat.example.org or 192.168.1.5"))
        self.field.textEdited.connect(self._forget)
        self.look_up = QPushButton(self.tr("Look up"))
        self.look_up.clicked.connect(self._look_up)
        self._spinner = Spinner()
        self._spinner.hide()
        self._face = FaceLabel(faces, 56)
        self.name = ElidedLabel()
        self.name.setFont(semibold(self.font(), 1.2))
        self.how = wrapped_label("", "secondary")
        self.code = QLineEdit()
        self.code.setMaxLength(_CODE_CHARS)
        self.code.textEdited.connect(self._refresh)
        self._code_label = field_label(self.tr("Invitation code"), self.code)
        self.message = Bar()
        self.message.acted.connect(self._help)
        self.ask = QPushButton(self.tr("Ask to join"))
        self.ask.clicked.connect(self._ask)
        self.join = role_button(self.tr("Join"), "primary")
        self.join.setMinimumHeight(scaled(36))
        self.join.setMinimumWidth(max(scaled(84), self.join.sizeHint().width()))
        self.join.clicked.connect(self._join)
        self._found = QWidget()
        self._found.setLayout(row(self._face, (self.name, 1), spacing=12))
        label = field_label(self.tr("Address of the place"), self.field)
        fill(self.body, label, row((self.field, 1), self.look_up), row(None, self._spinner, None), 8)
        fill(self.body, self._found, self.how, self._code_label, self.code, None, self.message)
        fill(self.foot, None, self.ask, self.join)
        self._refresh()

    def focus_first(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def submit(self) -> None:
        """Handle Enter in a field."""
        if self._place is not None and self.join.isEnabled():
            self._join()
        elif self._place is not None and self._can_ask and not self.code.text().strip():
            self._ask()
        else:
            self._look_up()

    def show_place(self, place: NearbyServer, *, can_ask: bool) -> None:
        """Show the place. `can_ask`: it accepts requests to join from here."""
        self._stop_searching()
        self._place, self._can_ask = place, can_ask
        self._face.show_face(place_face(place.place_id))
        self.name.setText(place.name)
        parts = [people_text(place.people)] if place.people else []
        if place.kind is NearbyServerKind.CLOSED:
            parts.append(self.tr("It accepts no new people. Its administrator can create an account for you."))
        elif not place.needs_invitation:
            parts.append(self.tr("Everybody may join."))
        elif can_ask:
            parts.append(self.tr("People join by invitation, or by asking."))
        else:
            parts.append(self.tr("People join by invitation."))
        self.how.setText(" · ".join(parts))
        announce(self, f"{place.name}. {self.how.text()}")
        self._refresh()
        if self._asks_for_code and not self.code.text():
            self.code.setFocus()
        else:
            self.join.setFocus()

    @Slot(object)
    def show_failure(self, failure: JoinFailure) -> None:
        self._stop_searching()
        self._failure = failure
        text = failure_text(failure)
        has_button = text.help in (Help.RETRY, Help.SHOW_HOW)
        self.message.show_error(text.sentence, text.button if has_button else "")
        self.message.setToolTip(plain_tip(failure.detail))
        self._refresh()
        self.focus_first()

    @property
    def _asks_for_code(self) -> bool:
        place = self._place
        return place is not None and place.needs_invitation and place.kind is not NearbyServerKind.CLOSED

    @Slot()
    def _refresh(self) -> None:
        place = self._place
        self._found.setVisible(place is not None)
        self.how.setVisible(place is not None)
        for widget in (self._code_label, self.code):
            widget.setVisible(self._asks_for_code)
        self.ask.setVisible(self._asks_for_code and self._can_ask)
        open_ = place is not None and not place.needs_invitation
        self.join.setEnabled(open_ or (self._asks_for_code and bool(self.code.text().strip())))

    @Slot()
    def _forget(self) -> None:
        """Forget the place, because the address was edited."""
        if self._place is not None:
            self._place = None
            self._refresh()

    def _stop_searching(self) -> None:
        self._spinner.hide()
        self.look_up.setEnabled(True)
        self.message.clear()

    @Slot()
    def _look_up(self) -> None:
        address = self.field.text().strip()
        if not address:
            self.message.show_error(self.tr("Type the address of the place."))
            self.focus_first()
            return
        if self.look_up.isEnabled():
            self._forget()
            self.message.clear()
            self.look_up.setEnabled(False)
            self._spinner.show()
            self.lookup_requested.emit(address)

    @Slot()
    def _ask(self) -> None:
        if self._place is not None:
            self.entry_requested.emit(self._place)

    @Slot()
    def _join(self) -> None:
        if self._place is not None:
            self.join_requested.emit(self._place, self.code.text().strip() if self._asks_for_code else "")

    def show_bad_code(self) -> None:
        """Show that the code is invalid."""
        self.message.show_error(self.tr("A code has {count} letters and digits.").format(count=isolated("20")))
        self.code.setFocus()
        self.code.selectAll()

    @Slot()
    def _help(self) -> None:
        if failure_text(self._failure).help is Help.SHOW_HOW:
            self.help_requested.emit(self._failure.host)
        else:
            self._look_up()
