"""Both loops together: two accounts over a faulty connection."""

import random
from pathlib import Path

from qqdesk.domain.incoming import MessageDelivered, MessageReceived
from qqdesk.domain.message import Delivery, new_message_id
from qqdesk.engine.events import Connected, Received
from tests.chaos.faults import impatience
from tests.engine.conftest import ONE, TWO, EngineRun, MakeEngine
from tests.helpers.messages import text_message
from tests.helpers.proxy import FaultyProxy, fickle
from tests.helpers.server import LocalServer, running_server


def write(run: EngineRun, to: int, *texts: str) -> None:
    for text in texts:
        message = text_message(new_message_id(1), to, text, 1, Delivery.WAITING)
        run.store.put(message)
        run.engine.sender.send(message)


def received(run: EngineRun) -> list[str]:
    return [item.message.text for item in run.received if isinstance(item, MessageReceived)]


def delivered(run: EngineRun) -> list[str]:
    return [item.message.text for item in run.received if isinstance(item, MessageDelivered) and item.message]


def test_a_line_on_which_everything_goes_wrong(server: LocalServer, engine: MakeEngine) -> None:
    seed = random.randrange(10**6)
    texts = [f"{seed} {index}" for index in range(20)]
    with impatience(), FaultyProxy(server.port) as proxy:
        one, two = engine(proxy.url, ONE), engine(proxy.url, TWO)
        one.next(Connected)
        two.next(Connected)
        proxy.whim = fickle(0.15, random.Random(seed))
        write(one, TWO, *texts)
        two.wait(lambda: len(received(two)) >= len(texts))
        one.wait(lambda: len(delivered(one)) >= len(texts))
        proxy.whim = None
        one.stop()
        two.stop()
    assert received(two) == delivered(one) == texts, seed


def test_a_server_is_killed_between_two_writers(engine: MakeEngine, tmp_path: Path) -> None:
    texts = [str(index) for index in range(40)]
    with running_server(tmp_path) as process:
        for number in (ONE, TWO):
            process.add_user(number)
        process.befriend(ONE, TWO)
        one, two = engine(process.address, ONE), engine(process.address, TWO)
        one.next(Connected)
        two.next(Connected)
        write(one, TWO, *texts[:20])
        two.next(Received)
        process.kill()
        write(one, TWO, *texts[20:])
        with running_server(tmp_path, folder=process.folder, port=process.port):
            for run in (one, two):
                run.receiver.try_now()
            two.wait(lambda: len(received(two)) >= len(texts))
            one.wait(lambda: len(delivered(one)) >= len(texts))
            one.stop()
            two.stop()
    assert received(two) == delivered(one) == texts
