#!/usr/bin/env python3
"""Write the exchanges of the golden samples and the generated tables into the protocol's description, at their marks.

python packaging/describe_protocol.py            # rewrites qqdesk/protocol/protocol.md
python packaging/describe_protocol.py --check    # exit code 1 if that would change it
"""

import json
import re
import sys
from pathlib import Path

from qqdesk.domain.account_keys import KEYS
from qqdesk.protocol.codes import ANY_SESSION, CAN_CHANGES, CAN_FILES, CAN_ROOMS, EXTENDED
from qqdesk.protocol.commands import REQUESTS
from qqdesk.protocol.entry_kinds import Log, MessageKind
from qqdesk.protocol.record import Repeat, ServerRate

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "qqdesk" / "protocol" / "protocol.md"
EXCHANGES = ROOT / "tests" / "golden" / "exchanges.json"
_MARK = re.compile(r"^<!-- exchange: (?P<names>[^>]+?) -->\n(?:```\n(?:.*\n)*?```\n)?", re.MULTILINE)

_COMMANDS = re.compile(r"^<!-- commands -->\n(?:\|.*\n)*", re.MULTILINE)
_KINDS = re.compile(r"^<!-- kinds(?P<needs>.*?) -->\n(?:\|.*\n)*", re.MULTILINE)
_ACCOUNT_KEYS = re.compile(r"^<!-- account keys -->\n(?:\|.*\n)*", re.MULTILINE)
_NEEDS = {
    "": "nothing: the protocol of 2005",
    ANY_SESSION: "an extended server",
    EXTENDED: "EXT=1",
    **{ability: f"EXT=1, CAN=DEV,{ability}" for ability in (CAN_ROOMS, CAN_FILES, CAN_CHANGES)},
}
_LOGS = {Log.INBOX: "in inboxes", Log.ROOM: "in rooms", Log.BOTH: "in inboxes and rooms"}
_RATES = {ServerRate.MESSAGES: "CLTMSG", ServerRate.SEARCHES: "searches"}


def _limits_rows() -> list[str]:
    """Return a row for each rate: the commands that it limits."""
    rows: dict[str, list[str]] = {}
    for limit in dict.fromkeys(one.LIMIT for one in REQUESTS if one.LIMIT is not None):
        rate = f"the rate of {_RATES[limit.rate]}"
        names = sorted(one.NAME for one in REQUESTS if limit == one.LIMIT)
        text = " and ".join(names) + (" together" if len(names) > 1 else "")
        rows.setdefault(rate if limit.part == 1 else f"1/{limit.part} of {rate}", []).append(text)
    return [f"| RES=40 above {rate}, each counted apart | {', '.join(sorted(found))} |" for rate, found in rows.items()]


def commands_table() -> str:
    """Return the table of commands, from the request classes."""
    rows = [(f"needs {text}", [one for one in REQUESTS if need == one.NEEDS]) for need, text in _NEEDS.items()]
    rows += [
        ("for administrators, in an encrypted session", [one for one in REQUESTS if one.ADMIN]),
        ("changes nothing, so it may run twice", [one for one in REQUESTS if one.IDEMPOTENT]),
        ("repeat it, unchanged, if the reply is lost", [one for one in REQUESTS if one.REPEAT is Repeat.ALWAYS]),
        ("the same, without EXT", [one for one in REQUESTS if one.REPEAT is Repeat.CLASSIC]),
    ]
    lines = [f"| {text} | {', '.join(sorted(one.NAME for one in found))} |" for text, found in rows]
    return "\n".join(["<!-- commands -->", "| | commands |", "|---|---|", *lines, *_limits_rows(), ""])


def kinds_table(needs: str) -> str:
    """Return the table of the kinds that need this, from the table of kinds; without a need, those of 2005."""
    found = [kind for kind in sorted(MessageKind) if kind.row.needs == needs]
    if needs:
        lines = ["| MT | stored | |", "|---|---|---|"]
        for kind in found:
            stored = _LOGS[kind.row.log] if kind.row.is_stored else "no"
            lines.append(f"| {kind:d} | {stored} | {kind.row.what} |")
    else:
        others = ", ".join(f"{kind:d}" for kind in sorted(MessageKind) if kind.row.needs)
        lines = ["| MT | |", "|---|---|", *(f"| {kind:d} | {kind.row.what} |" for kind in found)]
        lines.append(f"| {others} | with EXT only, see there |")
    return "\n".join([f"<!-- {f'kinds {needs}'.rstrip()} -->", *lines, ""])


def account_keys_table() -> str:
    """Return the table of what an account keeps on all its devices."""
    rows = [f"| `{key.name}` | {key.what} |" for key in KEYS.values() if key.is_synced]
    return "\n".join(["<!-- account keys -->", "| name | of what, and the value |", "|---|---|", *rows, ""])


def read_exchanges(text: str) -> dict[str, tuple[str, str]]:
    """Return the exchanges by name."""
    return {one["name"]: (one["request"], one["reply"]) for one in json.loads(text)["exchanges"]}


def named(page: str) -> list[str]:
    """Return the names in the marks of a page, in their order."""
    return [name.strip() for mark in _MARK.finditer(page) for name in mark["names"].split(",")]


def described(page: str, exchanges: dict[str, tuple[str, str]]) -> str:
    """Return the page with what belongs after each mark. Raises KeyError for an unknown mark."""

    def block(mark: "re.Match[str]") -> str:
        lines = []
        for name in mark["names"].split(","):
            request, reply = exchanges[name.strip()]
            lines += [f"→ {request}", f"← {reply}"]
        return "\n".join([f"<!-- exchange: {mark['names']} -->", "```", *lines, "```", ""])

    page = _COMMANDS.sub(lambda _: commands_table(), _MARK.sub(block, page))
    page = _ACCOUNT_KEYS.sub(lambda _: account_keys_table(), page)
    return _KINDS.sub(lambda mark: kinds_table(mark["needs"].strip()), page)


def main(arguments: list[str]) -> int:
    before = PAGE.read_text("utf-8")
    try:
        after = described(before, read_exchanges(EXCHANGES.read_text("utf-8")))
    except KeyError as error:
        print(f"There is no exchange {error} in {EXCHANGES.relative_to(ROOT)}.", file=sys.stderr)
        return 1
    if "--check" in arguments:
        if before != after:
            print(f"{PAGE.relative_to(ROOT)} is not what the samples say: run {sys.argv[0]}.", file=sys.stderr)
        return int(before != after)
    PAGE.write_text(after, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
