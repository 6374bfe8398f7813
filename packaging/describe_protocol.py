#!/usr/bin/env python3
"""Write the exchanges of the golden samples into the protocol's description, at its marks.

python3 packaging/describe_protocol.py            # rewrites qqdesk/protocol/protocol.md
python3 packaging/describe_protocol.py --check    # exit code 1 if that would change it
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "qqdesk" / "protocol" / "protocol.md"
EXCHANGES = ROOT / "tests" / "golden" / "exchanges.json"
_MARK = re.compile(r"^<!-- exchange: (?P<names>[^>]+?) -->\n(?:```\n(?:.*\n)*?```\n)?", re.MULTILINE)


def read_exchanges(text: str) -> dict[str, tuple[str, str]]:
    """Return the exchanges by name."""
    return {one["name"]: (one["request"], one["reply"]) for one in json.loads(text)["exchanges"]}


def named(page: str) -> list[str]:
    """Return the names in the marks of a page, in their order."""
    return [name.strip() for mark in _MARK.finditer(page) for name in mark["names"].split(",")]


def described(page: str, exchanges: dict[str, tuple[str, str]]) -> str:
    """Return the page with the exchange after each mark. Raises KeyError for an unknown mark."""

    def block(mark: "re.Match[str]") -> str:
        lines = []
        for name in mark["names"].split(","):
            request, reply = exchanges[name.strip()]
            lines += [f"→ {request}", f"← {reply}"]
        return "\n".join([f"<!-- exchange: {mark['names']} -->", "```", *lines, "```", ""])

    return _MARK.sub(block, page)


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
