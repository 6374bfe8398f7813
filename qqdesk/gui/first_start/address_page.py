"""The page for a place whose address the person knows: it says who is there and how people come in."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from qqdesk.domain.join_failure import JoinFailure
from qqdesk.domain.nearby_server import NearbyServer, NearbyServerKind
from qqdesk.gui.first_start.join_texts import Help, failure_text, people_text
from qqdesk.gui.first_start.spinner import Spinner
from qqdesk.gui.first_start.wizard_page import Page, field_label
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.faces import FaceLabel, FaceSource, place_face
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.inline_message import InlineMessage
from qqdesk.gui.shared.labels import ElidedLabel
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
    left = Signal()

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: NearbyServer | None = None
        self._failed_host = ""
        self._failure_help = Help.GO_BACK
        self._can_ask = False
        self.put_title(self.tr("Type an address"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("chat.example.org or 192.168.1.5"))
        self.field.textEdited.connect(self._forget)
        self.look = QPushButton(self.tr("Look"))
        self.look.clicked.connect(self._look)
        self._spinner = Spinner()
        self._spinner.hide()
        self._face = FaceLabel(faces, 56)
        self.name = ElidedLabel()
        font = semibold(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.name.setFont(font)
        self.how = QLabel()
        self.how.setWordWrap(True)
        self.how.setProperty("role", "secondary")
        self.how.setTextFormat(Qt.TextFormat.PlainText)
        self.code = QLineEdit()
        self.code.setMaxLength(_CODE_CHARS)
        self.code.textEdited.connect(self._refresh)
        self._code_label = field_label(self.tr("Code of an invitation"), self.code)
        self.message = InlineMessage(buttons_below=True)
        self.message.acted.connect(self._help)
        self.ask = QPushButton(self.tr("Ask to come in"))
        self.ask.clicked.connect(self._ask)
        self.join = QPushButton(self.tr("Join"))
        self.join.setProperty("role", "primary")
        self.join.setMinimumHeight(scaled(36))
        self.join.setMinimumWidth(max(scaled(84), self.join.sizeHint().width()))
        self.join.clicked.connect(self._join)
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.look)
        self.body.addWidget(field_label(self.tr("Address of the place"), self.field))
        self.body.addLayout(row)
        self.body.addWidget(self._spinner, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addSpacing(8)
        self._found = QWidget()
        found = QHBoxLayout(self._found)
        found.setContentsMargins(0, 0, 0, 0)
        found.setSpacing(12)
        found.addWidget(self._face)
        found.addWidget(self.name, 1)
        self.body.addWidget(self._found)
        self.body.addWidget(self.how)
        self.body.addWidget(self._code_label)
        self.body.addWidget(self.code)
        self.body.addStretch(1)
        self.body.addWidget(self.message)
        self.foot.addStretch(1)
        self.foot.addWidget(self.ask)
        self.foot.addWidget(self.join)

    def focus_first(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def leave(self) -> None:
        self.left.emit()

    def submit(self) -> None:
        """Enter in one of the fields."""
        if self._place is not None and self.join.isEnabled():
            self._join()
        elif self._place is not None and self._can_ask and not self.code.text().strip():
            self._ask()
        else:
            self._look()

    def show_place(self, place: NearbyServer, *, can_ask: bool) -> None:
        """`can_ask`: the place takes requests to come in from here."""
        self._stop_searching()
        self._place, self._can_ask = place, can_ask
        self._face.show_face(place_face(place.place_id))
        self.name.setText(place.name)
        parts = [people_text(place.people)] if place.people else []
        if place.kind is NearbyServerKind.CLOSED:
            parts.append(self.tr("It takes no newcomers. Its administrator can make you an account."))
        elif not place.needs_invitation:
            parts.append(self.tr("Everybody may join."))
        elif can_ask:
            parts.append(self.tr("People come in by invitation, or by asking."))
        else:
            parts.append(self.tr("People come in by invitation."))
        self.how.setText(" · ".join(parts))
        announce(self, f"{place.name}. {self.how.text()}")
        self._refresh()
        if self._asks_for_code:
            self.code.setFocus()
        else:
            self.join.setFocus()

    def show_failure(self, failure: JoinFailure) -> None:
        self._stop_searching()
        text = failure_text(failure)
        self._failure_help, self._failed_host = text.help, failure.host
        has_button = text.help in (Help.RETRY, Help.SHOW_HOW)
        self.message.show_error(text.sentence, text.button if has_button else "")
        self.message.setToolTip(plain_tip(failure.detail) if failure.detail else "")
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
        self.resized.emit()

    @Slot()
    def _forget(self) -> None:
        """Another address is typed."""
        if self._place is not None:
            self._place = None
            self._refresh()

    def _stop_searching(self) -> None:
        self._spinner.hide()
        self.look.setEnabled(True)
        self.message.clear()

    @Slot()
    def _look(self) -> None:
        address = self.field.text().strip()
        if not address:
            self.message.show_error(self.tr("Type the address of the place."))
            self.focus_first()
            return
        if self.look.isEnabled():
            self._forget()
            self.message.clear()
            self.look.setEnabled(False)
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
        """The code cannot be one."""
        self.message.show_error(self.tr("A code has {count} letters and digits.").format(count=isolated("20")))
        self.code.setFocus()
        self.code.selectAll()

    @Slot()
    def _help(self) -> None:
        if self._failure_help is Help.SHOW_HOW:
            self.help_requested.emit(self._failed_host)
        else:
            self._look()
