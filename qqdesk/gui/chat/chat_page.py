"""One chat: head, banners, message log, members of a room, and composer."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from qqdesk.domain.account_keys import READ_MARKS_ASKED, AccountKey
from qqdesk.domain.body import Removed, RoomEvent
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.chat.classic_tools import ClassicTools
from qqdesk.gui.chat.day_chooser import DayChooser
from qqdesk.gui.chat.finder import Finder
from qqdesk.gui.chat.history_loader import HistoryLoader
from qqdesk.gui.chat.log_actions import LogActions
from qqdesk.gui.chat.person_partner import PersonPartner
from qqdesk.gui.chat.room_partner import RoomPartner
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.composer.composer import Composer
from qqdesk.gui.composer.mime_text import OtherContent, text_in
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.kit.connection_message import ConnectionMessage
from qqdesk.gui.message_log.file_actions import FileActions
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_dialog import accept_copy
from qqdesk.gui.shared.forwarded_composition import ForwardedComposition, type_in
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.notice_text import notice_text
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.change_commands import Nudge
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.record import Done
from qqdesk.worker.api import ConnectionPhase, Notice
from qqdesk.worker.messenger import Messenger


class ReadMarksQuestion(Bar):
    """The question whether others see what I have read, asked once for each account. Two equal answers. It is not asked
    if read marks are on already, on whichever device that was done.
    """

    changed = Signal()
    """It is shown or hidden."""

    def __init__(self, messenger: Messenger) -> None:
        super().__init__()
        self._messenger = messenger
        self.acted.connect(partial(self._answer, True))
        self.acted_otherwise.connect(partial(self._answer, False))
        messenger.account.changed.connect(self._on_account_changed)

    @Slot()
    def ask_once(self) -> None:
        """Ask unless the question was answered, also in another chat."""
        messenger = self._messenger
        if messenger.account.get(READ_MARKS_ASKED):
            self._hide()
        elif messenger.has_changes and messenger.connection.phase is ConnectionPhase.CONNECTED:
            messenger.request_profile(messenger.me.number).then(self, self._show_question)

    def _show_question(self, reply: GetInfoReply) -> None:
        if reply.shows_read:
            self._end()
        elif reply.shows_read is False and not self.text() and not self._messenger.account.get(READ_MARKS_ASKED):
            sentence = self.tr("Show others how far you have read, and see the same of them?")
            self.show_notice(sentence, self.tr("Show"), self.tr("Do not show"))
            self.changed.emit()

    def _answer(self, shows_read: bool) -> None:
        if shows_read:
            self._messenger.request(ModifyInfo({}, shows_read=True)).then(self, self._end, self._show_failure)
        else:
            self._end()

    def _end(self, _: Done | None = None) -> None:
        self._messenger.account.set(READ_MARKS_ASKED, True)

    @Slot(object, object)
    def _on_account_changed(self, key: AccountKey[object, object], _: object) -> None:
        """The question was answered, here, in another chat on the screen, or on another device."""
        if key is READ_MARKS_ASKED:
            self._hide()

    def _hide(self) -> None:
        self.clear()
        self.changed.emit()

    def _show_failure(self, problem: Problem) -> None:
        self.show_error(problem_text(problem), self.tr("Show"), self.tr("Do not show"))


_MIN_LOG_HEIGHT = 20
"""Small, so that a low window keeps room for the banners."""


class ChatPage(QWidget):
    """`ChatPages` passes on the messenger's events. The page itself marks as read the messages that are seen."""

    nudge_sent = Signal(object)  # NoticeLine: the line about it

    def __init__(self, context: AppContext, conversation: ConversationId) -> None:
        super().__init__()
        messenger, navigator, store = context.messenger, context.navigator, context.store
        self.conversation = conversation
        self._messenger, self._navigator = messenger, navigator
        self._burst: tuple[bool, bool] | None = None
        """During a burst of messages: `is_seen` and `log.scroller.at_end` before it."""
        self._burst_has_received = False
        # The other receivers of `message_added` see the message as unread first.
        self._mark_read_timer = QTimer(self, singleShot=True, interval=0)
        self._mark_read_timer.timeout.connect(self._mark_read)
        self.offline = ConnectionMessage(messenger.clock, promise=True)
        self.read_marks = ReadMarksQuestion(messenger)
        self.log = MessageListView(context.faces, Participants(messenger), messenger.files)
        self.typing = TypingLine(messenger, conversation, self.log.contents.blocks.name)
        self.composer = Composer(messenger, store, conversation)
        self.input = self.composer.input
        self.send_button = self.composer.send_button
        self.partner: PersonPartner | RoomPartner
        if conversation.is_room:
            self.partner = RoomPartner(context, conversation, self.composer, self.typing, self)
            self.partner.changed.connect(self.update_people)
        else:
            self.partner = PersonPartner(context, conversation, self.typing, self)
            self.partner.head.nudge_chosen.connect(self.nudge)
        self.head, self.relation = self.partner.head, self.partner.relation
        self.setAcceptDrops(True)
        self.log_actions = LogActions(messenger, store, self.log, self.input, self)
        self.log_actions.reply_requested.connect(self.composer.reply_bar.reply_to)
        self.log_actions.edit_requested.connect(self.composer.reply_bar.edit)
        self.composer.reply_bar.name_of = self.log.contents.blocks.name
        messenger.read_by_changed.connect(self._load_read_by)
        messenger.changes.failed.connect(self._on_change_failed)
        self.file_actions = FileActions(messenger.files, navigator, self)
        self.log.message_actions.file_action_chosen.connect(self.file_actions.run)
        self.file_actions.discard_requested.connect(messenger.own_messages.discard)
        self.file_actions.failed.connect(self.log_actions.on_open_failed)
        self.history_loader = HistoryLoader(messenger, self.log, conversation, self)
        self.finder = Finder(messenger, self.log, self.history_loader, conversation, self)
        self.day_chooser = DayChooser(messenger, self.log, self.history_loader, conversation, self)
        self._lay_out()
        self._connect()
        self.history_loader.show()
        self._load_read_by(conversation)
        self.update_connection()
        self.composer.load_draft()

    def _lay_out(self) -> None:
        self._banners = QFrame()
        self._banners.setLayout(column(self.offline, self.relation, self.read_marks, margins=8, spacing=8))
        self.log.setMinimumHeight(_MIN_LOG_HEIGHT)
        self.log.setProperty("role", "pane")
        self._middle = row((self.log, 1), spacing=0)
        self.tools: ClassicTools | None = None
        self._body = row((column((self._middle, 1), self.composer), 1), spacing=0)
        self._areas = column(self.head, self._banners, self.finder.bar, (self._body, 1))
        self.setLayout(self._areas)
        theme_source().changed.connect(self._show_look)
        self._show_look()
        # Not a focus proxy: with one, Tab would skip head and log.
        QWidget.setTabOrder(self.composer, self.log)

    @Slot()
    def _show_look(self) -> None:
        """Show the toolbar and the faces in Classic blue. Making them takes time, so the page waits until then."""
        is_classic = current_theme().is_classic
        if is_classic and self.tools is None:
            attach = self.composer.attach_button.click
            self.tools = ClassicTools(self._messenger, self._navigator, self.conversation, attach)
            self._areas.insertWidget(1, self.tools)
            if isinstance(self.partner, PersonPartner):
                self._body.addWidget(self.partner.make_faces())
        if self.tools is not None:
            self.tools.setVisible(is_classic)
        if isinstance(self.partner, RoomPartner):
            (self._body if is_classic else self._middle).addWidget(self.partner.side)
        margin = 8 if is_classic else 0
        self._body.setContentsMargins(margin, margin, margin, margin)
        self._body.setSpacing(margin)
        self.partner.fit(self.width())

    def _connect(self) -> None:
        self.head.find_chosen.connect(self.finder.open)
        self.finder.closed.connect(self.input.setFocus)
        self.offline.retry_requested.connect(self._messenger.try_now)
        self.offline.acted_otherwise.connect(partial(self._navigator.open, routes.ConnectionCheck()))
        self.offline.comparison_requested.connect(lambda problem: self._navigator.open(routes.Certificate(problem)))
        self.log.typed.connect(partial(type_in, self.input))
        ForwardedComposition(self.log, self.input)
        self.log.scroller.moved.connect(self._mark_read_timer.start)
        self.composer.sent.connect(self._on_sent)
        self.composer.sent.connect(self.read_marks.ask_once)
        self.read_marks.changed.connect(self._show_banners)
        self.composer.nudge_button.clicked.connect(self.nudge)
        self.composer.file_limit_clicked.connect(lambda: self._navigator.open(routes.Admin("storage")))
        self.composer.screenshot_button.clicked.connect(
            lambda: self._navigator.open(routes.Screenshot(self.conversation))
        )

    def heightForWidth(self, width: int) -> int:
        """Return the minimum height that shows every sentence whole."""
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)

    @property
    def is_seen(self) -> bool:
        """Whether the newest message is on the screen, in the active window."""
        return self._is_in_front and self.log.scroller.at_end

    @property
    def _is_in_front(self) -> bool:
        return self.isVisible() and self.isActiveWindow() and not self.window().isMinimized()

    @Slot()
    def _mark_read(self) -> None:
        if self.is_seen and self._messenger.conversation(self.conversation).unread:
            self._messenger.mark_read(self.conversation)

    # Contact and connection

    @Slot()
    def update_people(self) -> None:
        partner = self.partner
        partner.update()
        self.log.show_people(partner.name)
        self.typing.update_names()
        self.composer.nudge_button.setVisible(self.can_nudge)
        self.composer.show_recipient(partner.name, partner.hint, is_open=partner.is_open)
        self._show_banners()

    @Slot()
    def _show_banners(self) -> None:
        self._banners.setVisible(any(one.text() for one in (self.relation, self.offline, self.read_marks)))

    def update_connection(self) -> None:
        self.offline.show_state(self._messenger.connection)
        self.update_people()

    # Messages

    def add_message(self, message: Message) -> None:
        """Append a message. The log does not scroll away from messages that were not seen."""
        was_seen, was_at_end = self._burst or (self.is_seen, self.log.scroller.at_end)
        unread = self._messenger.conversation(self.conversation).unread
        if not message.is_mine and not was_seen and unread == 1:
            self.log.begin_new(message.id)
        if self.log.rows.find(message.id) is None:
            if self.conversation.is_room and not len(self.log.rows):
                # A member who just joined may read what was written before.
                self.log.pager.set_start(False)
            self.log.append(message)
            if not message.is_mine:
                self._burst_has_received = True
                if self._burst is None:
                    self._show_received(was_seen, was_at_end)
            if not message.is_mine and self.isVisible() and self.isActiveWindow():
                self.log.accessible.announce(message)
        self._mark_read_timer.start()

    def _show_received(self, was_seen: bool, was_at_end: bool) -> None:
        if not was_seen:
            if was_at_end:
                self.go_to_unread()
            else:
                self.log.mark_new(self._messenger.conversation(self.conversation).unread)

    def start_burst(self) -> None:
        """Defer the layout of the log until `end_burst`."""
        self._burst = (self.is_seen, self.log.scroller.at_end)
        self._burst_has_received = False
        self.log.begin_changes()

    def end_burst(self) -> None:
        burst, self._burst = self._burst, None
        self.log.end_changes()
        if burst is not None and self._burst_has_received:
            self._show_received(*burst)

    def update_unread(self, count: int) -> None:
        """Move the line above the new messages if they were read on another device, unless the user is reading here."""
        row = self.log.rows.find(self.log.rows.first_new)
        is_line_seen = self._is_in_front and row in self.log.contents.visible_rows()
        if not self.is_seen and not is_line_seen:
            self.log.mark_new(count)
        if not count:
            self.log.move_on()

    def update_message(self, message: Message) -> None:
        row = self.log.rows.find(message.id)
        before = self.log.rows.message(row) if row is not None else None
        self.log.quotes.follow(message)
        self.composer.reply_bar.follow(message)
        if row is not None and before is not None:
            self.log_actions.follow(before, message)
            self.log.replace(row, message)

    @Slot(object)
    def _load_read_by(self, conversation: ConversationId) -> None:
        if conversation == self.conversation:
            self._messenger.history_service.load_read_by(conversation).then(self, self._show_read_by)

    def _show_read_by(self, read_by: dict[int, tuple[str, int]]) -> None:
        self.log.contents.show_read_by(read_by)
        self.log.scroller.lay_out()

    def move_message(self, message: Message) -> None:
        """Show a message of mine at its new place in the conversation."""
        later = self._messenger.conversation(self.conversation).after(message.id)
        self.log.pager.move(message, [one.id for one in later])

    def show_notice(self, notice: Notice) -> None:
        self.show_line(NoticeLine(notice_text(notice, self._messenger.roster), notice.time))

    def show_line(self, line: NoticeLine) -> None:
        self.log.append(line)
        self.log.accessible.announce(line)

    def restore_lines(self, lines: Sequence[NoticeLine]) -> None:
        """Show the lines of an earlier page of this conversation, each at its time."""
        for line in lines:
            self.log.contents.keep_notice(line)
        self.history_loader.show()
        self.go_to_unread()

    def go_to_unread(self) -> None:
        """Scroll to the first unread message, under the line that marks it."""
        unread = self._messenger.conversation(self.conversation).unread
        if unread and not self.log.contents.has_end and self.log.rows.find(self.log.rows.first_new) is None:
            self.history_loader.show_newest()
        self.log.mark_new(unread)
        if unread:
            self.log.go_to_new(unread)

    @Slot(object, object)
    def _on_change_failed(self, conversation: ConversationId, problem: Problem) -> None:
        if conversation == self.conversation:
            self.composer.bar.show_notice(problem_text(problem))

    # Nudges

    @property
    def can_nudge(self) -> bool:
        return not self.conversation.is_room and self._messenger.can_nudge(self.conversation.number)

    @Slot()
    def nudge(self) -> None:
        """Shake the window of the other person, or say why that is not possible."""
        self.composer.bar.clear()
        self.input.setFocus()
        nudge = self._messenger.request(Nudge(self.conversation.number))
        nudge.then(self, self._on_nudge_shown, self._on_nudge_refused)

    def _on_nudge_shown(self, _: Done) -> None:
        sentence = self.tr("You nudged {name}").format(name=isolated(self.partner.name))
        line = NoticeLine(sentence, self._messenger.clock.now())
        self.log.scroller.to_end()
        self.show_line(line)
        self.nudge_sent.emit(line)

    def _on_nudge_refused(self, problem: Problem) -> None:
        if problem.kind is ProblemKind.TOO_MANY_REQUESTS and problem.wait:
            sentence = self.tr("You can nudge {name} again in %n second(s).", "", problem.wait)
        elif problem.kind is ProblemKind.NOT_ALLOWED:
            sentence = self.tr("{name} cannot be nudged now.")
        else:
            sentence = problem_text(problem)
        sentence = sentence.format(name=isolated(self.partner.name))
        self.composer.bar.show_notice(sentence, seconds=problem.wait or 0)

    # Input

    @Slot()
    def _on_sent(self) -> None:
        self.log.mark_new(0)
        self.log.scroller.to_end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept text, files and pictures anywhere on the page."""
        is_own = event.source() is self.log.viewport()  # A picture that was moved by accident is not sent again.
        if self.input.isEnabled() and not is_own and text_in(event.mimeData()) is not OtherContent.NOTHING:
            accept_copy(event)
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self.input.insertFromMimeData(event.mimeData())
        self.input.setFocus()

    # Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.input.fit()
            self.partner.fit(self.width())
        elif event.type() == QEvent.Type.WindowActivate:
            self._mark_read_timer.start()
        elif isinstance(event, QKeyEvent) and self.finder.handle_key(event):
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.partner.refresh()
        self._mark_read_timer.start()
        messages = self._messenger.conversation(self.conversation).messages
        if any(not isinstance(message.body, RoomEvent | Removed) for message in messages):
            self.read_marks.ask_once()
