"""A whole server: its periodic work."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from qqdesk.server.accounts import accounts
from qqdesk.server.accounts.devices import SignIn
from qqdesk.server.operations.daemon import PURGE_EVERY_S, SWEEP_EVERY_S, Daemon
from qqdesk.server.storage.lock import AlreadyRunningError, FolderLock
from tests.helpers.clock import FakeClock
from tests.helpers.server import CHEAP, add_user


async def sign_in(daemon: Daemon) -> None:
    password = await daemon.core.store.read(lambda db: accounts.password(db, 10001))
    assert password is not None
    assert await daemon.core.session_cache.sign_in_classic(SignIn(10001, b"key", password, "10.0.0.1")) is not None


async def settle(daemon: Daemon) -> None:
    """Let what a timer started come to its end."""
    for _ in range(3):
        await daemon.core.store.write(lambda db: None)


def test_it_sweeps_and_purges_by_the_clock(tmp_path: Path) -> None:
    add_user(tmp_path, 10001)

    async def run() -> None:
        clock = FakeClock()
        daemon = Daemon(tmp_path, clock=clock, cost=CHEAP)
        await daemon.start("127.0.0.1", 0)
        sessions = daemon.core.sessions
        await sign_in(daemon)
        clock.advance(150)
        await settle(daemon)
        assert len(sessions) == 1
        clock.advance(SWEEP_EVERY_S)
        await settle(daemon)
        assert len(sessions) == 0
        await daemon.core.store.write(
            lambda db: (
                db.execute(
                    "INSERT INTO devices (account, device, token, ended, changed, seen) "
                    "VALUES (10001, 'd', x'00', 2, 0, 0)"
                )
                and None
            )
        )
        clock.advance(PURGE_EVERY_S)
        assert daemon.purging is not None
        await daemon.purging
        assert (
            await daemon.core.store.read(lambda db: db.execute("SELECT 1 FROM devices WHERE token = x'00'").fetchone())
            is None
        )
        await daemon.stop()
        assert all(timer.cancelled for timer in clock.timers)

    asyncio.run(run())


@pytest.mark.errors_expected
def test_a_database_that_fails_ends_neither_the_sweeps_nor_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    add_user(tmp_path, 10001)

    async def run() -> None:
        clock = FakeClock()
        daemon = Daemon(tmp_path, clock=clock, cost=CHEAP)
        monkeypatch.setattr("qqdesk.server.accounts.known_origins.purge", fails)
        await daemon.start("127.0.0.1", 0)
        assert daemon.purging is not None
        await daemon.purging
        with monkeypatch.context() as patch:
            patch.setattr(daemon.core.polls, "save_again", fails)
            with pytest.raises(sqlite3.DatabaseError):
                clock.advance(SWEEP_EVERY_S)
        sessions = daemon.core.sessions
        await sign_in(daemon)
        clock.advance(151 + SWEEP_EVERY_S)
        await settle(daemon)
        assert len(sessions) == 0
        await daemon.stop()
        FolderLock(tmp_path).release()

    asyncio.run(run())


def test_a_server_that_cannot_listen_leaves_its_folder_to_another(tmp_path: Path) -> None:
    async def run() -> None:
        first = Daemon(tmp_path / "a", cost=CHEAP)
        address = await first.start("127.0.0.1", 0)
        second = Daemon(tmp_path / "b", cost=CHEAP)
        with pytest.raises(OSError, match="in use"):
            await second.start("127.0.0.1", int(address.rpartition(":")[2]))
        with pytest.raises(AlreadyRunningError, match=address):
            Daemon(tmp_path / "a")
        await second.stop()
        await first.stop()
        for name in ("a", "b"):
            FolderLock(tmp_path / name).release()

    asyncio.run(run())
