"""The keyring in a thread: each call is answered in time."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.system.keys import Keys, KeysError, KeyTrouble
from qqdesk.worker.keyring_calls import KeyAct, KeyAnswer, KeyringCalls

PATIENCE_MS = 60_000


class SomeKeys(Keys):
    """A keyring in memory. Each call waits until the test releases it."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}
        self.threads: set[int] = set()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def read(self, name: str) -> str | None:
        self._wait()
        return self.kept.get(name)

    def write(self, name: str, password: str) -> None:
        self._wait()
        if not password:
            raise KeysError(KeyTrouble.LOCKED)
        self.kept[name] = password

    def remove(self, name: str) -> None:
        self._wait()
        raise ZeroDivisionError

    def _wait(self) -> None:
        self.threads.add(threading.get_ident())
        self.may_go_on.wait()


@pytest.fixture
def keys() -> SomeKeys:
    return SomeKeys()


@pytest.fixture
def calls(qtbot: QtBot, keys: SomeKeys) -> Iterator[KeyringCalls]:
    calls = KeyringCalls(keys=lambda: keys, patience_ms=PATIENCE_MS)
    yield calls
    keys.may_go_on.set()
    calls.stop()


def test_each_call_is_answered_in_its_order(calls: KeyringCalls, keys: SomeKeys, qtbot: QtBot) -> None:
    answers: list[KeyAnswer] = []
    calls.answered.connect(answers.append)
    tickets = [calls.write("a", "swordfish"), calls.read("a"), calls.read("b"), calls.write("b", "")]
    qtbot.waitUntil(lambda: len(answers) == 4, timeout=PATIENCE_MS)
    assert [answer.ticket for answer in answers] == tickets
    assert [answer.password for answer in answers] == ["", "swordfish", "", ""]
    assert [answer.trouble for answer in answers] == [None, None, None, KeyTrouble.LOCKED]
    assert threading.get_ident() not in keys.threads and len(keys.threads) == 1
    assert "swordfish" not in repr(answers)


def test_a_bug_of_a_backend_is_an_answer_too(
    calls: KeyringCalls, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(calls.answered, timeout=PATIENCE_MS) as answers:
        calls.remove("a")
    assert answers.args is not None and answers.args[0].trouble is KeyTrouble.FAILED
    assert caplog.records


def test_one_that_hangs_is_given_up(keys: SomeKeys, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    calls = KeyringCalls(keys=lambda: keys, patience_ms=200)
    keys.may_go_on.clear()
    answers: list[KeyAnswer] = []
    calls.answered.connect(answers.append)
    reading, writing = calls.read("a"), calls.write("a", "two")
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=PATIENCE_MS)
    assert [(answer.ticket, answer.trouble) for answer in answers] == [
        (reading, KeyTrouble.SILENT),
        (writing, KeyTrouble.SILENT),
    ]
    # The keyring answers late. The password is ignored, but the end of the write is reported.
    keys.may_go_on.set()
    qtbot.waitUntil(lambda: len(answers) == 3, timeout=PATIENCE_MS)
    answer = answers[2]
    assert (answer.ticket, answer.act, answer.trouble, answer.late) == (writing, KeyAct.WRITE, None, True)
    calls.stop()


def test_one_that_hangs_does_not_keep_the_program(qtbot: QtBot, keys: SomeKeys) -> None:
    calls = KeyringCalls(keys=lambda: keys, patience_ms=PATIENCE_MS)
    keys.may_go_on.clear()
    calls.read("a")
    qtbot.waitUntil(lambda: bool(keys.threads), timeout=PATIENCE_MS)
    with qtbot.assertNotEmitted(calls.answered):
        calls.stop()
        keys.may_go_on.set()


def test_the_last_requests_are_carried_out_before_the_end(qtbot: QtBot, keys: SomeKeys) -> None:
    calls = KeyringCalls(keys=lambda: keys)
    calls.write("a", "kept")
    calls.stop()
    assert keys.kept == {"a": "kept"}
