"""python -m tests.chaos.kills [--rounds 200] [--people 4] [--old 4]: a server that is killed again and again while
people talk.

Prints what became of every message. Exit code 1 where one was lost, shown twice or came out of order.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.chaos.people import a_crowd, begin
from tests.chaos.tally import Tally

_LONGEST_S = 0.6


def run(folder: Path, rounds: int, people: int = 4, old: int = 4, dice: random.Random | None = None) -> Tally:
    """Kill the server `rounds` times under load; return the tally. `people` use our client, `old` a classic one."""
    dice = dice or random.Random()
    server = begin(folder)
    try:
        with a_crowd(folder / "people", people, old=old) as crowd:
            crowd.register_with(server)
            crowd.sign_in(server.address)
            crowd.set_talking(True)
            for _ in range(rounds):
                # Wait for a delivered message, so that each round is under load.
                crowd.run_until_answered(5)
                crowd.run_for(dice.uniform(0, _LONGEST_S))
                server.kill()
                crowd.run_for(dice.uniform(0, 0.05))
                server = begin(folder, folder=server.folder, port=server.port)
                crowd.try_now()
            crowd.come_to_rest()
            return crowd.tally()
    finally:
        server.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--old", type=int, default=4)
    options = parser.parse_args()
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), options.rounds, options.people, options.old)
    del application
    print(f"{options.rounds} kills: {tally}")
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
