"""The page *Log*: what administrators and the operator did."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList, card
from qqdesk.gui.kit.row_model import RowLook, RowModel, RowRole
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.layouts import fill
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.account_commands import ModifyPassword, Register
from qqdesk.protocol.admin_commands import (
    REFUSE_ASK,
    RESTORED,
    BackUp,
    ChangePlace,
    DeleteRoom,
    FetchBackup,
    Invites,
    LogLine,
    MakeResetCode,
    NotifyAll,
    PersonAction,
    ResetPassword,
)
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.protocol.place_commands import AnswerJoinRequest, CreateInvitation, EndInvitation
from qqdesk.protocol.room_commands import ChangeRoom, NewRoom

_ICONS = {
    PersonAction.BAN: "block",
    PersonAction.UNBAN: "undo",
    PersonAction.DELETE: "trash",
    PersonAction.APPOINT: "star",
    PersonAction.DISMISS: "user",
    MakeResetCode.NAME: "key",
    ResetPassword.NAME: "lock",
    ChangePlace.NAME: "edit",
    BackUp.NAME: "save",
    FetchBackup.NAME: "save",
    NotifyAll.NAME: "megaphone",
    DeleteRoom.NAME: "trash",
    NewRoom.NAME: "chat",
    ChangeRoom.NAME: "edit",
    CreateInvitation.NAME: "link",
    EndInvitation.NAME: "link",
    AnswerJoinRequest.NAME: "accept",
    REFUSE_ASK: "refuse",
    RESTORED: "save",
    Register.NAME: "add-contact",
    ModifyPassword.NAME: "lock",
}
_BACKUP_STOPPED = "stopped"


def log_icon(line: LogLine) -> str:
    """Return the name of an icon for the action."""
    return _ICONS.get(line.action, "history")


class PlaceLogTexts(QObject):
    """Sentences about the actions of administrators and of the operator. A class because plural forms are collected
    only from `QObject.tr`.
    """

    def sentence(self, line: LogLine, me: int) -> str:
        """Return who did what. `me` is my number."""
        if line.actor == 0:
            who = self.tr("The operator")
        elif line.actor == me:
            who = self.tr("You")
        else:
            who = self.tr("{name}", "before a verb").format(name=isolated(line.actor_name or str(line.actor)))
        detail = " ".join(line.detail.split())
        person = f"{isolated(detail)} ({line.subject})" if detail else str(line.subject)
        name, _, value = detail.partition("=")
        return self._pattern(line, detail).format(
            who=who, person=person, detail=isolated(detail), name=name, value=isolated(value), action=line.action
        )

    def _pattern(self, line: LogLine, detail: str) -> str:
        match line.action:
            case PersonAction.BAN:
                return self.tr("{who} banned {person}")
            case PersonAction.UNBAN:
                return self.tr("{who} lifted the ban of {person}")
            case PersonAction.DELETE:
                return self.tr("{who} deleted the account of {person}")
            case PersonAction.APPOINT:
                return self.tr("{who} made {person} an administrator")
            case PersonAction.DISMISS:
                return self.tr("{who} made {person} an ordinary user")
            case MakeResetCode.NAME:
                return self.tr("{who} made a code for a new password of {person}")
            case ResetPassword.NAME:
                return self.tr("{who} set a new password with a code")
            case DeleteRoom.NAME:
                return self.tr("{who} deleted the room “{detail}”")
            case NotifyAll.NAME:
                count = int(detail) if detail.isdecimal() else 0
                return self.tr("{who} sent a notice to %Ln person(s)", "", count)
            case FetchBackup.NAME:
                return self.tr("{who} saved a copy of the place on another computer or disk")
            case BackUp.NAME:
                return self._backup(detail)
            case ChangePlace.NAME:
                return self._setting(detail)
            case NewRoom.NAME:
                return self.tr("{who} created the room “{detail}”")
            case ChangeRoom.NAME:
                return self.tr("{who} changed the room “{detail}”")
            case CreateInvitation.NAME:
                return self.tr("{who} created an invitation")
            case EndInvitation.NAME:
                return self.tr("{who} withdrew an invitation")
            case AnswerJoinRequest.NAME:
                return self.tr("{who} let {detail} in")
            case _ if line.action == REFUSE_ASK:
                return self.tr("{who} did not let {detail} in")
            case Register.NAME:
                return self.tr("{who} created the account of {person}")
            case ModifyPassword.NAME:
                return self.tr("{who} set a new password for {person}")
            case _ if line.action == RESTORED:
                return self.tr("{who} restored the place from {detail}")
        return self.tr("{who}: {action} {detail}")

    def _backup(self, detail: str) -> str:
        """`detail` is the file, a word, or the sentence of a failure."""
        if detail == _BACKUP_STOPPED:
            return self.tr("{who} stopped a backup")
        if detail.endswith("."):
            return self.tr("{who} started a backup, which failed: {detail}")
        return self.tr("{who} backed up the place")

    def _setting(self, detail: str) -> str:
        name, _, value = detail.partition("=")
        match name, value:
            case _, "":
                return self.tr("{who} returned the setting “{name}” to that of the settings file")
            case "name", _:
                return self.tr("{who} renamed the place to “{value}”")
            case "registration", RegistrationMode.OPEN:
                return self.tr("{who} let everybody create an account")
            case "registration", RegistrationMode.INVITE:
                return self.tr("{who} let only people with an invitation create an account")
            case "registration", RegistrationMode.CLOSED:
                return self.tr("{who} closed the place to new people")
            case "invites", Invites.ALL:
                return self.tr("{who} let everybody invite people")
            case "invites", Invites.ADMINS:
                return self.tr("{who} let only administrators invite people")
            case "most_file_mib", _:
                return self.tr("{who} set the size of the largest file to {value} MB")
            case "most_files_mib", _:
                return self.tr("{who} set the size of all pictures and files to {value} MB")
            case "nightly_backups", "true":
                return self.tr("{who} let the place back itself up every night")
            case "nightly_backups", "false":
                return self.tr("{who} ended the nightly backups")
            case "introduce", "true":
                return self.tr("{who} put everybody on everybody's list")
            case "introduce", "false":
                return self.tr("{who} let people add each other")
        return self.tr("{who} set “{name}” to “{value}”")


class LogPage(AdminPage):
    """Older lines are loaded on scrolling. Ctrl+C copies the selected lines."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        self._texts = PlaceLogTexts(self)
        self.model = RowModel[LogLine](lambda line: line.id, self._describe, self)
        self.view = RowList(self.model, context.faces, self.tr("Log"), RowSize.MEDIUM)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.copy = QAction(self.tr("Copy"), self.view)
        self.copy.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        put_icon(self.copy, "copy")
        self.copy.triggered.connect(self._copy)
        self.view.addAction(self.copy)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._card = card(self.view)
        sentence = self.tr("What administrators do at the place appears here.")
        self._none = EmptyState("history", self.tr("Nothing yet"), sentence)
        fill(self.body, self._card, (self._none, 8), None)
        self.setFocusProxy(self.view)
        bar = self.view.verticalScrollBar()
        bar.valueChanged.connect(self._load_older)
        bar.rangeChanged.connect(self._load_older)
        self.view.selectionModel().selectionChanged.connect(self._update)
        self.admin.log_changed.connect(self._show)
        self._show()
        self._update()

    @Slot()
    def _show(self) -> None:
        self.model.set_items(self.admin.log)
        self._card.setVisible(bool(self.admin.log))
        self._none.setVisible(not self.admin.log)

    def _describe(self, line: LogLine) -> RowLook:
        sentence = self._texts.sentence(line, self.context.messenger.me.number)
        return RowLook(sentence, second=moment_text(line.time), picture=log_icon(line))

    @Slot()
    def _load_older(self) -> None:
        """Load older lines if there is less than a page below."""
        bar = self.view.verticalScrollBar()
        if self.view.isVisible() and bar.value() >= bar.maximum() - bar.pageStep():
            self.admin.load_older_log()

    @Slot()
    def _update(self) -> None:
        self.copy.setEnabled(self.view.selectionModel().hasSelection())

    @Slot()
    def _copy(self) -> None:
        rows = sorted(index.row() for index in self.view.selectedIndexes())
        looks = [self.model.index(row).data(RowRole.LOOK) for row in rows]
        text = "\n".join(f"{look.second} {look.title}" for look in looks)
        QGuiApplication.clipboard().setText(text)
