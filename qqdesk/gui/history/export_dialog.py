"""Choose the scope, format and file of an export, and the file of an import."""

import re
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.history_requests import ExportFormat

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_MOST_OF_A_NAME = 60
_INDENT = 24

SUFFIXES = {ExportFormat.TEXT: "txt", ExportFormat.HTML: "html", ExportFormat.JSON: "json"}


def file_name(name: str, day: date, form: ExportFormat) -> str:
    """Return a file name for exported messages that is valid on every system."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", name).split())[:_MOST_OF_A_NAME].strip(" .")
    return f"{' '.join(part for part in ('qqdesk', plain, day.isoformat()) if part)}.{SUFFIXES[form]}"


def documents_folder() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()


class ExportDialog(QDialog):
    """Emits `chosen` when the user has chosen a file and confirmed to replace an existing one."""

    chosen = Signal(object, object, object)  # Path, ExportFormat, ConversationId or None for all

    def __init__(
        self,
        conversation: ConversationId | None,
        contact: Contact | None,
        everything: str,
        parent: QWidget | None = None,
        *,
        prefer_all: bool = False,
    ) -> None:
        """`conversation` is offered, with the name of `contact`; `everything` names a file with all messages, the
        default with `prefer_all`.
        """
        super().__init__(parent)
        self._conversation, self._contact, self._everything = conversation, contact, everything
        self.setWindowTitle(self.tr("Export messages"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._scopes, self._forms = QButtonGroup(self), QButtonGroup(self)
        self.scope_buttons: list[QRadioButton] = []
        self.form_buttons: dict[ExportFormat, QRadioButton] = {}
        self.export_button = QPushButton(self.tr("&Export…"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.file_dialog: QFileDialog | None = None
        self._lay_out()
        self.scope_buttons[-1 if prefer_all else 0].setChecked(True)
        self.export_button.clicked.connect(self._ask_for_file)
        self.cancel_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        self.setMinimumWidth(scaled(420))
        if self._contact is not None:
            name = isolated(self._contact.name.replace("&", "&&"))
            self.scope_buttons.append(QRadioButton(self.tr("The conversation with {name}").format(name=name)))
        self.scope_buttons.append(QRadioButton(self.tr("All conversations")))
        for button in self.scope_buttons:
            self._scopes.addButton(button)
        forms: list[QWidget] = []
        for form, name, words in (
            (ExportFormat.HTML, self.tr("Web page"), self.tr("To read and print: with faces, in any browser.")),
            (ExportFormat.TEXT, self.tr("Plain text"), self.tr("To read anywhere, and to search with other programs.")),
            (ExportFormat.JSON, self.tr("Data (JSON)"), self.tr("To import here again, on this computer or another.")),
        ):
            button = self.form_buttons[form] = QRadioButton(name)
            button.setAccessibleDescription(words)
            self._forms.addButton(button)
            hint = wrapped_label(words, "secondary")
            hint.setFont(small(self.font()))
            hint.setContentsMargins(_INDENT, 0, 0, 4)
            forms += [button, hint]
        self.form_buttons[ExportFormat.HTML].setChecked(True)
        scopes = column(self._heading(self.tr("Which messages")), *self.scope_buttons, spacing=4)
        kinds = column(self._heading(self.tr("File type")), *forms, spacing=4)
        buttons = row(None, self.cancel_button, self.export_button)
        self.setLayout(column(scopes, kinds, None, buttons, margins=16, spacing=16))
        self.export_button.setDefault(True)

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setFont(semibold(self.font()))
        return label

    def contact(self) -> Contact | None:
        """Return the contact of the chosen conversation; None for all."""
        return self._contact if self._contact is not None and self.scope_buttons[0].isChecked() else None

    def form(self) -> ExportFormat:
        return next(form for form, button in self.form_buttons.items() if button.isChecked())

    @Slot()
    def _ask_for_file(self) -> None:
        contact = self.contact()
        name = file_name(self._everything if contact is None else contact.name, date.today(), self.form())
        dialog = QFileDialog(self, self.tr("Export messages"), str(documents_folder()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(_filter(self.form()))
        dialog.setDefaultSuffix(SUFFIXES[self.form()])
        dialog.selectFile(name)
        dialog.fileSelected.connect(self._accept_file)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.file_dialog = dialog
        dialog.open()
        file_dialog.finish(dialog)

    @Slot(str)
    def _accept_file(self, path: str) -> None:
        self.chosen.emit(Path(path), self.form(), self._conversation if self.contact() is not None else None)
        self.accept()


def import_dialog(parent: QWidget) -> QFileDialog:
    """Return a dialog for the file to import. The caller connects `fileSelected` and opens it."""
    dialog = QFileDialog(parent, QCoreApplication.translate("ImportDialog", "Import messages"), str(documents_folder()))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    everything = QCoreApplication.translate("ImportDialog", "All files (*)")
    dialog.setNameFilters([_filter(ExportFormat.JSON), everything])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def _filter(form: ExportFormat) -> str:
    return {
        ExportFormat.TEXT: QCoreApplication.translate("ExportDialog", "Text files (*.txt)"),
        ExportFormat.HTML: QCoreApplication.translate("ExportDialog", "Web pages (*.html)"),
        ExportFormat.JSON: QCoreApplication.translate("ExportDialog", "JSON files (*.json)"),
    }[form]
