"""Invitations to the place of the session, and requests to join it. Runs in the main thread."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.account_keys import PLACE_NAME, SHARED_ROSTER
from qqdesk.domain.connection import PlaceInfo, Security
from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.fetching import described_place
from qqdesk.protocol.account_commands import Hello, HelloReply
from qqdesk.protocol.codes import DEFAULT_PORT, AddAnswer
from qqdesk.protocol.place_commands import (
    AnswerJoinRequest,
    CreateInvitation,
    CreateInvitationReply,
    EndInvitation,
    JoinRequest,
    ListInvitations,
    ListInvitationsReply,
    ListJoinRequests,
    ListJoinRequestsReply,
)
from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.worker.api import ConnectionPhase, NewInvitation
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest


class Invitations(QObject):
    """`messenger.invitations`."""

    place_changed = Signal(object)  # PlaceInfo
    created = Signal()  # see `latest`
    listed = Signal(object)  # ListInvitationsReply
    join_requests_changed = Signal()  # see `join_requests`

    def __init__(self, state: MessengerState) -> None:
        super().__init__(state)
        self._state = state
        self.place = PlaceInfo()
        """Before the first connection of a session it has the name and the `shared_roster` of the last one."""
        self.join_requests: tuple[JoinRequest, ...] = ()
        """Requests to join, oldest first. Only administrators get them."""
        self._latest: dict[int, NewInvitation] = {}
        """The last one of this session for each room, and for the place with 0."""

    def clear(self) -> None:
        """Forget everything of the last session."""
        self._latest = {}
        self.follow(PlaceInfo())
        self._set_join_requests(())

    def load(self) -> None:
        """Load the name of the place, or save it if the server was faster: the account's file is open."""
        if self.place.id:
            self._save_name()
        else:
            account = self._state.account
            self._set_place(PlaceInfo(name=account.get(PLACE_NAME), shared_roster=account.get(SHARED_ROSTER)))

    def follow(self, place: PlaceInfo) -> None:
        """Apply the description of the place, with each connection and when it changes."""
        self._set_place(place)
        if place.is_admin:
            self.fetch_join_requests()

    def follow_rights(self, *, is_admin: bool) -> None:
        """Somebody has made this account an administrator or an ordinary one."""
        self._set_place(replace(self.place, is_admin=is_admin))
        if not is_admin:
            self._set_join_requests(())

    def _set_place(self, place: PlaceInfo) -> None:
        if place != self.place:
            self.place = place
            if place.id:
                self._save_name()
            self.place_changed.emit(place)

    def _save_name(self) -> None:
        self._state.account.set(PLACE_NAME, self.place.name)
        self._state.account.set(SHARED_ROSTER, int(self.place.shared_roster))

    # Invitations

    def latest(self, room: int = 0) -> NewInvitation | None:
        """Return the last invitation of this session to a room, or with 0 to the place only.

        Its code is in memory only.
        """
        return self._latest.get(room)

    def create(self, uses: int, days: int, room: int = 0) -> PendingRequest[CreateInvitationReply]:
        """Create an invitation for `uses` people within `days`, which also joins a room: see `latest`."""
        return self._state.request(CreateInvitation(uses, days, room=room or None))

    def refresh(self) -> PendingRequest[ListInvitationsReply]:
        """Fetch the valid invitations, mine or, for an administrator, all, and the description of the place."""
        self._state.request(Hello())
        return self._state.request(ListInvitations())

    def end(self, invitation_id: str) -> PendingRequest[Done]:
        """Withdraw an invitation."""
        return self._state.request(EndInvitation(invitation_id))

    def link(self, code: str) -> InvitationLink | None:
        """Return the link for a code, None if the place has no encryption for other computers."""
        return invitation_link(self.place, self._state.security, code)

    # Requests to join

    def fetch_join_requests(self) -> None:
        if self._state.connection.phase is not ConnectionPhase.SIGNED_OUT:
            self._state.request(ListJoinRequests()).then(self, failed=self._on_join_requests_failed)

    def _on_join_requests_failed(self, problem: Problem) -> None:
        security = self._state.security
        is_private = security.encrypted or security.on_this_computer  # else administrators are refused, too
        if problem.kind is ProblemKind.NOT_ALLOWED and is_private:
            self.follow_rights(is_admin=False)

    def answer(self, request_id: str, *, admit: bool) -> PendingRequest[Done]:
        """Accept or refuse a request to join. It leaves `join_requests` at once, and returns if the answer fails."""
        self._set_join_requests(tuple(one for one in self.join_requests if one.id != request_id))
        return self._state.request(AnswerJoinRequest(request_id, AddAnswer.GRANT if admit else AddAnswer.REFUSE))

    def _set_join_requests(self, join_requests: tuple[JoinRequest, ...]) -> None:
        if join_requests != self.join_requests:
            self.join_requests = join_requests
            self.join_requests_changed.emit()

    def apply(self, request: Request, reply: Reply) -> None:
        match request, reply:
            case CreateInvitation(uses=uses, days=days), CreateInvitationReply(invitation=code, id=id, expires=expires):
                self._latest[request.room or 0] = NewInvitation(code, id, uses, days, expires)
                self.created.emit()
            case EndInvitation(id=id), _:
                self._keep_latest(lambda one: one.id != id)
            case _, ListInvitationsReply(invitations=invitations):
                valid = {one.id for one in invitations}
                self._keep_latest(lambda one: one.id in valid)
                self.listed.emit(reply)
            case _, HelloReply():
                self._set_place(described_place(reply, self.place))
            case _, ListJoinRequestsReply(join_requests=join_requests):
                self.follow_rights(is_admin=True)
                self._set_join_requests(join_requests)
            case AnswerJoinRequest(), _:
                self.fetch_join_requests()

    def _keep_latest(self, is_valid: Callable[[NewInvitation], bool]) -> None:
        self._latest = {room: one for room, one in self._latest.items() if is_valid(one)}


def invitation_link(place: PlaceInfo, security: Security, code: str) -> InvitationLink | None:
    """Return the link to a place as this session reaches it, None if no link would be safe.

    A certificate of an authority: the name in use. A certificate of the place's own: the address in use, unless it is
    this computer's, then those that the server names. Without either the link is for this computer only.
    """
    if security.encrypted and security.vouched_for:
        return _link((security.server,), code)
    if security.on_this_computer and not place.addresses:
        return _link((security.server,), code)
    fingerprint, tls_port = (security.fingerprint, place.tls_port) if security.encrypted else ("", 0)
    addresses = place.addresses
    if security.on_this_computer:
        fingerprint, tls_port = place.fingerprint, place.tls_port
    else:
        port = addresses[0].rpartition(":")[2] if addresses else str(DEFAULT_PORT)
        host = security.server.rpartition(":")[0]
        if _link((host,), code, fingerprint) is not None:
            addresses = tuple(dict.fromkeys((f"{host}:{port}", *addresses)))
    return _link(addresses, code, fingerprint, tls_port) if fingerprint and tls_port else None


def _link(addresses: tuple[str, ...], code: str, fingerprint: str = "", tls_port: int = 0) -> InvitationLink | None:
    """Return None if an address cannot be in a link."""
    try:
        link = InvitationLink(addresses, code, fingerprint)
        return replace(link, tls_port=tls_port) if tls_port else link
    except ValueError:
        return None
