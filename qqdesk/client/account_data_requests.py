"""Requests for blocks, and for what an account keeps on all its devices. They need EXT."""

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

    def values_since(self, revision: int) -> account_data.GetValuesReply:
        """Return one page of the values changed after a revision. Its own revision starts the next page."""
        return self._request(account_data.GetValues(revision))

    def change_values(self, values: Sequence[account_data.AccountValue]) -> account_data.ChangeValuesReply:
        """Store values. The later change of a key wins."""
        return self._request(account_data.ChangeValues(tuple(values)))
