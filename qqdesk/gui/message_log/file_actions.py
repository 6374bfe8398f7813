"""The actions of the user on a picture or file: open, save, copy, download, cancel."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.message_log.file_state import FileAction, file_of
from qqdesk.gui.message_text.links import starts_program
from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.gui.pictures.picture_jobs import picture_jobs
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_dialog import ask_for_folder, ask_where_to_save, show_in_folder
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.worker.files import Files


class FileActions(QObject):
    failed = Signal(str)  # the path of a file that could not be opened
    discard_requested = Signal(object)  # Message: its upload was cancelled

    def __init__(self, files: Files, navigator: Navigator, window: QWidget) -> None:
        super().__init__(window)
        self._files, self._navigator, self._window = files, navigator, window

    @Slot(object, object)
    def run(self, message: Message, action: FileAction) -> None:
        body = file_of(message)
        if body is None:
            return
        info, path = body.info, self._files.path(body.info.id)
        if action is FileAction.OPEN and info.is_picture:
            self._navigator.open(routes.Viewer(message.conversation, message.id))
        elif action in (FileAction.DOWNLOAD, FileAction.CONTINUE):
            self._files.download(info, message.conversation)
        elif action is FileAction.CHOOSE_FOLDER:
            ask_for_folder(self._window, self.tr("Choose another folder"), partial(self._files.download_to, info))
        elif action is FileAction.CANCEL:
            self._cancel(message, info.id)
        elif action is FileAction.SAVE:
            ask_where_to_save(self._window, info.name, partial(self._files.save_as, info))
        elif path is None:
            return  # deleted since the menu opened
        elif action is FileAction.OPEN:
            self._open(path)
        elif action is FileAction.SHOW:
            show_in_folder(path)
        elif action is FileAction.COPY:
            copy_picture(self, path)

    def _cancel(self, message: Message, id: str) -> None:
        """An upload ends with its message."""
        if message.is_unsent:
            self.discard_requested.emit(message)
        else:
            self._files.cancel(id)

    def _open(self, path: Path) -> None:
        if starts_program(path.name):
            question = program_question(self._window, path.name)
            question.confirmed.connect(partial(self._open_now, path))
            question.open()
        else:
            self._open_now(path)

    def _open_now(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.failed.emit(str(path))


def program_question(window: QWidget, name: str) -> QuestionBox:
    """Return the question before a file that may be a program is opened."""
    return QuestionBox(
        window,
        QCoreApplication.translate("FileActions", "Open file"),
        QCoreApplication.translate("FileActions", "Open “{name}”, which may be a program?").format(name=isolated(name)),
        QCoreApplication.translate(
            "FileActions",
            "A program can do whatever you can: read, change and send your files. "
            "Open it only if you know who sent it, and what it is.",
        ),
        QCoreApplication.translate("FileActions", "Open"),
    )


def copy_picture(receiver: QObject, path: Path) -> None:
    """Put a picture into the clipboard: for other programs as an image, and as a file."""

    def copy(image: QImage | PictureError) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        if isinstance(image, QImage):
            data.setImageData(image)
        QGuiApplication.clipboard().setMimeData(data)

    picture_jobs().run(receiver, partial(decode, path), copy)
