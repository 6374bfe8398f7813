"""Choose a face from a grid, or find it by a word in English or Chinese."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.face_crop import choose_picture
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.forwarded_composition import is_text, type_in
from qqdesk.gui.shared.language import CHINESE, current_language
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.person_list import DialogListView, Index, paint_row_background
from qqdesk.gui.shared.screens import room_for
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import current_theme
from qqdesk.paths import resource
from qqdesk.protocol.codes import face_id, face_number

_FACE = 48
_CELL = 64
_COLUMNS = 7
_RECENT = 24
MOST_RECENT = 6


def choose_face(
    faces: FaceSource,
    store: SettingsStore,
    face: int,
    window: QWidget,
    chosen: Callable[[int], object],
    *,
    use_picture: Callable[[bytes], object] | None = None,
    remove_picture: Callable[[], object] | None = None,
) -> None:
    """Open the chooser over a window. Call `chosen` with another face, and remember both in the settings.

    `use_picture` gets an own picture as a JPEG file; without it files cannot be chosen. `remove_picture`: there is an
    own picture.
    """
    chooser = FaceChooser(faces, face, window, recent=recent_faces(store))
    if use_picture is not None:
        chooser.file_button.show()
        chooser.picture_chosen.connect(use_picture)
    if remove_picture is not None:
        chooser.remove_button.show()
        chooser.remove_button.clicked.connect(remove_picture)
    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def accept() -> None:
        if chooser.face != face:
            recent = dict.fromkeys([chooser.face, face, *recent_faces(store)])
            store.change("recent_faces", [str(one) for one in recent][:MOST_RECENT])
            chosen(chooser.face)

    chooser.accepted.connect(accept)
    chooser.open()


def recent_faces(store: SettingsStore) -> list[int]:
    """Return the recent faces, latest first; skip invalid values in the settings."""
    return [int(one) for one in store.settings.recent_faces if one.isdecimal()]


class FaceWords(NamedTuple):
    """What a face shows: its name first, then other words."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]

    def match(self, text: str) -> bool:
        """Return whether each part of the text begins an English word, or is in a Chinese one."""
        words = " ".join(self.english).split()
        return all(
            any(word.startswith(part) for word in words) or any(part in word for word in self.chinese)
            for part in text.casefold().split()
        )


@cache
def face_words() -> list[FaceWords]:
    """Return the words of the faces, in order of their numbers."""
    lines = resource("faces", "words.tsv").read_text("utf-8").splitlines()
    return [FaceWords(*(tuple(words.split(", ")) for words in one.split("\t"))) for one in lines]


def face_name(number: int) -> str:
    """Return the name of a face in the language of the windows."""
    words = face_words()[number - 1]
    return words.chinese[0] if current_language() == CHINESE else words.english[0]


