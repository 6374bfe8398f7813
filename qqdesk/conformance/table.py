"""Formats outcomes as a table and as JSON."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from qqdesk.conformance.raw_reply import shown
from qqdesk.conformance.row import Outcome, Verdict

WIDTH = 80
_SIGN = {
    Verdict.HOLDS: "holds",
    Verdict.FAILS: "DOES NOT HOLD",
    Verdict.NOT_OFFERED: "not offered",
    Verdict.NOT_TRIED: "not tried",
}
_COLUMN = 15
_MOST_SEEN = 600


def lines(outcome: Outcome, before: Outcome | None = None) -> Iterator[str]:
    """Yield the lines of one row. Its section and `seen` are left out if the row `before` has the same."""
    is_first = before is None or before.section != outcome.section
    if is_first:
        yield ""
        yield outcome.section
    yield from _wrapped(f"{_SIGN[outcome.verdict]:<{_COLUMN}}", outcome.row.statement)
    is_same = before is not None and (before.verdict, before.seen) == (outcome.verdict, outcome.seen)
    if outcome.seen and (is_first or not is_same):
        label = f"{outcome.row.key}: " if outcome.verdict is Verdict.FAILS else ""
        yield from _wrapped(" " * _COLUMN + "  ", label + shown(outcome.seen, _MOST_SEEN))


def _wrapped(first: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    ) or [first]


def counts(outcomes: Sequence[Outcome]) -> Counter[Verdict]:
    return Counter(outcome.verdict for outcome in outcomes)


def summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    count = counts(outcomes)
    return (
        f"{count[Verdict.HOLDS]} hold, {count[Verdict.FAILS]} do not, {count[Verdict.NOT_OFFERED]} not offered, "
        f"{count[Verdict.NOT_TRIED]} not tried; {seconds:.1f} s"
    )


def as_json(server: str, outcomes: Sequence[Outcome], left_behind: Sequence[int], seconds: float) -> str:
    """Return one object: the rows in order, the counts, and the created accounts."""
    count = counts(outcomes)
    rows = [
        {
            "section": outcome.section,
            "key": outcome.row.key,
            "statement": outcome.row.statement,
            "result": outcome.verdict.value,
            "seen": shown(outcome.seen, _MOST_SEEN),
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
