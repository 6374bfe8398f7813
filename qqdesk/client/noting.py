"""What somebody notes of others, as calls of the client: who is blocked, groups and remarks. To servers with EXT."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from qqdesk.client.errors import BadReplyError
from qqdesk.protocol import account_data
from qqdesk.protocol.record import Done, Reply, Request

MAX_BLOCKED = 100_000

R = TypeVar("R", bound=Reply)


class Ask(Protocol):
    """Sends a request; the reply is of this class."""

    def __call__(self, request: Request, kind: type[R]) -> R: ...


class Noting:
    """`client.noting`. A server that does not know these raises RefusedError with RES=11."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def block(self, number: int) -> None:
        self._ask(account_data.Block(number), Done)

    def unblock(self, number: int) -> None:
        self._ask(account_data.Unblock(number), Done)

    def blocked(self) -> tuple[int, ...]:
        """Everybody whom the user blocked, all pages of them."""
        numbers: list[int] = []
        while len(numbers) <= MAX_BLOCKED:
            after = numbers[-1] if numbers else 0
            reply = self._ask(account_data.BlockList(after=after), account_data.BlockListReply)
            numbers += reply.numbers
            if reply.last_page or not reply.numbers:
                return tuple(numbers)
            if numbers[-1] <= after:
                break
        raise BadReplyError(f"The list of blocked users does not end, or has more than {MAX_BLOCKED} users")

    def book_since(self, revision: int) -> account_data.GetNotesReply:
        """One page of what changed after that revision; its own is where the next one begins."""
        return self._ask(account_data.GetNotes(revision), account_data.GetNotesReply)

    def change_book(self, client_id: str, entries: Sequence[account_data.NoteEntry]) -> account_data.ChangeNotesReply:
        """Put entries in the book. The same call may be made again and again with one `client_id` (32 hex digits): it
        is done once."""
        return self._ask(account_data.ChangeNotes(client_id, tuple(entries)), account_data.ChangeNotesReply)
