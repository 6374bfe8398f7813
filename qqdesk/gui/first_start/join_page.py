"""The page where a person joins a place: by a link or a code, by choosing a place nearby, or by an address."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QClipboard, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from qqdesk.domain.destination import NearbyServer
from qqdesk.domain.invitation_link import InvitationLink, find_code, find_link
from qqdesk.gui.first_start.nearby_list import Ask, EmptyPlaces, PlaceList
from qqdesk.gui.first_start.spinner import Spinner
from qqdesk.gui.first_start.wizard_page import SIDE, Page
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.labels import heading_label, wrapped_label
from qqdesk.gui.shared.layouts import fill, row
from qqdesk.gui.shared.screen_reader import announce

_FIELD_CHARS = 20_000
"""A whole message may be pasted."""
_PASTED_CHARS = 8
"""An edit that adds so many characters at once is a paste."""


class JoinPage(Page):
    """`set_places` and `set_searching` show the search. The signals report the choice."""

    WIDTH, HEIGHT = 440, 568

    link_found = Signal(object)  # InvitationLink
    place_pressed = Signal(object)  # NearbyServer
    refresh_clicked = Signal()
    address_clicked = Signal()
    help_clicked = Signal()

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: InvitationLink | None = None
        self._places: list[NearbyServer] = []
        self._asks: dict[str, Ask] = {}
        self.code = ""
        """The code of an invitation, without its place."""
        self.put_title(self.tr("Join people I know"))
        self.field = QLineEdit()
        self._typed = ""
        self.field.setMaxLength(_FIELD_CHARS)
        self.field.setPlaceholderText(self.tr("Paste the link or the code here"))
        self.field.setAccessibleName(self.tr("Invitation link or code"))
        mark = QAction(self.tr("Link"), self.field)
        put_icon(mark, "link", "secondary")
        self.field.addAction(mark, QLineEdit.ActionPosition.LeadingPosition)
        self.field.textEdited.connect(self._on_edited)
        self.paste = QPushButton(self.tr("Paste"))
        self.paste.clicked.connect(self._paste)
        self.message = Bar()
        self.message.acted.connect(self.address_clicked)
        self.clipboard = Bar()
        self.clipboard.acted.connect(self._use_offered)
        self.places = PlaceList(faces)
        self.places.pressed.connect(self._on_place_pressed)
        self.empty = EmptyPlaces()
        self.search_again = role_button(self.tr("Look again"), "link")
        self.search_again.clicked.connect(self.refresh_clicked)
        self._spinner = Spinner()
        self._searching = wrapped_label(self.tr("Looking"), "secondary")
        self._searching.setWordWrap(False)
        self.address_link = role_button(self.tr("Type an address"), "link")
        self.address_link.clicked.connect(self.address_clicked)
        self.help_link = role_button(self.tr("Place not listed?"), "link")
        self.help_link.clicked.connect(self.help_clicked)
        self.body.setContentsMargins(16, 16, 16, 8)
        invitation = heading_label(self.tr("I have an invitation"))
        near = heading_label(self.tr("Places near you"))
        near_head = row((near, 1), self._spinner, self._searching, self.search_again)
        near_head.addStrut(self.search_again.sizeHint().height())  # the list stays when the button comes
        fill(self.body, invitation, row((self.field, 1), self.paste), self.message, self.clipboard, 8)
        fill(self.body, near_head, self.places, self.empty, None)
        self.foot.setContentsMargins(SIDE - 8, 8, SIDE - 8, 12)
        fill(self.foot, self.address_link, None, self.help_link)
        self.foot_line.hide()
        QGuiApplication.clipboard().changed.connect(self._on_clipboard)
        self.set_places([], {})
        self.set_searching(True)

    def focus_first(self) -> None:
        self.field.setFocus()

    def submit(self) -> None:
        """Handle Enter in the field."""
        self.check_text(self.field.text())

    # The link

    def check_text(self, text: str) -> None:
        """Open the next page if a text has a link, ask for the place of a code, or show that it has neither."""
        link = find_link(text)
        if link is not None:
            self._emit_link(link)
        elif self._find_code(text):
            self.field.setText(text)
            self._typed = text
        elif text.strip():
            self.message.show_error(self.tr("There is no invitation link in this text. Copy the whole link."))

    def _emit_link(self, link: InvitationLink) -> None:
        self.message.clear()
        self.field.clear()
        self._typed = ""
        self._find_code("")
        self.link_found.emit(link)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        is_pasted, self._typed = len(text) - len(self._typed) >= _PASTED_CHARS, text
        link = find_link(text)
        if link is not None:
            self._emit_link(link)
        elif self._find_code(text):
            return
        elif is_pasted:
            self.check_text(text)
        elif self.message.isVisible():
            self.message.clear()

    def _find_code(self, text: str) -> bool:
        """Return whether a text has the code of an invitation, and ask for the place of the code."""
        before, self.code = self.code, find_code(text)
        if self.code != before:
            self._show_places()
            self._ask_for_place()
            if self.code:
                announce(self, self.message.text())
        return bool(self.code)

    def _ask_for_place(self) -> None:
        """Say what to do with the code."""
        if not self.code:
            self.message.clear()
        elif any(place.destination is not None and place.needs_invitation for place in self._places):
            sentence = self.tr("This is the code of an invitation. Choose its place below, or type its address.")
            self.message.show_notice(sentence, self.tr("Type an address"))
        else:
            sentence = self.tr("This is the code of an invitation. Type the address of its place.")
            self.message.show_notice(sentence, self.tr("Type an address"))

    @Slot()
    def _paste(self) -> None:
        self.check_text(QGuiApplication.clipboard().text())
        self.field.setFocus()

    @Slot(QClipboard.Mode)
    def _on_clipboard(self, mode: QClipboard.Mode) -> None:
        if mode is QClipboard.Mode.Clipboard and self.isVisible():
            self.check_clipboard()

    def check_clipboard(self) -> None:
        """Offer the invitation link of the clipboard. This sends nothing."""
        self._offered = find_link(QGuiApplication.clipboard().text())
        if self._offered is None:
            self.clipboard.clear()
        else:
            self.clipboard.show_notice(self.tr("You copied a qqdesk link."), self.tr("Use it"))

    @Slot()
    def _use_offered(self) -> None:
        if self._offered is not None:
            self._emit_link(self._offered)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_place()  # an error of before is outdated
        self.check_clipboard()

    # The places

    def set_places(self, places: list[NearbyServer], asks: dict[str, Ask]) -> None:
        """Show places in this order, and the states of requests to join by their keys."""
        is_outdated = bool(self.code) or asks != self._asks
        self._places, self._asks = places, asks
        self._show_places()
        if is_outdated:
            self._ask_for_place()

    def _show_places(self) -> None:
        self.places.show_places(self._places, self._asks, has_code=bool(self.code))
        self.empty.setVisible(not self._places)
        before: QWidget = self.field
        for one in self.places.rows.values():
            QWidget.setTabOrder(before, one.button)
            before = one.button

    @Slot(object)
    def _on_place_pressed(self, place: NearbyServer) -> None:
        self._ask_for_place()
        self.place_pressed.emit(place)

    def set_searching(self, is_searching: bool) -> None:
        had_focus = self.search_again.hasFocus()
        self._spinner.setVisible(is_searching)
        self._searching.setVisible(is_searching)
        self.search_again.setVisible(not is_searching)
        self.empty.set_searching(is_searching)
        if is_searching and had_focus:
            self.field.setFocus()
        if not is_searching:
            announce(self, self.tr("The search is over."))
