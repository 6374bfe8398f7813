"""The state of a picture or file in the log, and the actions on it."""

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.body import File
from qqdesk.domain.message import Message
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.worker.files import Files


class FileState(Enum):
    ABSENT = auto()
    """It is on the server only."""
    MOVING = auto()
    """It is being transferred, or waits for that, as a file of mine does before it is sent."""
    STOPPED = auto()
    """The download stopped before its end."""
    HERE = auto()


class FileAction(Enum):
    OPEN = auto()
    """A picture in the viewer, another file in its program."""
    SHOW = auto()
    SAVE = auto()
    COPY = auto()
    DOWNLOAD = auto()
    CONTINUE = auto()
    CHOOSE_FOLDER = auto()
    """Download to another folder: the usual one has no space."""
    CANCEL = auto()
    """Stop a download, or discard the message that is being sent."""


def file_of(message: Message | None) -> File | None:
    return message.body if message is not None and isinstance(message.body, File) else None


def state_of(message: Message, files: Files) -> tuple[FileState, Transfer | None]:
    body = file_of(message)
    if body is None:
        raise TypeError(f"a message without a file: {message!r}")
    transfer = files.transfer(body.info.id)
    if message.is_unsent or (transfer is not None and transfer.state is not TransferState.STOPPED):
        return FileState.MOVING, transfer
    if files.path(body.info.id) is not None:
        return FileState.HERE, None
    return (FileState.ABSENT, None) if transfer is None else (FileState.STOPPED, transfer)


def actions_of(message: Message, files: Files) -> list[FileAction]:
    """Return the possible actions, the main one first."""
    body = file_of(message)
    if body is None:
        return []
    state, transfer = state_of(message, files)
    here = files.path(body.info.id) is not None
    actions = []
    if body.info.is_picture or here:
        actions.append(FileAction.OPEN)
    if state is FileState.ABSENT:
        actions.append(FileAction.DOWNLOAD)
    elif state is FileState.STOPPED:
        actions.append(FileAction.CONTINUE)
    if here:
        actions.append(FileAction.SHOW)
    if body.info.is_picture and here:
        actions.append(FileAction.COPY)
    if here or transfer is None:
        actions.append(FileAction.SAVE)
    if state is FileState.MOVING:
        actions.append(FileAction.CANCEL)
    if not body.info.is_picture and lacks_space(transfer):
        actions.insert(0, FileAction.CHOOSE_FOLDER)
    return actions


def lacks_space(transfer: Transfer | None) -> bool:
    """Return whether another folder may have the space that a download needs."""
    problem = transfer.problem if transfer is not None else None
    return problem is not None and problem.space is not None and bool(problem.space.folder)


def action_text(action: FileAction) -> str:
    """Return the text of a link or a button."""
    return {
        FileAction.OPEN: QCoreApplication.translate("FileActions", "Open"),
        FileAction.SHOW: QCoreApplication.translate("FileActions", "Show in folder"),
        FileAction.SAVE: QCoreApplication.translate("FileActions", "Save as…"),
        FileAction.COPY: QCoreApplication.translate("FileActions", "Copy picture"),
        FileAction.DOWNLOAD: QCoreApplication.translate("FileActions", "Download"),
        FileAction.CONTINUE: QCoreApplication.translate("FileActions", "Continue"),
        FileAction.CHOOSE_FOLDER: QCoreApplication.translate("FileActions", "Choose another folder"),
        FileAction.CANCEL: QCoreApplication.translate("FileActions", "Cancel"),
    }[action]