class FacesModel(QAbstractListModel):
    """The pictures that match a text, in order of their numbers; UserRole is the face id (FC)."""

    def __init__(self, count: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._shown: Sequence[int] = range(1, count + 1)

    def set_filter(self, text: str) -> None:
        self.beginResetModel()
        words = face_words()
        self._shown = [number for number in range(1, self._count + 1) if words[number - 1].match(text)]
        self.endResetModel()

    def row_of(self, number: int) -> int:
        """Return the row of a picture, -1 if it is not shown."""
        return self._shown.index(number) if number in self._shown else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._shown):
            return None
        number = self._shown[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return face_id(number)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return face_name(number)
        return None


class _FaceDelegate(QStyledItemDelegate):
    def __init__(self, faces: FaceSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._faces = faces

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_CELL, _CELL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_background(painter, rect.adjusted(2, 2, -2, -2), option.state, current_theme())
        pixmap = self._faces.pixmap(
            int(index.data(Qt.ItemDataRole.UserRole)), _FACE, painter.device().devicePixelRatio()
        )
        painter.drawPixmap(int(rect.center().x()) - _FACE // 2 + 1, int(rect.center().y()) - _FACE // 2 + 1, pixmap)
        painter.restore()


class FaceChooser(QDialog):
    """After `accepted`, `face` is the chosen face id. An own picture is chosen by `picture_chosen`."""

    picture_chosen = Signal(bytes)  # a JPEG file

    def __init__(
        self, faces: FaceSource, face: int, parent: QWidget | None = None, *, recent: Sequence[int] = ()
    ) -> None:
        """`recent`: earlier face ids of the user, latest first."""
        super().__init__(parent)
        self.face = face
        self._count = min(faces.count(), len(face_words()))
        self._model = FacesModel(self._count, self)
        self.setWindowTitle(self.tr("Choose a face"))
        self.view = DialogListView(self.tr("Faces"))
        self.view.setModel(self._model)
        self.view.setItemDelegate(_FaceDelegate(faces, self.view))
        self.view.setViewMode(QListView.ViewMode.IconMode)
        self.view.setMovement(QListView.Movement.Static)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setGridSize(QSize(_CELL, _CELL))
        self.ok_button = QPushButton(self.tr("&Choose"))
        cancel = QPushButton(self.tr("Cancel"))
        self.file_button = role_button(self.tr("Picture from a &file…"), "link")
        self.remove_button = role_button(self.tr("&Remove my picture"), "link")
        for button in (self.file_button, self.remove_button):
            button.hide()
        links = (self.file_button, self.remove_button)
        buttons = row(*links, None, cancel, self.ok_button, margins=(8, 8, 12, 8))
        self.setLayout(column(self._top_row(faces, recent), line(), (self.view, 1), line(), buttons))
        self.ok_button.setDefault(True)
        self.resize(QSize(_COLUMNS * _CELL + 16, 6 * _CELL).boundedTo(room_for(self)))
        self.ok_button.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        self.file_button.clicked.connect(lambda: choose_picture(self, self._use_picture))
        self.remove_button.clicked.connect(self.reject)
        self.view.activated.connect(self.accept)
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self._select(face_number(face))
        self.view.setFocus()
        self.view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A letter typed in the grid starts a search, and Down goes from the search to the grid."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.view and is_text(event):
                type_in(self.search, event)
                return True
            if watched is self.search and event.key() == Qt.Key.Key_Down:
                self.view.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _top_row(self, faces: FaceSource, recent: Sequence[int]) -> QHBoxLayout:
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search: cat, girl, crab"))
        self.search.setAccessibleName(self.tr("Search faces by a word"))
        put_search_look(self.search)
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        known = [one for one in dict.fromkeys(recent) if 1 <= face_number(one) <= self._count]
        self.recent_buttons = [self._recent_button(faces, one) for one in known[:MOST_RECENT]]
        return row((self.search, 1), *self.recent_buttons, margins=(12, 8, 12, 8), spacing=4)

    def _recent_button(self, faces: FaceSource, face: int) -> QToolButton:
        button = QToolButton()
        icon = QIcon()
        for ratio in (1, 2, 3):
            icon.addPixmap(faces.pixmap(face, _RECENT, ratio))
        button.setIcon(icon)
        button.setIconSize(QSize(_RECENT, _RECENT))
        name = self.tr("{name}, which you had before").format(name=face_name(face_number(face)))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setProperty("face", face_number(face))
        button.clicked.connect(self._select_recent)
        return button

    def _use_picture(self, picture: bytes) -> None:
        self.picture_chosen.emit(picture)
        self.reject()

    @Slot(str)
    def _search(self, text: str) -> None:
        """Show the faces that match, and choose the first one, unless the chosen one is among them."""
        chosen = face_number(self.face)
        self._model.set_filter(text)
        self._select(chosen)

    @Slot()
    def _select_recent(self) -> None:
        self.search.clear()
        self._select(int(self.sender().property("face")))

    def _select(self, number: int) -> None:
        """Make a face the current one, or the first one if it is not shown."""
        index = self._model.index(max(self._model.row_of(number), 0), 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            # Several face ids share a picture: keep the old id for the same picture.
            chosen = int(current.data(Qt.ItemDataRole.UserRole))
            if face_number(chosen) != face_number(self.face):
                self.face = chosen
