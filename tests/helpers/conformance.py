"""The table of what holds, in the process of the test."""

from collections.abc import Sequence

from qqdesk.client.client import Client
from qqdesk.conformance.budget import Budget
from qqdesk.conformance.examination import chosen, examine
from qqdesk.conformance.ground import Ground, Means
from qqdesk.conformance.row import Outcome, Verdict
from qqdesk.conformance.wire import Place


def outcomes(
    url: str, *only: str, accounts: Sequence[tuple[int, str]] = (), timeout: float = 10.0, soon: float = 3.0
) -> dict[str, Outcome]:
    """Of the rows with one of these words in their key, by key."""
    budget = Budget(120.0, 30.0)
    with Client(url) as client:
        hello = client.hello()
    ground = Ground(Place(url, timeout=timeout, soon=soon), budget, Means(accounts), hello)
    try:
        return {outcome.row.key: outcome for outcome in examine(ground, budget, chosen(only))}
    finally:
        ground.clean_up()


def failed(found: dict[str, Outcome]) -> dict[str, str]:
    """Those that do not hold, with what was seen."""
    return {key: outcome.seen for key, outcome in found.items() if outcome.verdict is Verdict.FAILS}
