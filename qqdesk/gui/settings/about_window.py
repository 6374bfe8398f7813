"""The version of the program, and the licences of its libraries."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QWidget

from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.screens import room_for
from qqdesk.gui.shared.type_size import scaled
from qqdesk.version import licences as licences_of_package
from qqdesk.version import long_line, platform_line, short_line

WIDTH, HEIGHT_OF_LICENCES = 420, 300
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class AboutWindow(QDialog):
    """The version can be selected and copied, for a report."""

    def __init__(self, parent: QWidget | None = None, *, licences: str | None = None) -> None:
        """`licences`: None shows those of the package."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("About qqdesk"))
        self.name = QLabel("qqdesk")
        font = semibold(self.font())
        font.setPointSizeF(font.pointSizeF() + 6)
        self.name.setFont(font)
        about = self.tr(
            "A messenger with a contact list, tabs and faces, at a place of your own. Nothing goes through a cloud."
        )
        self.what = wrapped_label(about)
        self.version = wrapped_label(f"{short_line()}\n{platform_line()}")
        self.version.setTextInteractionFlags(_SELECTABLE)
        self.version.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        version = self.tr("Version {version}").format(version=self.text())
        self.version.setAccessibleName(version)
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy the version"))
        self.copy.clicked.connect(self._copy)
        self.licences = QPushButton(self.tr("Libraries and licences"))
        self.licences.setCheckable(True)
        self.licences.toggled.connect(self._show_licences)
        self._found = licences_of_package() if licences is None else licences
        self.licences.setVisible(bool(self._found))
        self.text_of_licences = QPlainTextEdit()
        self.text_of_licences.setProperty("role", "plain")
        self.text_of_licences.setReadOnly(True)
        self.text_of_licences.setTextInteractionFlags(_SELECTABLE)
        self.text_of_licences.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.text_of_licences.setFont(small(fixed))
        self.text_of_licences.setAccessibleName(self.tr("Libraries and licences"))
        self.text_of_licences.setMinimumHeight(scaled(HEIGHT_OF_LICENCES) // 3)
        self.text_of_licences.hide()
        self._below = line()
        self._below.hide()
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.close)
        self._lay_out()
        self._fit()
        self.close_button.setFocus()

    def _lay_out(self) -> None:
        texts = column(self.name, self.what, spacing=6)
        texts.addSpacing(6)
        texts.addWidget(self.version)
        picture = column(IconLabel("qqdesk", "accent", 56), None)
        head = row(picture, (texts, 1), margins=(20, 20, 20, 16), spacing=16)
        foot = row(self.copy, self.licences, None, self.close_button, margins=(16, 8, 16, 12))
        self.setLayout(column(head, line(), (self.text_of_licences, 1), self._below, foot))

    def _fit(self) -> None:
        """Fit the height to the texts and the screen."""
        layout = self.layout()
        assert layout is not None
        width = max(scaled(WIDTH), layout.totalMinimumSize().width())
        height = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        if not self.text_of_licences.isHidden():
            height += scaled(HEIGHT_OF_LICENCES) // 2
        self.setMinimumWidth(width)
        self.resize(QSize(width, height).boundedTo(room_for(self)))

    def text(self) -> str:
        """Return the line that `qqdesk --version` prints."""
        return long_line()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    @Slot(bool)
    def _show_licences(self, shown: bool) -> None:
        if shown and not self.text_of_licences.toPlainText():
            self.text_of_licences.setPlainText(self._found)
        for part in (self.text_of_licences, self._below):
            part.setVisible(shown)
        self._fit()
