"""Invitations and requests to come in, as calls of the client. A server without them raises RefusedError, RES=11."""

import secrets
from typing import Protocol, TypeVar

from qqdesk.protocol import place_commands as p
from qqdesk.protocol.codes import AddAnswer
from qqdesk.protocol.record import Done, Reply, Request

R = TypeVar("R", bound=Reply)

CODE_SYMBOLS = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Ask(Protocol):
    """Sends a request; the reply is of this class."""

    def __call__(self, request: Request, kind: type[R]) -> R: ...


def new_code() -> str:
    """Draw a code for `Invitations.ask_in`."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_SYMBOLS))


class Invitations:
    """`client.invitations`. `show` and `ask_in` need no session."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def show(self, code: str) -> p.ShowInvitationReply:
        """Return what the code leads to. Raises RefusedError with RES=35 if it is not valid."""
        return self._ask(p.ShowInvitation(code), p.ShowInvitationReply)

    def create(self, uses: int, days: int, *, makes_admin: bool = False) -> p.CreateInvitationReply:
        return self._ask(p.CreateInvitation(uses, days, makes_admin or None), p.CreateInvitationReply)

    def list(self) -> p.ListInvitationsReply:
        return self._ask(p.ListInvitations(), p.ListInvitationsReply)

    def end(self, invitation_id: str) -> None:
        self._ask(p.EndInvitation(invitation_id), Done)

    def ask_in(self, code: str, nickname: str, face: int = 0) -> None:
        """Ask to come in with a code of `new_code`. A repeat with the same code changes nothing.

        `show(code)` returns the state: `is_waiting`, then a valid invitation, or RES=35 if refused.
        """
        self._ask(p.AskIn(code, nickname, face), Done)

    def list_asks(self) -> tuple[p.Asker, ...]:
        return self._ask(p.ListAsks(), p.ListAsksReply).asks

    def answer_ask(self, ask_id: str, answer: AddAnswer) -> None:
        """Let an asker in with AddAnswer.GRANT, or refuse with AddAnswer.REFUSE."""
        self._ask(p.AnswerAsk(ask_id, answer), Done)

    def call_back(self, port: int) -> bool:
        """Return whether the server can connect to `port` of this computer."""
        return self._ask(p.CallBack(port), p.CallBackReply).is_open
