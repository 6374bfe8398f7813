"""The list of places nearby: each row has one button."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from qqdesk.domain.destination import NearbyServer, NearbyServerKind
from qqdesk.gui.first_start.join_texts import people_text
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, FaceSource, place_face
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import ElidedLabel, wrapped_label
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.type_size import scaled

_ROW, _FACE = 60, 40


class JoinRequestState(Enum):
    """The state of a request to join."""

    WAITING = auto()
    ADMITTED = auto()
    """The account is being created."""
    READY = auto()
    """The account exists; the user is signed in at another place."""
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Ask:
    """`can_repeat`: an hour has passed since the refusal."""

    nickname: str
    state: JoinRequestState
    can_repeat: bool = False


class _Texts(NamedTuple):
    """The second line of a row with its role, and its button; `is_main` gives the button the accent."""

    sentence: str
    role: str
    action: str = ""
    is_main: bool = False


class PlaceRow(QWidget):
    """One place. `pressed` carries it."""

    pressed = Signal(object)  # NearbyServer

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place: NearbyServer | None = None
        self._face = FaceLabel(faces, _FACE)
        self._name = ElidedLabel()
        self._name.setFont(semibold(self.font()))
        self._clock = IconLabel("clock", "accent", 14)
        self._second = wrapped_label()
        self._second.setFont(small(self.font()))
        self._second.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = QPushButton()
        self.button.clicked.connect(self._on_clicked)
        second = row(column(None, self._clock, None), (self._second, 1), spacing=4)
        texts = column(None, self._name, second, None, spacing=1)
        self.line = line()
        """Above the row, unless it is the first."""
        contents = row(self._face, (texts, 1), self.button, margins=(12, 8, 12, 8), spacing=12)
        self.setLayout(column(self.line, contents))
        self.setMinimumHeight(scaled(_ROW))

    def show_place(self, place: NearbyServer, ask: Ask | None, *, has_code: bool) -> None:
        """`has_code`: the user has typed the code of an invitation."""
        self.place = place
        texts = self._ask_texts(ask) if ask is not None else self._place_texts(place, has_code)
        self._face.show_face(place_face(place.place_id), grey=place.kind is NearbyServerKind.UNREACHABLE)
        self._name.setText(place.name)
        self._second.setText(texts.sentence)
        self._clock.setVisible(ask is not None and ask.state in (JoinRequestState.WAITING, JoinRequestState.ADMITTED))
        self.button.setText(texts.action)
        self.button.setVisible(bool(texts.action))
        self.button.setEnabled(ask is None or ask.state is not JoinRequestState.REFUSED or ask.can_repeat)
        name = self.tr("{action}: {place}").format(action=texts.action, place=isolated(place.name))
        self.button.setAccessibleName(name)
        self.button.setAccessibleDescription(texts.sentence)
        for widget, role in ((self._second, texts.role), (self.button, "primary" if texts.is_main else "")):
            if widget.property("role") != role:
                widget.setProperty("role", role)
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def _ask_texts(self, ask: Ask) -> _Texts:
        match ask.state:
            case JoinRequestState.WAITING:
                sentence = self.tr("Asked as {name}, waiting for an answer").format(name=isolated(ask.nickname))
                return _Texts(sentence, "accent", self.tr("Cancel"))
            case JoinRequestState.ADMITTED:
                return _Texts(self.tr("You are admitted. Joining…"), "accent")
            case JoinRequestState.READY:
                sentence = self.tr("You are admitted. Joining signs you out of the place where you are now.")
                return _Texts(sentence, "accent", self.tr("Go there"), is_main=True)
            case JoinRequestState.REFUSED:
                return _Texts(self.tr("You were not admitted."), "secondary", self.tr("Ask again"))

    def _place_texts(self, place: NearbyServer, has_code: bool) -> _Texts:
        host = isolated(place.host)
        if place.kind is NearbyServerKind.UNREACHABLE:
            sentence = self.tr("It is there, but a firewall on {host} keeps this computer out").format(host=host)
            return _Texts(sentence, "fault", self.tr("Open the firewall…"))
        where = self.tr("On this computer") if place.kind is NearbyServerKind.HERE else host
        if place.kind is NearbyServerKind.CLOSED:
            how = self.tr("takes no newcomers")
            return _Texts(f"{where} · {how}", "secondary")
        if place.people:
            how = people_text(place.people)
        else:
            how = self.tr("by invitation") if place.needs_invitation else self.tr("open to all")
        if place.needs_invitation and has_code:
            return _Texts(f"{where} · {how}", "secondary", self.tr("Use the code"), is_main=True)
        action = self.tr("Ask to join") if place.needs_invitation else self.tr("Join")
        return _Texts(f"{where} · {how}", "secondary", action, is_main=not place.needs_invitation)

    @Slot()
    def _on_clicked(self) -> None:
        self.pressed.emit(self.place)


class PlaceList(QFrame):
    """The rows in a card. Up and Down move between their buttons."""

    pressed = Signal(object)  # NearbyServer

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces = faces
        self.rows: dict[str, PlaceRow] = {}
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Places near you"))
        self._column = column(margins=1)
        self.setLayout(self._column)

    def show_places(self, places: list[NearbyServer], asks: dict[str, Ask], *, has_code: bool) -> None:
        """Show these places in this order. Rows that stay keep the focus."""
        for key in [key for key in self.rows if key not in {place.key for place in places}]:
            row = self.rows.pop(key)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for index, place in enumerate(places):
            row = self.rows.get(place.key) or self._new_row(place.key)
            row.show_place(place, asks.get(place.key), has_code=has_code)
            row.line.setVisible(index > 0)
            if self._column.indexOf(row) != index:
                self._column.insertWidget(index, row)
        self.rows = {place.key: self.rows[place.key] for place in places}
        self.setVisible(bool(places))

    def _new_row(self, key: str) -> PlaceRow:
        row = self.rows[key] = PlaceRow(self._faces, self)
        row.pressed.connect(self.pressed)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        buttons = [row.button for row in self.rows.values() if row.button.isVisible() and row.button.isEnabled()]
        focus = self.focusWidget()
        if step is not None and focus in buttons:
            buttons[(buttons.index(focus) + step) % len(buttons)].setFocus()
        else:
            super().keyPressEvent(event)


class EmptyPlaces(QFrame):
    """Shown instead of the list while no place is found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._label = wrapped_label("", "secondary")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(self._label, margins=16))
        self.set_searching(True)

    def set_searching(self, is_searching: bool) -> None:
        self._label.setText(
            self.tr("Looking for places on this network…")
            if is_searching
            else self.tr("No place found yet. Ask for a link, or type an address.")
        )
