"""The conformance table in the process of the test."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qqdesk.client.client import Client
from qqdesk.conformance.budget import Budget
from qqdesk.conformance.examination import chosen, examine
from qqdesk.conformance.ground import Ground, Means
from qqdesk.conformance.row import Outcome, Verdict
from qqdesk.conformance.wire import Place

_TOTAL_S = 300.0
_ROW_S = 30.0


@contextmanager
def a_ground(
    url: str, *, accounts: Sequence[tuple[int, str]] = (), timeout: float = 10.0, soon: float = 3.0
) -> Iterator[Ground]:
    """The people for the rows of the table; at the end their lists and settings are as before."""
    with Client(url) as client:
        hello = client.hello()
    ground = Ground(Place(url, timeout=timeout, soon=soon), Budget(_TOTAL_S, _ROW_S), Means(accounts), hello)
    try:
        yield ground
    finally:
        ground.clean_up()


def outcomes(
    url: str, *only: str, accounts: Sequence[tuple[int, str]] = (), timeout: float = 10.0, soon: float = 3.0
) -> dict[str, Outcome]:
    """The outcomes of the rows with one of these words in their key, by key."""
    with a_ground(url, accounts=accounts, timeout=timeout, soon=soon) as ground:
        return {outcome.row.key: outcome for outcome in examine(ground, ground.budget, chosen(only))}


def failed(found: dict[str, Outcome]) -> dict[str, str]:
    """What was seen, by the keys of the rows that do not hold."""
    return {key: outcome.seen for key, outcome in found.items() if outcome.verdict is Verdict.FAILS}
