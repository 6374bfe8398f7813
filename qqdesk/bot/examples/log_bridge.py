"""A bot that watches a log file and sends the matching lines to one person. It follows a rotated file."""

import argparse
import json
import os
import re
from pathlib import Path
from typing import BinaryIO

from qqdesk import Bot, RefusedError

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("address", help="of the server, as 127.0.0.1:8000")
parser.add_argument("number", type=int, help="of the bot; its password is asked for")
parser.add_argument("log", type=Path, help="the file to watch")
parser.add_argument("--to", type=int, required=True, help="whom to write to: a number")
parser.add_argument("--match", type=re.compile, default=re.compile(""), help="only lines in which this is found")
parser.add_argument("--place", type=Path, help="a file to keep the place in: a bot that starts again goes on there")
options = parser.parse_args()

bot = Bot(options.address, options.number)


class LogFile:
    """A growing file. `inode` identifies it after a rotation."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.inode, self.offset = 0, 0
        if options.place is not None and options.place.exists():
            self.inode, self.offset = json.loads(options.place.read_text("utf-8"))
        elif path.exists():
            # Skip the existing lines.
            self.inode, self.offset = path.stat().st_ino, path.stat().st_size
        self.file: BinaryIO | None = None

    def next_line(self) -> str | None:
        """Return the next complete line; None before the line ends."""
        if self.file is None and not self.open_next():
            return None
        assert self.file is not None
        if self.offset > os.fstat(self.file.fileno()).st_size:
            self.offset = 0  # the file was truncated
        self.file.seek(self.offset)
        line = self.file.readline()
        if line.endswith(b"\n"):
            self.offset += len(line)
            return line.decode("utf-8", "replace").rstrip("\r\n")
        # At the end: continue with the next file if this one was rotated.
        return self.next_line() if self.open_next() else None

    def open_next(self) -> bool:
        """Open the new file of this name. Return False if it is missing or the same."""
        if not self.path.exists() or (self.file is not None and self.path.stat().st_ino == self.inode):
            return False
        if self.file is not None:
            self.file.close()
        self.file = self.path.open("rb")
        inode = os.fstat(self.file.fileno()).st_ino
        if inode != self.inode:
            self.inode, self.offset = inode, 0
        return True

    def save_offset(self) -> None:
        if options.place is not None:
            new = options.place.with_suffix(".new")
            new.write_text(json.dumps([self.inode, self.offset]), "utf-8")
            new.replace(options.place)


log = LogFile(options.log)


@bot.every(0.5)
def send_new_lines() -> None:
    while (line := log.next_line()) is not None:
        if line.strip() and options.match.search(line):
            try:
                # The key prevents a second message if the bot is killed before it saves the offset.
                bot.send(options.to, line, key=f"{log.inode} {log.offset} {line}")
            except RefusedError as error:
                print(f"{options.to}: {error}")
        log.save_offset()


log.save_offset()
bot.run()
