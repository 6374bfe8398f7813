"""The program is killed while it sends a message, and started again."""

import subprocess
import sys
from pathlib import Path

import pytest

from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import ProblemKind
from tests.helpers.classic_server import ClassicServer
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk

PLACE = "the-server"

# The process ends as in a power cut: no thread continues, no file is flushed, no log-out.
_LIFE = """
import os, sys, threading
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from qqdesk.client.client import Client
from qqdesk.worker.api import ConnectionPhase, SignIn
from qqdesk.worker.messenger import Messenger
from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId

folder, server, number, to, moment = sys.argv[1:]
send = Client.send_message
written = threading.Event()

def end(client, *what, **options):
    written.wait()
    if moment == "after the answer":
        send(client, *what, **options)
    os._exit(9)

Client.send_message = end
application = QCoreApplication([])
messenger = Messenger(Path(folder), f"{int(number):032x}")

def write(state):
    if state.phase is ConnectionPhase.CONNECTED:
        person = ConversationId.person(int(to))
        messenger.own_messages.send(person, Text("first"))
        messenger.own_messages.send(person, Text("second")).then(messenger, lambda _: written.set())

messenger.connection_changed.connect(write)
messenger.sign_in(SignIn(server, int(number), "secret", place="the-server"))
application.exec()
"""
MOMENTS = ["before it is sent", "after the answer"]


def live_and_die(folder: Path, server: str, moment: str) -> None:
    command = [sys.executable, "-c", _LIFE, str(folder), server, str(ONE), str(TWO), moment]
    assert subprocess.run(command, timeout=60).returncode == 9


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_message_of_a_run_that_was_killed_goes_out_once(
    desk: MakeDesk, server: LocalServer, tmp_path: Path, moment: str
) -> None:
    live_and_die(tmp_path / "desks" / f"{ONE}", server.address, moment)
    two = desk(TWO).sign_in(server.address)
    if moment == "after the answer":
        two.wait_texts(ONE, "first")
    one = desk(ONE).sign_in(server.address, place=PLACE)
    two.wait_texts(ONE, "first", "second")
    one.wait(lambda: one.states(TWO) == [Delivery.DELIVERED] * 2)
    assert one.texts(TWO) == ["first", "second"]
    assert [message.text for message in two.of("message_added")] == ["first", "second"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_old_server_may_have_it_and_the_person_decides(desk: MakeDesk, tmp_path: Path, moment: str) -> None:
    """The outcome is unknown: the message is not sent again, and the ones behind it are sent."""
    with ClassicServer() as server:
        for number in (ONE, TWO):
            server.add_user(number, "secret")
        server.befriend(ONE, TWO)
        live_and_die(tmp_path / "desks" / f"{ONE}", server.url, moment)
        one = desk(ONE).sign_in(server.url, place=PLACE)
        one.wait(lambda: one.states(TWO) == [Delivery.FAILED, Delivery.SENT])
        first = one.messenger.conversation(chat_with(TWO)).messages[0]
        assert first.failure == ProblemKind.UNKNOWN_OUTCOME.name
        arrived = ["first"] if moment == "after the answer" else []
        assert [text for _, _, text in server.delivered] == [*arrived, "second"]
        one.messenger.own_messages.retry(first)
        one.wait_state(TWO, first.id, Delivery.SENT)
        assert [text for _, _, text in server.delivered] == [*arrived, "second", "first"]
        one.messenger.shut_down()
