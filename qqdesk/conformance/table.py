"""Formats outcomes as a table and as JSON."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from qqdesk.conformance.errors import Verdict
from qqdesk.conformance.raw_client import shown
from qqdesk.conformance.row import Outcome

_WIDTH = 80
_COLUMN = 15
_MAX_SEEN = 600


def lines(outcome: Outcome, before: Outcome | None = None) -> Iterator[str]:
    """Yield the lines of one row. Its section and `seen` are left out if the row `before` has the same."""
    is_first = before is None or before.section != outcome.section
    if is_first:
        yield ""
        yield outcome.section
    sign = outcome.verdict.upper() if outcome.verdict is Verdict.FAILS else outcome.verdict
    yield from _wrapped(f"{sign:<{_COLUMN}}", outcome.row.statement)
    is_same = before is not None and (before.verdict, before.seen) == (outcome.verdict, outcome.seen)
    if outcome.seen and (is_first or not is_same):
        label = f"{outcome.row.key}: " if outcome.verdict is Verdict.FAILS else ""
        yield from _wrapped(" " * _COLUMN + "  ", label + shown(outcome.seen, _MAX_SEEN))


def _wrapped(first: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    ) or [first]


def summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    count = Counter(outcome.verdict for outcome in outcomes)
    return (
        f"{count[Verdict.HOLDS]} hold, {count[Verdict.FAILS]} do not, {count[Verdict.NOT_OFFERED]} not offered, "
        f"{count[Verdict.NOT_TRIED]} not tried; {seconds:.1f} s"
    )


def as_json(server: str, outcomes: Sequence[Outcome], left_behind: Sequence[int], seconds: float) -> str:
    """Return one object: the rows in order, the counts, and the created accounts."""
    count = Counter(outcome.verdict for outcome in outcomes)
    rows = [
        {
            "section": outcome.section,
            "key": outcome.row.key,
            "statement": outcome.row.statement,
            "result": outcome.verdict.value,
            "seen": shown(outcome.seen, _MAX_SEEN),
        }
        for outcome in outcomes
    ]
    whole = {
        "server": server,
        "seconds": round(seconds, 2),
        "counts": {verdict.value: count[verdict] for verdict in Verdict},
        "accounts_left_behind": list(left_behind),
        "rows": rows,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)
