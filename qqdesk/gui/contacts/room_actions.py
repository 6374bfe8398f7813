"""Actions on a room that I am in or am invited to. Questions and errors are shown over the window that owns them."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.domain.room import Room
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.menus import add_action, refuse
from qqdesk.gui.shared.mute_menu import mute_menu
from qqdesk.gui.shared.question_box import QuestionBox, show_message_box
from qqdesk.gui.shared.texts import problem_text
from qqdesk.protocol.codes import AddAnswer, AddOutcome
from qqdesk.protocol.commands import AddToListReply, AnswerAdd, DeleteFromList
from qqdesk.protocol.record import Done, Reply
from qqdesk.protocol.room_commands import JoinRule, RoomRole
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.pending_requests import PendingRequest


def may_invite(room: Room) -> bool:
    """Return whether I may add and invite people: keepers may, and the members of an open room."""
    return room.is_admin or (room.is_mine and room.join_rule is JoinRule.OPEN)


def room_page_name() -> str:
    """Return the name of the window with the members, the rules and the notice of a room, in every menu."""
    return QCoreApplication.translate("RoomActions", "Members and settings")


def ask_if_needed(messenger: Messenger, reply: AddToListReply) -> PendingRequest[Done] | None:
    """After `Rooms.join`: ask the keepers to let me join if the room wants that, else return None."""
    if reply.outcome != AddOutcome.CONSENT_NEEDED:
        return None
    reason = QCoreApplication.translate("RoomActions", "Hello, I am {name}.").format(name=messenger.me.name)
    return messenger.request(AnswerAdd(reply.number, AddAnswer.ASK, reason))


class RoomActions(QObject):
    left = Signal(object)  # int: the room, after the server's reply

    def __init__(self, messenger: Messenger, navigator: Navigator, window: QWidget) -> None:
        super().__init__(window)
        self._messenger, self._navigator, self._window = messenger, navigator, window

    def add_to(self, menu: QMenu, number: int, *, in_list: bool = False, has_leave_key: bool = False) -> None:
        """Add the entries for a room to a menu that is built each time it is shown. The list has keys of its own."""
        room, navigator = self._messenger.rooms.get(number), self._navigator
        if in_list and room.role is RoomRole.INVITED:
            join = add_entry(menu, Action.OPEN, partial(self.answer, number, accept=True), self.tr("Join"), "accept")
            menu.setDefaultAction(join)
            add_entry(menu, Action.DELETE, partial(self.answer, number, accept=False), self.tr("Not now"), "refuse")
            add_entry(menu, Action.PROFILE, partial(navigator.open, routes.Room(number)), room_page_name(), "info")
            return
        chat = room.conversation
        if in_list:
            open_chat, open_beside = (
                partial(navigator.open, routes.Chat(chat)),
                partial(navigator.open, routes.NewChatWindow(chat)),
            )
            menu.setDefaultAction(add_entry(menu, Action.OPEN, open_chat))
            add_action(menu, self.tr("Open in a new window"), open_beside, "new-window")
        add_entry(menu, Action.PROFILE, partial(navigator.open, routes.Room(number)), room_page_name(), "info")
        add_entry(menu, Action.HISTORY, partial(navigator.open, routes.History(chat)))
        add_entry(menu, Action.FILES, partial(navigator.open, routes.Files(chat)))
        menu.addMenu(mute_menu(self._messenger, chat, menu))
        menu.addSeparator()
        if may_invite(room):
            add_action(menu, self.tr("Add members…"), partial(navigator.open, routes.AddMembers(number)), "add-contact")
            add_action(menu, self.tr("Invite by link…"), partial(navigator.open, routes.Invite(number)), "link")
        elif room.is_mine:
            refuse(add_action(menu, self.tr("Add members…"), lambda: None, "add-contact"), self.tr("only keepers"))
        if room.is_mine:
            menu.addSeparator()
            leave, text = partial(self.ask_to_leave, number), self.tr("Leave…")
            add_entry(menu, Action.DELETE, leave, text, "logout", "danger", has_key=has_leave_key)

    def answer(self, number: int, *, accept: bool) -> None:
        """Answer an invitation. Accepting it opens the chat."""
        pending = self._messenger.rooms.answer(number, accept)
        done = partial(self._open_chat, number) if accept else None
        pending.then(self, done, partial(self._show_failure, self.tr("Invitation")))

    def _open_chat(self, number: int, _: Reply) -> None:
        self._navigator.open(routes.Chat(self._messenger.rooms.get(number).conversation))

    # Leaving

    def leave_or_refuse(self, number: int) -> None:
        """Refuse the invitation of a room, or ask whether to leave it."""
        if self._messenger.rooms.get(number).role is RoomRole.INVITED:
            self.answer(number, accept=False)
        else:
            self.ask_to_leave(number)

    def ask_to_leave(self, number: int) -> None:
        """Explain the consequences, and leave after a confirmation."""
        rooms = self._messenger.rooms
        room, me = rooms.get(number), self._messenger.me.number
        others = [one.role for one in rooms.members(number) if one.number != me and one.is_in]
        is_last = not others and room.members <= 1
        question = self.tr("Leave {room}?").format(room=isolated(room.title))
        details = [self.tr("You get no more messages from it. Those that you have stay on your devices.")]
        if is_last:
            details.append(self.tr("You are its last member, so nobody can come back to it."))
        elif room.is_admin and RoomRole.ADMIN not in others:
            details.append(self.tr("You are its only keeper: the member who is there longest becomes keeper."))
        if room.join_rule is JoinRule.CLOSED and not is_last:
            details.append(self.tr("To come back you need an invitation."))
        box = QuestionBox(self._window, self.tr("Leave room"), question, " ".join(details), self.tr("Leave"))
        box.confirmed.connect(partial(self._leave, number))
        box.open()

    def _leave(self, number: int) -> None:
        pending = self._messenger.request(DeleteFromList(number))
        pending.then(self, partial(self._on_left, number), partial(self._show_failure, self.tr("Leave room")))

    def _on_left(self, number: int, _: Reply) -> None:
        self._messenger.mark_read(ConversationId.room(number))
        self.left.emit(number)

    def _show_failure(self, title: str, problem: Problem) -> None:
        show_message_box(self._window, title, problem_text(problem))
