"""What a person asks for, as calls of the client: a task goes in, its answer comes out."""

import logging
from collections.abc import Callable
from typing import Any

from qqdesk.client.client import Client
from qqdesk.client.errors import NetworkError, NotSignedInError, RefusedError
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.history import History
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.commands import Finger
from qqdesk.worker.api import (
    ActionDone,
    ActionFailed,
    AddAnswered,
    AsksListed,
    InvitationCreated,
    InvitationsListed,
    PeopleAnswer,
    ProfileAnswer,
)
from qqdesk.worker.roster_snapshot import fetch_roster
from qqdesk.worker.session_snapshot import fetch_place
from qqdesk.worker.tasks import (
    AddContact,
    AnswerAsk,
    AnswerRequest,
    AskToAdd,
    ChangePassword,
    CreateInvitation,
    DeleteContact,
    EndInvitation,
    FindPeople,
    ListAsks,
    ListInvitations,
    RefreshList,
    RequestProfile,
    RosterSnapshot,
    SaveProfile,
    SetBlocked,
    SetStatus,
    StatusKept,
    Task,
)

_log = logging.getLogger(__name__)
LEAVE_S = 2.0
"""For a word to the server that I am offline."""


class Actions:
    """`tell_list` is called with the contact list where a task changed it."""

    def __init__(self, client: Client, history: History, tell_list: Callable[[RosterSnapshot], Any]) -> None:
        self._client = client
        self._history = history
        self._tell_list = tell_list

    def perform(self, task: Task) -> Any:
        """The answer, of a class in worker.api; None where there is none. Raises ClientError and HistoryError."""
        client = self._client
        match task:
            case SetStatus():
                try:
                    if task.status is Status.OFFLINE:
                        client.logout(timeout=LEAVE_S)
                    else:
                        client.change_status(task.status)
                except (NetworkError, NotSignedInError) as error:
                    _log.info("The status is told later: %s", error)
                    return StatusKept(task.ticket)
            case AddContact():
                return self._add(task)
            case AskToAdd():
                client.answer_add(task.number, AddAnswer.ASK, task.reason)
            case AnswerRequest():
                self._answer_request(task)
            case DeleteContact():
                client.delete_from_list(task.number)
                self._history.session_cache.remove_from_roster(task.number)
            case RequestProfile():
                return self._profile(task)
            case SaveProfile() | ChangePassword():
                return self._account(task)
            case FindPeople():
                return self._find(task)
            case SetBlocked():
                return self._set_blocked(task)
            case RefreshList():
                self._refresh()
                return None
            case CreateInvitation() | ListInvitations() | EndInvitation() | ListAsks() | AnswerAsk():
                return self._invitations(task)
        return ActionDone(task.ticket)

    def _refresh(self) -> None:
        self._tell_list(fetch_roster(self._client, self._history))

    def _add(self, task: AddContact) -> AddAnswered:
        outcome = AddOutcome(self._client.add_to_list(task.number).outcome)
        if outcome is AddOutcome.ADDED:
            self._refresh()
        return AddAnswered(task.ticket, task.number, outcome)

    def _answer_request(self, task: AnswerRequest) -> None:
        self._client.answer_add(task.number, task.answer, task.reason)
        self._history.contacts.remove_add_request(task.number)
        if task.add_too and task.answer == AddAnswer.GRANT:
            try:
                outcome = self._client.add_to_list(task.number).outcome
                if outcome == AddOutcome.CONSENT_NEEDED:
                    self._client.answer_add(task.number, AddAnswer.ASK)
            except RefusedError:
                # They are let in, which is what was asked; the list shows that they are not on it.
                return
            self._refresh()

    def _profile(self, task: RequestProfile) -> ProfileAnswer:
        reply = self._client.get_info(task.number, 3 if self._client.extended else 2)
        self._history.contacts.save_profiles(
            [(reply.profile.number, reply.profile.nickname, max(reply.profile.face, 0))]
        )
        allow = AddOutcome(reply.allow) if reply.allow in tuple(AddOutcome) else None
        return ProfileAnswer(task.ticket, reply.profile, allow, reply.listed)

    def _account(self, task: SaveProfile | ChangePassword) -> ActionDone | ActionFailed:
        if not self._client.extended:
            return ActionFailed(task.ticket, Problem(ProblemKind.NOT_SUPPORTED))
        if isinstance(task, SaveProfile):
            self._client.modify_info(task.edit.changes, task.edit.allow, task.edit.listed)
        else:
            self._client.modify_password(task.old_hash, task.new_hash)
        return ActionDone(task.ticket)

    def _invitations(
        self, task: CreateInvitation | ListInvitations | EndInvitation | ListAsks | AnswerAsk
    ) -> InvitationCreated | InvitationsListed | AsksListed | ActionDone:
        calls = self._client.invitations
        match task:
            case CreateInvitation():
                made = calls.create(task.uses, task.days)
                return InvitationCreated(task.ticket, made.invitation, made.id, task.uses, task.days, made.expires)
            case ListInvitations():
                reply = calls.list()
                return InvitationsListed(task.ticket, reply.reached, reply.invitations, fetch_place(self._client))
            case EndInvitation():
                calls.end(task.id)
            case ListAsks():
                return AsksListed(task.ticket, calls.list_asks())
            case AnswerAsk():
                calls.answer_ask(task.id, task.answer)
        return ActionDone(task.ticket)

    def _set_blocked(self, task: SetBlocked) -> ActionDone | ActionFailed:
        if not self._client.extended:
            return ActionFailed(task.ticket, Problem(ProblemKind.NOT_SUPPORTED))
        account_data = self._client.account_data
        (account_data.block if task.blocked else account_data.unblock)(task.number)
        self._history.contact_notes.set_blocked({task.number: task.blocked})
        return ActionDone(task.ticket)

    def _find(self, task: FindPeople) -> PeopleAnswer:
        query = task.query
        extended = self._client.extended
        reply = self._client.request(
            Finger(
                query.age,
                query.sex,
                query.province,
                page_size=50 if extended or query.after else None,
                after=query.after or (0 if extended else None),
                nickname=(query.nickname or None) if extended else None,
                wanted=query.wanted if extended else None,
            )
        )
        return PeopleAnswer(task.ticket, reply.people, reply.last_page)
