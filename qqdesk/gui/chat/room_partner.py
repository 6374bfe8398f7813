"""The room that a chat page writes to."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.domain.room import Room
from qqdesk.gui.chat.mention_completion import MentionCompletion
from qqdesk.gui.chat.room_head import RoomHead
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.composer.composer import Composer
from qqdesk.gui.contacts.room_actions import ask_if_needed
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.message_text.mentions import mentioned_in
from qqdesk.gui.rooms.member_panel import MemberPanel
from qqdesk.gui.rooms.rule_texts import closed_text, room_problem_text
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import AddToListReply
from qqdesk.protocol.room_commands import JoinRule, RoomRole

SHOW_MEMBERS = "show_members"
_LONGEST_MS = 24 * 3600 * 1000
"""A timer is limited to 2**31 ms."""
FOLDED_BELOW = 600
"""On a narrower page the members are folded away until the user wants them."""


class RoomPartner(QObject):
    """What a chat page shows of a room. Emits `changed` when the page shows something else of the room."""

    changed = Signal()

    def __init__(
        self, context: AppContext, conversation: ConversationId, composer: Composer, typing: TypingLine, page: QWidget
    ) -> None:
        super().__init__(page)
        messenger = context.messenger
        self._messenger, self._store, self._number = messenger, context.store, conversation.number
        self.name = self.hint = ""
        self.is_open = True
        self._width = 0
        self._wanted: bool | None = None
        """Whether the user wants the members on this page; None: as set, if there is room."""
        self.head = RoomHead(context, conversation, typing)
        self.side = MemberPanel(context, conversation.number)
        self.side.hide()
        self._silence = QTimer(self, singleShot=True)
        self._silence.timeout.connect(self.changed)
        self.relation = Bar()
        self.completion = MentionCompletion(composer.input, lambda: self.side.rows, context.faces, page)
        composer.mentions_in = self._mentions_in
        self.head.members_toggled.connect(self.toggle_side)
        self.side.member_actions.failed.connect(self._on_change_failed)
        self.relation.acted.connect(self._join)
        self.relation.acted_otherwise.connect(self._decline)
        messenger.rooms_changed.connect(self._on_rooms_changed)
        messenger.members_changed.connect(self._on_members_changed)
        messenger.roster_changed.connect(self.changed)

    @property
    def room(self) -> Room:
        return self._messenger.rooms.get(self._number)

    def update(self) -> None:
        room = self.room
        self.name = room.title
        silent_ms = room.silent_until - self._messenger.clock.now()
        self.hint = self._closed_sentence(room, silent_ms > 0)
        self.is_open = not self.hint
        if self.is_open:
            self.hint = self.tr("Write to {name}").format(name=isolated(room.title))
        if silent_ms > 0:
            self._silence.start(min(silent_ms + 1, _LONGEST_MS))
        self.side.update_rows()
        self._show_relation(room)
        self._show_side()

    def _closed_sentence(self, room: Room, is_silent: bool) -> str:
        """Return why I cannot write; "" if I can."""
        if not room.is_mine:
            return self.tr("Only members can write here.")
        if is_silent:
            return self.tr("A keeper of the room has silenced you until {time}.").format(
                time=moment_text(room.silent_until)
            )
        if room.keepers_write and not room.is_admin:
            return self.tr("Only keepers of the room can write here.")
        return ""

    def _show_relation(self, room: Room) -> None:
        if room.role is RoomRole.INVITED:
            self.relation.show_notice(self.tr("You are invited to this room."), self.tr("Join"), self.tr("Decline"))
        elif room.role is RoomRole.ASKING:
            self.relation.show_notice(self.tr("You have asked to join this room."))
        elif not room.is_mine:
            join = "" if room.join_rule is JoinRule.CLOSED else self.tr("Join")
            self.relation.show_notice(self.tr("You are not a member of this room."), join)
        else:
            self.relation.clear()

    def _mentions_in(self, text: str) -> tuple[int, ...]:
        people = [(row.number, row.member.nickname.strip() or str(row.number)) for row in self.side.rows]
        return mentioned_in(text, self.completion.chosen + people)

    # Joining

    @Slot()
    def _join(self) -> None:
        self._messenger.rooms.join(self._number).then(self, self._on_joined, self._on_failed)

    def _on_joined(self, reply: AddToListReply) -> None:
        if (asked := ask_if_needed(self._messenger, reply)) is not None:
            asked.then(self, None, self._on_failed)
        elif reply.outcome == AddOutcome.NOBODY:
            self.relation.show_error(closed_text())

    @Slot()
    def _decline(self) -> None:
        self._messenger.rooms.answer(self._number, False).then(self, failed=self._on_decline_failed)

    def _on_decline_failed(self, problem: Problem) -> None:
        self.relation.show_error(room_problem_text(problem), self.tr("Join"), self.tr("Decline"))

    def _on_failed(self, problem: Problem) -> None:
        self.relation.show_error(room_problem_text(problem), self.tr("Try again"))

    @Slot(object)
    def _on_change_failed(self, problem: Problem) -> None:
        self.relation.show_error(room_problem_text(problem))

    # The members

    def refresh(self) -> None:
        """Fetch the members for the head, unless they are shown, which fetches them too."""
        if self.side.isHidden():
            self.side.fetch()

    def fit(self, width: int) -> None:
        self._width = width
        self._show_side()

    @Slot()
    def toggle_side(self) -> None:
        self._wanted = self.side.isHidden()
        self._store.change(SHOW_MEMBERS, self._wanted)
        self._show_side()
        if not self._wanted and not self.head.window().focusWidget():
            self.head.members.setFocus()

    def _show_side(self) -> None:
        room = self.room
        by_default = self._store.settings.show_members and self._width >= scaled(FOLDED_BELOW)
        is_shown = room.is_mine and (by_default if self._wanted is None else self._wanted)
        self.side.setVisible(is_shown)
        self.head.show_room(room, self.side.rows, are_members_shown=is_shown)

    @Slot(object)
    def _on_rooms_changed(self, numbers: frozenset[int]) -> None:
        if self._number in numbers:
            self.changed.emit()

    @Slot(object)
    def _on_members_changed(self, number: int) -> None:
        if number == self._number:
            self.changed.emit()
