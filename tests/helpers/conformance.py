"""The conformance rows in the process of the test."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qqdesk.client.client import Client
from qqdesk.conformance.errors import Verdict
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_http import Target
from qqdesk.conformance.row import Outcome, examine
from qqdesk.conformance.rows import chosen


@contextmanager
def a_fixture(
    url: str, *, accounts: Sequence[tuple[int, str]] = (), timeout: float = 60.0, soon: float = 20.0
) -> Iterator[Fixture]:
    """The accounts for the rows; at the end their lists and settings are as before."""
    with Client(url) as client:
        hello = client.hello()
    fixture = Fixture(Target(url, timeout=timeout, soon=soon), hello, accounts)
    try:
        yield fixture
    finally:
        fixture.clean_up()


def outcomes(
    url: str, *only: str, accounts: Sequence[tuple[int, str]] = (), timeout: float = 60.0, soon: float = 20.0
) -> dict[str, Outcome]:
    """The outcomes of the rows with one of these words in their key, by key."""
    with a_fixture(url, accounts=accounts, timeout=timeout, soon=soon) as fixture:
        return {outcome.row.key: outcome for outcome in examine(fixture, chosen(only))}


def failed(found: dict[str, Outcome]) -> dict[str, str]:
    """What was seen, by the keys of the rows that do not hold."""
    return {key: outcome.seen for key, outcome in found.items() if outcome.verdict is Verdict.FAILS}
