"""What the protocol alone costs a request: microseconds to read it and to write its reply, for each command.

    python -m tests.bench.codec [--rounds 20000]

Prints the best of five runs. `round trip` is the server's part of it: the request is read, the reply is written.
"""

import argparse
import sys
import time
from collections.abc import Callable

from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Envelope, build_reply, build_request, parse_reply, parse_request
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done, Reply, Request

TITLES = ("request read", "reply written", "round trip", "request written", "reply read")
ENVELOPE = Envelope("000000000123", 20001, "0123456789" * 4)
EXCHANGES: list[tuple[Request, Reply]] = [
    (c.SendMessage(20002, "0001234567890123 message, 你好", "0f" * 16), c.SendMessageReply(1234, 1_700_000_000_000)),
    (
        c.GetMessages(wait=50, acknowledge=1233),
        c.GetMessagesReply((c.WaitingMessage(9, 20001, "0001234567890123 message, 你好", 1234, 1_700_000_000_000),)),
    ),
    (c.ListContacts(), c.ListReply(last_page=True, numbers=tuple(range(20001, 20021)))),
    (
        c.QueryStatus(),
        c.QueryStatusReply(
            last_page=True, contacts=tuple(c.PresentContact(270, 10, 20001 + at, f"name {at}") for at in range(20))
        ),
    ),
    (c.GetInfo(20002, 2), c.GetInfoReply(2, Profile(number=20002, nickname="安娜", about="100 % me"))),
    (c.ChangeStatus(30), Done()),
    (c.Typing(20002), Done()),
]


def best_of(rounds: int, function: Callable[[], object]) -> float:
    """Return the processor time of one call in microseconds."""
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in range(rounds):
            function()
        best = min(best, time.process_time() - began)
    return best / rounds * 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20_000, help="calls in each run")
    rounds = parser.parse_args().rounds
    print(f"{'':<14}" + "".join(f"{title:>17}" for title in TITLES))
    for request, reply in EXCHANGES:
        body, answer = build_request(ENVELOPE, request), build_reply(ENVELOPE, type(request), reply)
        read = best_of(rounds, lambda: parse_request(body))  # noqa: B023 - called at once
        written = best_of(rounds, lambda: build_reply(ENVELOPE, type(request), reply))  # noqa: B023
        client_writes = best_of(rounds, lambda: build_request(ENVELOPE, request))  # noqa: B023
        client_reads = best_of(rounds, lambda: parse_reply(request, answer))  # noqa: B023
        times = (read, written, read + written, client_writes, client_reads)
        print(f"{request.NAME:<14}" + "".join(f"{time:>17.2f}" for time in times), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
