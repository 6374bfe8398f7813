"""python -m tests.bench.delivery [--seconds 20] [--people 4] [--old 4]: real clients, ours and of the old kind, and a
real server, on lines that go wrong, with kills.

Prints how many messages were sent, answered, stored (counted in the server's database), shown, lost and doubled, and
how many a second came through. Exit code 1 where one was lost, shown twice or came out of order.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.chaos import faults

CASES = (("all well", 0.0, 0), ("10 % of requests fail", 0.1, 0), ("5 kills", 0.0, 5), ("both", 0.1, 5))
"""The kind of run, the share of failing requests, and the number of kills."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="for each case")
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--old", type=int, default=4)
    options = parser.parse_args()
    application = QCoreApplication([])
    is_clean = True
    for name, share, kills in CASES:
        with tempfile.TemporaryDirectory() as folder:
            tally = faults.run(Path(folder), options.seconds, share, kills, options.people, options.old)
        print(f"{name:22} {tally}", flush=True)
        is_clean = is_clean and tally.is_clean
    del application
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
