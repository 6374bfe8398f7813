"""Choose a face from a grid or by its number."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QIntValidator, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
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

from qqdesk.gui.shared.face_crop import choose_picture
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.person_list import DialogListView, Index, paint_row_background
from qqdesk.gui.shared.role_button import role_button
from qqdesk.gui.shared.screens import room_for
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import current_theme
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


class FacesModel(QAbstractListModel):
    """Row N is picture N + 1; UserRole is the face id (FC)."""

    def __init__(self, count: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = count

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < self._count:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return face_id(index.row() + 1)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.tr("Face {number}").format(number=index.row() + 1)
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
        self._count = faces.count()
        self.setWindowTitle(self.tr("Choose a face"))
        self.view = DialogListView(self.tr("Faces"))
        self.view.setModel(FacesModel(faces.count(), self))
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
        current = self.view.model().index(max(face_number(face) - 1, 0), 0)
        self.view.setCurrentIndex(current if current.isValid() else self.view.model().index(0, 0))
        self.view.setFocus()
        self.view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit typed in the grid starts a number."""
        is_press = watched is self.view and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.text().isdecimal():
            self.number_edit.setFocus()
            self.number_edit.clear()
            QApplication.sendEvent(self.number_edit, event)
            return True
        return super().eventFilter(watched, event)

    def _top_row(self, faces: FaceSource, recent: Sequence[int]) -> QHBoxLayout:
        self.number_edit = QLineEdit()
        self.number_edit.setPlaceholderText(self.tr("Number, 1 to {count}").format(count=self._count))
        self.number_edit.setAccessibleName(self.tr("Number of a face"))
        self.number_edit.setValidator(QIntValidator(1, 99_999, self))
        put_search_look(self.number_edit)
        self.number_edit.textEdited.connect(self._select_typed_number)
        known = [one for one in dict.fromkeys(recent) if 1 <= face_number(one) <= self._count]
        self.recent_buttons = [self._recent_button(faces, one) for one in known[:MOST_RECENT]]
        return row((self.number_edit, 1), *self.recent_buttons, margins=(12, 8, 12, 8), spacing=4)

    def _recent_button(self, faces: FaceSource, face: int) -> QToolButton:
        button = QToolButton()
        icon = QIcon()
        for ratio in (1, 2, 3):
            icon.addPixmap(faces.pixmap(face, _RECENT, ratio))
        button.setIcon(icon)
        button.setIconSize(QSize(_RECENT, _RECENT))
        name = self.tr("Face {number}, which you had before").format(number=face_number(face))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setProperty("face", face_number(face))
        button.clicked.connect(self._select_recent)
        return button

    def _use_picture(self, picture: bytes) -> None:
        self.picture_chosen.emit(picture)
        self.reject()

    @Slot(str)
    def _select_typed_number(self, text: str) -> None:
        if text.isdecimal() and 1 <= int(text) <= self._count:
            self._select(int(text))

    @Slot()
    def _select_recent(self) -> None:
        self._select(int(self.sender().property("face")))

    def _select(self, number: int) -> None:
        index = self.view.model().index(number - 1, 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            # Several face ids share a picture: keep the old id for the same picture.
            chosen = int(current.data(Qt.ItemDataRole.UserRole))
            if face_number(chosen) != face_number(self.face):
                self.face = chosen
