"""Choose a file or folder: its name, a button for the system's dialog, and one to choose none."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from qqdesk.gui.settings.setting_rows import PathChoice
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.type_size import scaled


class PathPicker(QWidget):
    chosen = Signal(str)  # the path, "" for none

    def __init__(self, choice: PathChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice, self._path = choice, ""
        self._name = ElidedLabel("", "secondary", alignment=Qt.AlignmentFlag.AlignRight)
        self._name.setMinimumWidth(scaled(96))
        self.button = QPushButton(self.tr("Choose…"))
        self.button.clicked.connect(self._open_dialog)
        self.clear = icon_button("close", self.tr("None"), "secondary")
        self.clear.clicked.connect(self._clear)
        self.dialog: QFileDialog | None = None
        self.setLayout(row(self._name, self.clear, self.button, spacing=8))
        self.set_path("")

    def set_path(self, path: str) -> None:
        self._path = path
        self._name.setText(Path(path).name if path else self._choice.none_text)
        self._name.setToolTip(plain_tip(path))
        self.clear.setVisible(bool(path))

    @Slot()
    def _open_dialog(self) -> None:
        is_folder = self._choice.is_folder
        folder = (self._path if is_folder else str(Path(self._path).parent)) if self._path else ""
        self.dialog = dialog = QFileDialog(self.window(), self._choice.title, folder, self._choice.files)
        dialog.setFileMode(QFileDialog.FileMode.Directory if is_folder else QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        file_dialog.finish(dialog)

    @Slot()
    def _clear(self) -> None:
        self.button.setFocus()
        self.chosen.emit("")
