"""Requests about invitations and requests to join. Without support in the server: RefusedError with RES=11."""

import secrets

from qqdesk.client.replies import SendRequest
from qqdesk.protocol import admin_commands
from qqdesk.protocol import place_commands as p
from qqdesk.protocol.codes import AddAnswer

CODE_SYMBOLS = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code() -> str:
    """Draw a code for `InvitationRequests.request_to_join`."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_SYMBOLS))


class InvitationRequests:
    """`client.invitations`. `show`, `request_to_join` and `reset_password` need no session."""

    def __init__(self, request: SendRequest) -> None:
        self._request = request

    def show(self, code: str) -> p.ShowInvitationReply:
        """Return the invitation of a code. Raises RefusedError with RES=35 if it is not valid."""
        return self._request(p.ShowInvitation(code))

    def create(
        self, uses: int, days: int, *, makes_admin: bool = False, room: int | None = None
    ) -> p.CreateInvitationReply:
        """Create an invitation; with `room` it also admits to this room."""
        return self._request(p.CreateInvitation(uses, days, makes_admin or None, room))

    def list(self) -> p.ListInvitationsReply:
        return self._request(p.ListInvitations())

    def end(self, invitation_id: str) -> None:
        self._request(p.EndInvitation(invitation_id))

    def request_to_join(self, code: str, nickname: str, face: int = 0) -> None:
        """Send a request to join, with a code of `new_code`. A repeat with the same code changes nothing.

        `show(code)` returns the state: `is_waiting`, then a valid invitation, or RES=35 if refused.
        """
        self._request(p.RequestToJoin(code, nickname, face))

    def reset_password(self, code: str, password_hash: str) -> int:
        """Set a new password with an administrator's code, and return the number of the account.

        A repeat with the same password succeeds. Raises RefusedError with RES=35 if the code is not valid.
        """
        return self._request(admin_commands.ResetPassword(code, password_hash)).number

    def list_join_requests(self) -> tuple[p.JoinRequest, ...]:
        return self._request(p.ListJoinRequests()).join_requests

    def answer_join_request(self, request_id: str, answer: AddAnswer) -> None:
        """Accept a request to join with AddAnswer.GRANT, or refuse it with AddAnswer.REFUSE."""
        self._request(p.AnswerJoinRequest(request_id, answer))

    def check_reach(self, port: int) -> bool:
        """Return whether the server can connect to `port` of this computer."""
        return self._request(p.CheckReach(port)).is_open
