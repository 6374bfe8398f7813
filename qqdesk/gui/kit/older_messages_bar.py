"""The bar for messages that only the server has, and their download."""

from functools import partial

from PySide6.QtCore import QLocale, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.texts import problem_text
from qqdesk.worker.history_requests import ConversationChanged, JobDone, JobProgressed
from qqdesk.worker.messenger import Messenger

_MOST_BY_ITSELF = 5


class OlderMessagesBar(Bar):
    """Hidden if all messages of the conversation are on this computer. The window repeats its search by itself when
    messages have come: see `HistoryService.conversation_changed`.

    Little is fetched without a question: one page of each conversation, if few lack messages. A room lacks some on the
    first day, as the lines from before I was a member.
    """

    def __init__(self, messenger: Messenger) -> None:
        super().__init__()
        self.setProperty("inset", "bottom")
        self._history_service = messenger.history_service
        self._conversation: ConversationId | None = None
        self._incomplete: tuple[ConversationId, ...] = ()
        self._ticket = 0
        """The running download, or 0."""
        self._begun: set[ConversationId] = set()
        """The conversations of which a page was fetched."""
        self.acted.connect(self._on_acted)
        self._history_service.progressed.connect(self._on_progressed)
        self._history_service.conversation_changed.connect(self._on_conversation_changed)

    def follow(self, conversation: ConversationId | None) -> None:
        """Show whether messages of a conversation are missing; None: of any conversation."""
        self._conversation = conversation
        if not self._ticket:
            self._look_for_missing()

    def _look_for_missing(self) -> None:
        wanted = self._conversation
        self._history_service.find_incomplete(wanted).then(self, partial(self._on_found, wanted))

    def _on_found(self, wanted: ConversationId | None, incomplete: tuple[ConversationId, ...]) -> None:
        fresh = set(incomplete) - self._begun
        if fresh and len(incomplete) <= _MOST_BY_ITSELF and not self._ticket and wanted == self._conversation:
            self._begun |= fresh
            pending = self._history_service.fetch_older(tuple(fresh), most_pages=1)
            pending.then(self, lambda _: self._look_for_missing(), lambda _: self._look_for_missing())
        else:
            self.show_missing(wanted, incomplete)

    def show_missing(self, wanted: ConversationId | None, incomplete: tuple[ConversationId, ...]) -> None:
        """Offer to load the older messages of these conversations, if `wanted` is still shown."""
        if self._ticket or wanted != self._conversation:
            return
        self._incomplete = incomplete
        if incomplete:
            self.show_notice(self.tr("Older messages are only at the place."), self.tr("Load them"))
        else:
            self.clear()

    @Slot()
    def _on_acted(self) -> None:
        if self._ticket:
            self._history_service.cancel(self._ticket)
            return
        pending = self._history_service.fetch_older(self._incomplete)
        self._ticket = pending.ticket
        pending.then(self, self._on_done, self._on_failed)
        self._show_count(0)

    def _show_count(self, count: int) -> None:
        text = self.tr("Loading older messages: {count}").format(count=QLocale().toString(count))
        self.show_progress(text, 0, 0, self.tr("Cancel"))

    @Slot(object)
    def _on_progressed(self, answer: JobProgressed) -> None:
        if answer.ticket == self._ticket:
            self._show_count(answer.done)

    def _on_done(self, done: JobDone) -> None:
        self._ticket = 0
        self._look_for_missing()

    def _on_failed(self, problem: Problem) -> None:
        self._ticket = 0
        sentence = self.tr("Not all older messages could be loaded. {why}").format(why=problem_text(problem))
        self.show_error(sentence, self.tr("Try again"))

    @Slot(object)
    def _on_conversation_changed(self, change: ConversationChanged) -> None:
        if self.isVisible() and not self._ticket and self._conversation in (None, change.conversation):
            self._look_for_missing()
