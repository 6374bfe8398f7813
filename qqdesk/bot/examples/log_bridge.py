"""A robot that watches a log file, and writes to somebody what matters in it. A file that is rotated is followed."""

import argparse
import json
import os
import re
from pathlib import Path
from typing import BinaryIO

from qqdesk import Bot, RefusedError

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("address", help="of the server, as 127.0.0.1:8000")
parser.add_argument("number", type=int, help="of the robot; its password is asked for")
parser.add_argument("log", type=Path, help="the file to watch")
parser.add_argument("--to", type=int, required=True, help="whom to write to: a number")
parser.add_argument("--match", type=re.compile, default=re.compile(""), help="only lines in which this is found")
parser.add_argument("--place", type=Path, help="a file to keep the place in: a robot that starts again goes on there")
options = parser.parse_args()

bot = Bot(options.address, options.number)


class Log:
    """A file that grows. `which` tells it from the one that takes its name when it is rotated."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.which, self.place = 0, 0
        if options.place is not None and options.place.exists():
            self.which, self.place = json.loads(options.place.read_text("utf-8"))
        elif path.exists():
            # What is in there already is no news.
            self.which, self.place = path.stat().st_ino, path.stat().st_size
        self.file: BinaryIO | None = None

    def next_line(self) -> str | None:
        """The next whole line; None where there is none yet."""
        if self.file is None and not self.open_next():
            return None
        assert self.file is not None
        if self.place > os.fstat(self.file.fileno()).st_size:
            self.place = 0  # it was emptied, and is written anew
        self.file.seek(self.place)
        line = self.file.readline()
        if line.endswith(b"\n"):
            self.place += len(line)
            return line.decode("utf-8", "replace").rstrip("\r\n")
        # At its end. Has another one its name by now?
        return self.next_line() if self.open_next() else None

    def open_next(self) -> bool:
        """Whether there was another file of that name, which is read from now on."""
        if not self.path.exists() or (self.file is not None and self.path.stat().st_ino == self.which):
            return False
        if self.file is not None:
            self.file.close()
        self.file = self.path.open("rb")
        which = os.fstat(self.file.fileno()).st_ino
        if which != self.which:
            self.which, self.place = which, 0
        return True

    def keep_place(self) -> None:
        if options.place is not None:
            new = options.place.with_suffix(".new")
            new.write_text(json.dumps([self.which, self.place]), "utf-8")
            new.replace(options.place)


log = Log(options.log)


@bot.every(0.5)
def look() -> None:
    while (line := log.next_line()) is not None:
        if line.strip() and options.match.search(line):
            try:
                # The key makes one message of it, also where we are killed before the place is kept.
                bot.send(options.to, line, key=f"{log.which} {log.place} {line}")
            except RefusedError as error:
                print(f"{options.to}: {error}")
        log.keep_place()


log.keep_place()
bot.run()
