"""Send, retry and discard messages of mine. Runs in the main thread."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from qqdesk.domain.body import Body
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery, Message, new_message_id
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest


class OwnMessages:
    """The history's writer stores each change; then the messenger's state changes, and its signals are emitted.

    If the disk is full, changes are kept in memory, and messages are sent from there.
    """

    def __init__(
        self, state: MessengerState, chats: ConversationStore, ensure_person: Callable[[ConversationId], object]
    ) -> None:
        self._state = state
        self._chats = chats
        self._ensure_person = ensure_person
        self._storing: dict[str, Callable[[Problem | None], None]] = {}
        """By message, the call after it is stored or its write failed."""
        self._changing: set[str] = set()
        """The messages with a change that is not stored yet."""

    def clear(self) -> None:
        self._storing = {}
        self._changing = set()

    def send(
        self,
        conversation: ConversationId,
        body: Body,
        *,
        draft: Draft | None = None,
        only_stored: bool = False,
        id: str = "",
        storing: Callable[[], AbstractContextManager[object]] = nullcontext,
        reply_to: MessageRef | None = None,
    ) -> PendingRequest[Message]:
        """Store a message of mine, then show it and send it when there is a connection.

        If it cannot be stored, it is sent from memory, and does not outlive the program; with `only_stored` the
        request fails instead, and nothing is sent. `reply_to` is the message that it answers. `draft` replaces the
        draft in the same transaction. The message is stored within `storing`, in the writer's thread. `id` is the
        message's, if given.
        """
        pending: PendingRequest[Message] = self._state.pending.create()
        history, session = self._chats.history, self._state.session
        now = self._state.clock.now()
        message = Message(
            id or new_message_id(now),
            conversation,
            self._state.me.number,
            now,
            body,
            Delivery.WAITING,
            reply_to=reply_to,
        )
        if history is not None and session is not None:
            self._state.conversation(conversation)
            self._chats.storing[message.id] = message
            sender = session.engine.sender

            def store_and_send() -> None:
                with storing():
                    history.put(message, draft=draft)
                sender.send(message)

            write = session.writer.write(store_and_send)
            before = self._state.drafts.get(conversation)
            ended = partial(self._on_stored, pending, message.id, draft, before, only_stored)
            self._storing[message.id] = ended
            write.then(self._state, lambda _: ended(None), ended)
        elif only_stored:
            self._state.pending.fail_soon(pending.ticket, Problem(ProblemKind.NO_CONNECTION))
        else:
            failed = message.with_delivery(Delivery.FAILED, ProblemKind.NO_CONNECTION.name)
            self._add(failed)
            self._state.pending.finish_soon(pending.ticket, failed)
        return pending

    def _on_stored(
        self,
        pending: PendingRequest[Message],
        id: str,
        draft: Draft | None,
        draft_before: Draft,
        only_stored: bool,
        problem: Problem | None,
    ) -> None:
        if self._storing.pop(id, None) is None:
            return
        message = self._chats.storing.pop(id)
        if problem is not None and only_stored:
            self._state.pending.fail(pending.ticket, problem)
            return
        drafts = self._state.drafts
        if draft is not None and drafts.get(message.conversation) == draft_before:
            drafts.put_saved(message.conversation, draft, is_saved=problem is None)
        if problem is not None:
            self._state.report_problem(problem)
            self._enqueue(message, stored=False)
        self._add(message)
        self._state.pending.finish(pending.ticket, message)

    def _add(self, message: Message) -> None:
        self._state.conversation(message.conversation).append(message)
        self._chats.add_recent(message)
        self._ensure_person(message.conversation)
        self._state.message_added.emit(message)

    def apply(self, message: Message) -> None:
        """Show the new delivery state of a message."""
        if message.id in self._storing:
            # It is being sent, so it is stored. The writer's answer may be later.
            self._storing[message.id](None)
        session = self._state.session
        if message.is_unsent and session is not None and session.engine.sender.is_cancelled(message.id):
            return  # This state is older than the cancellation.
        if not message.is_unsent and session is not None:
            session.engine.sender.forget(message.id)
        self._show(message)

    def _show(self, message: Message) -> None:
        if (changed := self._chats.change(message)) is not None:
            self._state.message_changed.emit(changed)

    def place_sent(self, message: Message) -> None:
        """Move a message that was sent behind those that the server had accepted before."""
        with self._state.reporting():
            for one in reversed(self._chats.place_sent(message)):
                self._state.message_moved.emit(one)

    def retry(self, message: Message) -> None:
        """Send a failed message again, with the same id and in its old place.

        A server with extensions delivers it once, even if it got it before.
        """
        known = self._known(message)
        if known is not None and known.delivery is Delivery.FAILED and self._chats.history is not None:
            waiting = known.with_delivery(Delivery.WAITING)
            self._change(waiting, lambda stored: self._enqueue(waiting, stored=stored, again=True))

    def discard(self, message: Message) -> None:
        """Discard a failed or waiting message: it stays in the log as FAILED, without a failure.

        A message that is on its way cannot be discarded.
        """
        known = self._known(message)
        if known is None or known.delivery not in (Delivery.FAILED, Delivery.WAITING):
            return
        session = self._state.session if known.delivery is Delivery.WAITING else None
        if session is not None and not session.engine.sender.cancel(known.id):
            return  # It is being sent; its next state follows.
        self._change(known.with_delivery(Delivery.FAILED))

    def _known(self, message: Message) -> Message | None:
        """Return the current state of a message; None while a change is being stored."""
        known = self._state.conversation(message.conversation).find(message.id) or message
        return None if message.id in self._changing else known

    def _change(self, message: Message, then: Callable[[bool], object] = lambda is_stored: None) -> None:
        """Store a new state, then show it. `then` is called with whether it is on disk."""
        history, session = self._chats.history, self._state.session

        def ended(problem: Problem | None) -> None:
            self._changing.discard(message.id)
            if problem is not None:
                self._state.report_problem(problem)
            self._show(message)
            then(problem is None)

        if history is None or session is None:
            ended(None)
            return
        self._changing.add(message.id)
        session.writer.write(partial(history.put, message)).then(self._state, lambda _: ended(None), ended)

    def _enqueue(self, message: Message, *, stored: bool, again: bool = False) -> None:
        if self._state.session is not None:
            self._state.session.engine.sender.send(message, again=again, stored=stored)
