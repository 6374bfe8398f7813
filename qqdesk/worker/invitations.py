"""Invitations to the place of the session, and who asks to come in. In the main thread."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.protocol.codes import DEFAULT_PORT, AddAnswer
from qqdesk.protocol.place_commands import Asker
from qqdesk.worker import tasks
from qqdesk.worker.api import AsksListed, ConnectionPhase, InvitationCreated, InvitationsListed, PlaceInfo, Security

if TYPE_CHECKING:
    from qqdesk.worker.messenger import Messenger

Ask = Callable[..., int]


class Invitations(QObject):
    """`messenger.invitations`. Each call returns a ticket; a failure comes as `Messenger.action_failed`."""

    place_changed = Signal(object)  # PlaceInfo
    created = Signal(object)  # InvitationCreated
    listed = Signal(object)  # InvitationsListed
    asks_changed = Signal()  # see `asks`

    def __init__(self, facade: "Messenger", ask: Ask, ticket: Callable[[], int]) -> None:
        super().__init__(facade)
        self._facade, self._ask, self._ticket = facade, ask, ticket
        self.place = PlaceInfo()
        self.asks: tuple[Asker, ...] = ()
        """Who asks to come in, oldest first. Only administrators are informed."""
        self.latest: InvitationCreated | None = None
        """The last one of this session. Its code is in memory only."""

    def clear(self) -> None:
        """Forget everything of the last session."""
        self.latest = None
        self.follow(PlaceInfo())
        self._set_asks(())

    def follow(self, place: PlaceInfo) -> None:
        """The session has a connection, or the server described the place again."""
        if place != self.place:
            self.place = place
            self.place_changed.emit(place)
        if place.is_admin:
            self.fetch_asks()

    # Invitations

    def create(self, uses: int, days: int) -> int:
        """Create an invitation for `uses` people within `days`; `created` brings it."""
        return self._ask(tasks.CreateInvitation(self._ticket(), uses, days))

    def refresh(self) -> int:
        """Fetch the valid invitations, mine or, for an administrator, all; `listed` brings them."""
        return self._ask(tasks.ListInvitations(self._ticket()))

    def end(self, invitation_id: str) -> int:
        """Withdraw an invitation. `Messenger.action_done` confirms it."""

        def done() -> None:
            if self.latest is not None and self.latest.id == invitation_id:
                self.latest = None

        return self._ask(tasks.EndInvitation(self._ticket(), invitation_id), done)

    def link(self, code: str) -> InvitationLink | None:
        """Return the link for a code, None if the place has no encryption for other computers."""
        return invitation_link(self.place, self._facade.security, code)

    # Who asks to come in

    def fetch_asks(self) -> None:
        if self._facade.connection.phase is not ConnectionPhase.SIGNED_OUT:
            self._ask(tasks.ListAsks(self._ticket()))

    def answer(self, ask_id: str, *, let_in: bool) -> int:
        """Let somebody in, or refuse. The person is off the list at once, and back on it if the answer fails."""
        before = self.asks
        self._set_asks(tuple(ask for ask in before if ask.id != ask_id))
        answer = AddAnswer.GRANT if let_in else AddAnswer.REFUSE
        return self._ask(tasks.AnswerAsk(self._ticket(), ask_id, answer), self.fetch_asks, self.fetch_asks)

    def _set_asks(self, asks: tuple[Asker, ...]) -> None:
        if asks != self.asks:
            self.asks = asks
            self.asks_changed.emit()

    def apply(self, answer: InvitationCreated | InvitationsListed | AsksListed) -> None:
        """Take over an answer of the server."""
        match answer:
            case InvitationCreated():
                self.latest = answer
                self.created.emit(answer)
            case InvitationsListed():
                if answer.place != self.place:
                    self.place = answer.place
                    self.place_changed.emit(answer.place)
                valid = {invitation.id for invitation in answer.invitations}
                if self.latest is not None and self.latest.id not in valid:
                    self.latest = None
                self.listed.emit(answer)
            case AsksListed():
                self._set_asks(answer.asks)


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
    """None where an address cannot be in a link."""
    try:
        link = InvitationLink(addresses, code, fingerprint)
        return replace(link, tls_port=tls_port) if tls_port else link
    except ValueError:
        return None
