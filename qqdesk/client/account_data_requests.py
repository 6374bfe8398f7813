"""Requests for blocks and contact notes (remarks, groups). They need EXT."""

import uuid
from collections.abc import Sequence

from qqdesk.client.errors import BadReplyError
from qqdesk.client.replies import SendRequest
from qqdesk.protocol import account_data

MAX_BLOCKED = 100_000


class AccountDataRequests:
    """`client.account_data`. Without support in the server each call raises RefusedError with RES=11."""

    def __init__(self, request: SendRequest) -> None:
        self._request = request

    def block(self, number: int) -> None:
        self._request(account_data.Block(number))

    def unblock(self, number: int) -> None:
        self._request(account_data.Unblock(number))

    def list_blocked(self) -> tuple[int, ...]:
        """Return all numbers that the user blocked."""
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
        """Return one page of the notes changed after a revision. Its own revision starts the next page."""
        return self._request(account_data.GetNotes(revision))

    def change_notes(self, entries: Sequence[account_data.NoteEntry]) -> account_data.ChangeNotesReply:
        """Store contact notes. The last change of an entry wins."""
        return self._request(account_data.ChangeNotes(uuid.uuid4().hex, tuple(entries)))
