"""The room that a chat page writes to."""

import re
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QSizePolicy, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.domain.room import Room
from qqdesk.gui.chat.mention_completion import MentionCompletion
from qqdesk.gui.chat.page_head import PageHead
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.composer.composer import Composer
from qqdesk.gui.contacts.room_actions import RoomActions, ask_if_needed
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.message_text.mentions import mentioned_in
from qqdesk.gui.rooms.member_list import MemberRow
from qqdesk.gui.rooms.member_panel import MemberPanel
from qqdesk.gui.rooms.rule_texts import closed_text, room_problem_text
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import SIZE, icon_button, icon_pixmap
from qqdesk.gui.shared.labels import small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.popup_frame import PopupFrame
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.screens import in_view
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.texts import moment_text, name_list
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import AddToListReply
from qqdesk.protocol.room_commands import JoinRule, RoomInfoReply, RoomRole
from qqdesk.worker.messenger import Messenger

_FIRST_SENTENCE = re.compile(r"(.*?(?:[.!?](?=\s)|[。！？]))\s*(.+)")
_WIDTH = 360


class RoomNotice(QAbstractButton):
    """The notice in one line, its first sentence in semibold; without a notice the names of those who are here.

    `on_head`: it is on the coloured head of the window.
    """

    def __init__(self, *, on_head: bool = True) -> None:
        super().__init__()
        self._roles = ("on_head", "secondary_on_head") if on_head else ("text", "secondary")
        self.first = self.rest = ""
        self._has_notice = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_notice(self, notice: str) -> None:
        text = " ".join(notice.split())
        split = _FIRST_SENTENCE.fullmatch(text)
        first, rest = (split[1], split[2]) if split is not None else (text, "")
        self._show(first, rest, has_notice=True)
        self.setAccessibleName(self.tr("Notice: {text}").format(text=text))

    def show_present(self, sentence: str) -> None:
        self._show("", sentence, has_notice=False)
        self.setAccessibleName(sentence)

    def _show(self, first: str, rest: str, *, has_notice: bool) -> None:
        self.first, self.rest, self._has_notice = first, rest, has_notice
        self.setEnabled(has_notice)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if has_notice else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if has_notice else Qt.CursorShape.ArrowCursor)
        self.setToolTip(self.tr("Show the whole notice") if has_notice else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, rect = current_theme(), self.rect().adjusted(4, 0, -4, 0)
        strong, weak = (getattr(theme, role) for role in self._roles)
        painter = QPainter(self)
        if self._has_notice:
            colour = theme.accent if theme.on_head != theme.surface or strong == theme.text else theme.on_head
            pixmap = icon_pixmap("megaphone", SIZE, self.devicePixelRatioF(), colour)
            painter.drawPixmap(rect.left(), rect.center().y() + 1 - SIZE // 2, pixmap)
            rect.setLeft(rect.left() + SIZE + 8)
        for text, font, colour in ((self.first, semibold(self.font()), strong), (self.rest, self.font(), weak)):
            if not text or rect.width() <= 0:
                continue
            metrics = QFontMetrics(font)
            elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            painter.setFont(font)
            painter.setPen(colour)
            paint_line(painter, rect, elided)
            rect.setLeft(rect.left() + metrics.horizontalAdvance(elided) + metrics.horizontalAdvance(" "))
        if self.hasFocus():
            painter.setPen(strong)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.end()


class NoticePopup(PopupFrame):
    """The whole notice. Who wrote it is fetched."""

    def __init__(self, messenger: Messenger, room: Room, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._participants = Participants(messenger)
        self.text: QLabel = wrapped_label(room.notice.strip())
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.author = small_label(" ")
        self._column = column(self.text, self.author, margins=12, spacing=8)
        self.setLayout(self._column)
        self.setFixedWidth(scaled(_WIDTH))
        self.setAccessibleName(self.tr("Notice of the room"))
        messenger.rooms.fetch_members(room.number).then(self, self._show_author)

    def open_below(self, widget: QWidget) -> None:
        self._column.activate()
        height = self._column.totalHeightForWidth(self.width())
        self.resize(self.width(), height)
        corner = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        self.move(in_view(QRect(corner, self.size())))
        self.show()
        announce(self, self.text.text())

    def _show_author(self, reply: RoomInfoReply) -> None:
        if reply.notice_author:
            name = isolated(self._participants.name(reply.notice_author))
            words = self.tr("{name}, {time}").format(name=name, time=moment_text(reply.notice_time))
            self.author.setText(words)
            announce(self, words)


_NAMED = 8
"""The head of a room without a notice names so many members."""


class RoomHead(PageHead):
    """The head of a room's page: notice or those present, members, search and menu. Alone, it has the notice in a strip
    below.
    """

    members_toggled = Signal()

    def __init__(self, context: AppContext, conversation: ConversationId, typing: TypingLine) -> None:
        super().__init__(context, conversation, typing)
        messenger = context.messenger
        self._actions = RoomActions(messenger, context.navigator, self)
        self.room = messenger.rooms.get(conversation.number)
        self._words = QWidget()
        self._words.setLayout(column(None, self._name, self._second, typing, None, margins=(8, 0, 8, 0), spacing=2))
        self.notice = RoomNotice()
        self.strip_notice = RoomNotice(on_head=False)
        self._strip = QWidget()
        self._strip.setFixedHeight(scaled(32))
        self._strip.setLayout(column((row(self.strip_notice, margins=(8, 2, 8, 1)), 1), line()))
        self.members = icon_button("users", "", "on_head")
        self.members.setProperty("role", "head")
        self.members.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.members.setCheckable(True)
        self.members.setFixedHeight(scaled(32))
        buttons = (self._muted, self.members, self._find, self._more)
        self._row = row(self.back, self._face, (self._words, 1), (self.notice, 1), *buttons, spacing=4)
        self._bar.setLayout(self._row)
        self.setLayout(column(self._bar, self._strip))
        self.members.clicked.connect(self.members_toggled)
        for notice in (self.notice, self.strip_notice):
            notice.clicked.connect(partial(self.open_notice, notice))
        typing.changed.connect(self._arrange)
        self._arrange()

    def show_room(self, room: Room, members: list[MemberRow], *, are_members_shown: bool) -> None:
        self.room = room
        present = [member.name for member in members if member.is_present and not member.is_me]
        here = sum(member.is_present for member in members)
        self._face.show_face(room.face)
        self._name.setText(room.title)
        if members:
            words = self.tr("{here} of {all}").format(here=here, all=len(members))
            spoken = self.tr("Members: {here} of {all} are here").format(here=here, all=len(members))
        else:
            words, spoken = str(room.members), self.tr("Members: {all}").format(all=room.members)
        self.members.setText(f" {words}")
        self.members.setAccessibleName(spoken)
        self.members.setToolTip(Action.MEMBERS.tip)
        self.members.setVisible(room.is_mine)
        self.members.setChecked(are_members_shown)
        alone = self.tr("Nobody else is here") if here else ""
        names = name_list(map(isolated, present[:_NAMED]))
        if not present:
            here_text = alone
        elif len(present) == 1:
            here_text = self.tr("{name} is here").format(name=names)
        else:
            here_text = self.tr("{names} are here").format(names=names)
        self._second.setText(here_text)
        self.strip_notice.show_notice(room.notice)
        if room.notice.strip():
            self.notice.show_notice(room.notice)
        else:
            self.notice.show_present(here_text)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        super()._arrange()
        is_typing = bool(self._typing.text())
        self._second.setVisible(self._is_alone and not is_typing)
        self._words.setVisible(self._is_alone or is_typing)
        self.notice.setVisible(not self._is_alone and not is_typing)
        self._strip.setVisible(self._is_alone and bool(self.room.notice.strip()))
        self._row.setContentsMargins(12 if self._is_alone else 8, 4, 8, 4)

    def open_notice(self, below: QWidget) -> NoticePopup:
        popup = NoticePopup(self._messenger, self.room, self)
        popup.open_below(below)
        return popup

    def _add_entries(self, menu: QMenu) -> None:
        if self.room.is_mine:
            add_entry(menu, Action.MEMBERS, self.members_toggled.emit)
        self._actions.add_to(menu, self.room.number)
        super()._add_entries(menu)


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
