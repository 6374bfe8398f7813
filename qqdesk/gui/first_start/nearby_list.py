"""The places near the person, a row each with one button."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from qqdesk.domain.nearby_server import NearbyServer, NearbyServerKind
from qqdesk.gui.first_start.join_texts import people_text
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, FaceSource, place_face
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import line
from qqdesk.gui.shared.type_size import scaled

_ROW, _FACE = 60, 40


class AskState(Enum):
    """The state of a request to come in."""

    WAITING = auto()
    LET_IN = auto()
    """The account is being made."""
    READY = auto()
    """The account is there; the person is at another place."""
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Ask:
    """`can_repeat`: an hour has passed since the refusal."""

    nickname: str
    state: AskState
    can_repeat: bool = False


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
        self._second = QLabel()
        self._second.setFont(small(self.font()))
        self._second.setWordWrap(True)
        self._second.setTextFormat(Qt.TextFormat.PlainText)
        self._second.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = QPushButton()
        self.button.clicked.connect(self._on_clicked)
        second = QHBoxLayout()
        second.setSpacing(4)
        second.addWidget(self._clock, 0, Qt.AlignmentFlag.AlignVCenter)
        second.addWidget(self._second, 1)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addWidget(self._name)
        texts.addLayout(second)
        texts.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self._face)
        row.addLayout(texts, 1)
        row.addWidget(self.button)
        self.line = line()
        """Above the row, unless it is the first."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addLayout(row)
        self.setMinimumHeight(scaled(_ROW))

    def show_place(self, place: NearbyServer, ask: Ask | None) -> None:
        self.place = place
        name = isolated(place.name)
        self._face.show_face(place_face(place.place_id), grey=place.kind is NearbyServerKind.UNREACHABLE)
        self._name.setText(place.name)
        sentence, role = self._sentence(place, ask)
        self._second.setText(sentence)
        self._clock.setVisible(ask is not None and ask.state in (AskState.WAITING, AskState.LET_IN))
        text, is_main = self._action(place, ask)
        self.button.setText(text)
        self.button.setVisible(bool(text))
        self.button.setEnabled(ask is None or ask.state is not AskState.REFUSED or ask.can_repeat)
        self.button.setAccessibleName(self.tr("{action}: {place}").format(action=text, place=name))
        self.button.setAccessibleDescription(sentence)
        for widget, wanted in ((self._second, role), (self.button, "primary" if is_main else "")):
            if widget.property("role") != wanted:
                widget.setProperty("role", wanted)
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def _sentence(self, place: NearbyServer, ask: Ask | None) -> tuple[str, str]:
        """Return the second line and its role."""
        host = isolated(place.host)
        if ask is not None:
            match ask.state:
                case AskState.WAITING:
                    name = isolated(ask.nickname)
                    return self.tr("Asked as {name}, waiting for an answer").format(name=name), "accent"
                case AskState.LET_IN:
                    return self.tr("You are let in. Joining…"), "accent"
                case AskState.READY:
                    return self.tr("You are let in. Joining signs you out of the place where you are now."), "accent"
                case AskState.REFUSED:
                    return self.tr("You were not let in."), "secondary"
        if place.kind is NearbyServerKind.UNREACHABLE:
            return self.tr("It is there, but a firewall on {host} keeps this computer out").format(host=host), "fault"
        where = self.tr("On this computer") if place.kind is NearbyServerKind.HERE else host
        if place.kind is NearbyServerKind.CLOSED:
            how = self.tr("takes no newcomers")
        elif place.people:
            how = people_text(place.people)
        else:
            how = self.tr("by invitation") if place.needs_invitation else self.tr("open to all")
        return f"{where} · {how}", "secondary"

    def _action(self, place: NearbyServer, ask: Ask | None) -> tuple[str, bool]:
        """Return the text of the button, and whether it is an accent button."""
        if ask is not None:
            match ask.state:
                case AskState.WAITING:
                    return self.tr("Cancel"), False
                case AskState.LET_IN:
                    return "", False
                case AskState.READY:
                    return self.tr("Go there"), True
                case AskState.REFUSED:
                    return self.tr("Ask again"), False
        match place.kind:
            case NearbyServerKind.UNREACHABLE:
                return self.tr("Show how"), False
            case NearbyServerKind.CLOSED:
                return "", False
        return (self.tr("Ask to come in"), False) if place.needs_invitation else (self.tr("Join"), True)

    @Slot()
    def _on_clicked(self) -> None:
        self.pressed.emit(self.place)


class PlaceList(QFrame):
    """The rows in a card. Up and Down move between their buttons."""

    pressed = Signal(object)  # NearbyServer

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces = faces
        self._order: list[str] = []
        self.rows: dict[str, PlaceRow] = {}
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Places near you"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)

    def show_places(self, places: list[NearbyServer], asks: dict[str, Ask]) -> None:
        """Show these, in this order. Rows that stay keep their focus."""
        for key in [key for key in self.rows if key not in {place.key for place in places}]:
            row = self.rows.pop(key)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for index, place in enumerate(places):
            row = self.rows.get(place.key) or self._new_row(place.key)
            row.show_place(place, asks.get(place.key))
            row.line.setVisible(index > 0)
            if self._column.indexOf(row) != index:
                self._column.insertWidget(index, row)
        self._order = [place.key for place in places]
        self.setVisible(bool(places))

    def _new_row(self, key: str) -> PlaceRow:
        row = self.rows[key] = PlaceRow(self._faces, self)
        row.pressed.connect(self.pressed)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        buttons = [self.rows[key].button for key in self._order]
        buttons = [button for button in buttons if button.isVisible() and button.isEnabled()]
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
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setProperty("role", "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self._label)
        self.set_searching(True)

    def set_searching(self, is_searching: bool) -> None:
        self._label.setText(
            self.tr("Looking for places on this network…")
            if is_searching
            else self.tr("No place found yet. Ask for a link, or type an address.")
        )
