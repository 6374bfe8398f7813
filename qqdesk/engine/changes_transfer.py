"""Send my changes of messages to the server. Runs in the send loop."""

from qqdesk.client.client import Client
from qqdesk.client.errors import RefusedError
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message_change import ChangeKind, MessageChange
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine.background_transfer import TEMPORARY, BackgroundTransfer
from qqdesk.engine.events import ChangeFinished, Emit
from qqdesk.engine.problems import problem_of
from qqdesk.history.message_changes import UnsentChanges
from qqdesk.protocol.change_commands import ChangeReply, Edit, React, Recall

_PROBLEMS = {
    ProblemKind.NO_SUCH_USER: ProblemKind.MESSAGE_GONE,
    ProblemKind.NOT_ALLOWED: ProblemKind.MAY_NOT_CHANGE,
}


class ChangesTransfer(BackgroundTransfer):
    """A change stays unsent in the history until the server has stored or refused it."""

    def __init__(self, client: Client, unsent: UnsentChanges, emit: Emit) -> None:
        super().__init__(client.clock)
        self._client = client
        self._unsent = unsent
        self._emit = emit
        self._has_new = True

    def start(self) -> None:
        self._has_new = True
        if self._client.has_changes:
            super().start()

    def on_added(self) -> None:
        """Send a new change."""
        self._has_new = True

    @property
    def _has_steps(self) -> bool:
        return self._has_new

    def _run_step(self) -> None:
        first = self._unsent.first()
        if first is None:
            self._has_new = False
            return
        conversation, change = first
        try:
            reply = self._send(conversation, change)
        except RefusedError as error:
            if error.result in TEMPORARY:
                raise
            if self._unsent.drop(change):
                problem = problem_of(error)
                problem = problem._replace(kind=_PROBLEMS.get(problem.kind, problem.kind))
                self._emit(ChangeFinished(conversation, change, problem=problem))
        else:
            changed = self._unsent.finish(conversation, change, reply.id)
            self._emit(ChangeFinished(conversation, change, changed[0] if changed else None))

    def _send(self, conversation: ConversationId, change: MessageChange) -> ChangeReply:
        number, target = conversation.number, change.target
        match change.kind:
            case ChangeKind.RECALL:
                return self._client.request(Recall(number, target, change.id))
            case ChangeKind.EDIT:
                return self._client.request(Edit(number, target, change.id, change.value))
            case ChangeKind.REACTION:
                return self._client.request(React(number, target, change.id, change.value))
