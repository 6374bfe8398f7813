"""The password queue: its order, and requests beyond its size."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from qqdesk.server.accounts.passwords import Passwords
from qqdesk.server.errors import RefusedError
from tests.helpers.server import CHEAP


class Slow(Passwords):
    """Hash one password at a time, when permitted."""

    def __init__(self, most_waiting: int) -> None:
        super().__init__(CHEAP, most_waiting=most_waiting)
        self._threads = 1
        self.go = threading.Semaphore(0)
        self.has_begun = threading.Event()
        self.done: list[str] = []

    def estimate(self, seconds: float) -> None:
        """Expect that each password takes so long."""
        self._each_s = seconds

    def _hash(self, password_hash: str, _: str) -> str:
        self.has_begun.set()
        self.go.acquire(timeout=10)
        self.done.append(password_hash)
        return password_hash


@pytest.fixture
def slow() -> Iterator[Slow]:
    passwords = Slow(6)
    yield passwords
    passwords.go.release(100)
    passwords.close()


async def ask(slow: Slow, *asked: tuple[str, str]) -> list["asyncio.Task[str]"]:
    tasks = [asyncio.create_task(slow.hash(text, place)) for text, place in asked]
    await asyncio.sleep(0)
    return tasks


def test_places_take_turns(slow: Slow) -> None:
    async def run() -> None:
        tasks = await ask(slow, *((f"a{n}", "a") for n in range(4)), ("b0", "b"), ("c0", "c"))
        slow.go.release(6)
        assert await asyncio.gather(*tasks) == ["a0", "a1", "a2", "a3", "b0", "c0"]

    asyncio.run(run())
    assert slow.done == ["a0", "a1", "b0", "c0", "a2", "a3"]


def test_the_place_that_asks_most_makes_room(slow: Slow) -> None:
    async def run() -> list[object]:
        tasks = await ask(slow, *((f"a{n}", "a") for n in range(6)))
        tasks += await ask(slow, ("b0", "b"), ("b1", "b"), ("c0", "c"), ("a6", "a"))
        slow.go.release(10)
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return ["refused" if isinstance(result, RefusedError) else result for result in results]

    assert asyncio.run(run()) == ["a0", "a1", "a2", "refused", "refused", "refused", "b0", "b1", "c0", "refused"]


def test_a_refused_login_says_when_to_retry(slow: Slow) -> None:
    async def run() -> RefusedError:
        tasks = await ask(slow, *((f"a{n}", "a") for n in range(6)))
        slow.estimate(2.5)
        with pytest.raises(RefusedError) as refused:
            await slow.hash("a6", "a")
        slow.estimate(0.0)
        slow.go.release(6)
        await asyncio.gather(*tasks)
        return refused.value

    assert asyncio.run(run()).refusal.wait == 15


def test_no_request_waits_longer_than_its_client(slow: Slow) -> None:
    async def run() -> None:
        slow.estimate(8.0)
        tasks = await ask(slow, ("a0", "a"), ("a1", "a"))
        with pytest.raises(RefusedError):
            await slow.hash("a2", "a")
        slow.go.release(2)
        await asyncio.gather(*tasks)

    asyncio.run(run())


def test_abandoned_request_is_not_hashed(slow: Slow) -> None:
    async def run() -> None:
        tasks = await ask(slow, *((f"a{n}", "a") for n in range(4)))
        tasks[1].cancel()
        slow.go.release(4)
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())
    assert slow.done == ["a0", "a2", "a3"]


def test_the_shutdown_leaves_no_request_waiting(slow: Slow) -> None:
    async def run() -> list[BaseException | str]:
        tasks = await ask(slow, *((f"a{n}", "a") for n in range(4)))
        # The shutdown waits for a job that a thread has begun.
        assert slow.has_begun.wait(10)
        slow.go.release(1)
        slow.close()
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, *others = asyncio.run(run())
    assert first == "a0"
    assert all(isinstance(other, asyncio.CancelledError) for other in others)
