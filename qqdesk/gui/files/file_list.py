"""The files of a conversation that are no pictures, newest first."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu

from qqdesk.domain.body import File
from qqdesk.domain.message import Message
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import FileTile, RowLook, RowModel
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.file_texts import progress_text, size_text
from qqdesk.gui.shared.texts import moment_text
from qqdesk.history.folding import fold
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.files import Files


def info_of(message: Message) -> FileInfo:
    """Return the file of a message with one."""
    if not isinstance(message.body, File):
        raise TypeError(f"a message without a file: {message.id}")
    return message.body.info


class FileList(RowList[Message]):
    """Shows the files whose name, or the name of its sender, contains the text of a search."""

    def __init__(
        self, files: Files, participants: Participants, faces: FaceSource, make_menu: Callable[[Message], QMenu]
    ) -> None:
        self._files, self._participants = files, participants
        self._all: Sequence[Message] = ()
        self._needle = ""
        self.rows = RowModel[Message](lambda message: message.id, self._describe)
        super().__init__(self.rows, faces, make_menu=make_menu, has_buttons=False)
        self.rows.setParent(self)
        self.setAccessibleName(self.tr("Files"))
        files.changed.connect(self.viewport().update)

    def _describe(self, message: Message) -> RowLook:
        info = info_of(message)
        transfer = self._files.transfer(info.id)
        if transfer is not None:
            second = progress_text(transfer)
        else:
            person = isolated(self._participants.name(message.sender))
            second = " · ".join((size_text(info.size), person, moment_text(message.time)))
        return RowLook(info.name, second=second, picture=FileTile(info.name))

    def show_files(self, messages: Sequence[Message]) -> None:
        """Show messages with files, newest first."""
        self._all = messages
        self._filter()

    @Slot(str)
    def search(self, text: str) -> None:
        self._needle = fold(text.strip())
        self._filter()

    def _filter(self) -> None:
        self.rows.set_items(message for message in self._all if self._needle in fold(self._searched(message)))

    def _searched(self, message: Message) -> str:
        return f"{info_of(message).name}\n{self._participants.name(message.sender)}"
