"""What somebody notes of others, as calls of the client: who is blocked, groups and remarks. To servers with EXT."""

from collections.abc import Sequence

from qqdesk.client.errors import BadReplyError
from qqdesk.client.replies import SendRequest
from qqdesk.protocol import account_data

MAX_BLOCKED = 100_000


class AccountDataRequests:
    """`client.account_data`. A server that does not know these raises RefusedError with RES=11."""

    def __init__(self, request: SendRequest) -> None:
        self._request = request

    def block(self, number: int) -> None:
        self._request(account_data.Block(number))

    def unblock(self, number: int) -> None:
        self._request(account_data.Unblock(number))

    def list_blocked(self) -> tuple[int, ...]:
        """Everybody whom the user blocked, all pages of them."""
        numbers: list[int] = []
        while len(numbers) <= MAX_BLOCKED:
            after = numbers[-1] if numbers else 0
            reply = self._request(account_data.BlockList(after=after))
            numbers += reply.numbers
            if reply.last_page or not reply.numbers:
                return tuple(numbers)
            if numbers[-1] <= after:
                break
        raise BadReplyError(f"The list of blocked users does not end, or has more than {MAX_BLOCKED} users")

    def notes_since(self, revision: int) -> account_data.GetNotesReply:
        """One page of what changed after that revision; its own is where the next one begins."""
        return self._request(account_data.GetNotes(revision))

    def change_notes(self, client_id: str, entries: Sequence[account_data.NoteEntry]) -> account_data.ChangeNotesReply:
        """Put entries in the book. The same call may be made again and again with one `client_id` (32 hex digits): it
        is done once."""
        return self._request(account_data.ChangeNotes(client_id, tuple(entries)))
