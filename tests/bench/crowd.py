"""A server with an account that has very many contacts, half of them online, and the program that signs in with it."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from qqdesk.server.accounts.passwords import hash_password
from qqdesk.server.delivery import delivery
from qqdesk.server.storage.sqlite import open_database
from tests.bench.own_process import FIRST, ME
from tests.helpers.server import CHEAP, ServerProcess, md5, running_server

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


@dataclass
class Crowd:
    server: ServerProcess
    folder: Path
    count: int

    @property
    def numbers(self) -> range:
        return range(FIRST, FIRST + self.count)


def name_of(number: int) -> str:
    return (
        f"{_SURNAMES[number % 20]}{_GIVEN[number // 20 % 20]}{_GIVEN[number // 400 % 20]} {number}"
        if number % 3
        else f"Somebody {number}"
    )


def add_people(folder: Path, count: int) -> None:
    """Add ME and these contacts of ME to a database."""
    password = hash_password(md5("secret"), CHEAP)
    now = time.time_ns() // 1_000_000
    numbers = range(FIRST, FIRST + count)
    with closing(open_database(folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.executemany(
            "INSERT INTO users (number, password, created, allow, nickname, nickname_folded, face) "
            "VALUES (?, ?, ?, 0, ?, ?, ?)",
            [
                (number, password, now, name_of(number), name_of(number).casefold(), number * 3 % 540)
                for number in (ME, *numbers)
            ],
        )
        for number in (ME, *numbers):
            delivery.open_inbox(db, number)
        db.executemany("INSERT INTO roster (owner, contact) VALUES (?, ?)", [(ME, number) for number in numbers])
        db.execute("COMMIT")


@contextmanager
def crowd(count: int, folder: Path, arguments: Sequence[str] = ()) -> Iterator[Crowd]:
    """Only ME has a session; the presence of the others is their last status."""
    with running_server(folder, arguments=arguments) as server:
        add_people(server.folder, count)
        yield Crowd(server, folder, count)


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)
