"""Many messages that are told together: laid out once, and shown as if they had come one by one."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest

from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.incoming import MessageDelivered
from qqdesk.domain.message import Delivery
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.kit.app_context import AppContext
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

ANNA, WEI = 10001, 10002


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna"), Contact(WEI, "张伟"))


@pytest.fixture
def windows(context: AppContext) -> Iterator[ChatWindows]:
    windows = ChatWindows(context)
    yield windows
    windows.close()


def one_by_one(backend: Backend, count: int) -> None:
    for number in range(count):
        backend.write(ANNA, f"message {number}")


def together(backend: Backend, count: int) -> None:
    backend.write(ANNA, *(f"message {number}" for number in range(count)))


def an_open_page(windows: ChatWindows, number: int) -> ChatPage:
    windows.main.open_chat(chat_with(number))
    QTest.qWaitForWindowActive(windows.main)
    page = windows.main.page(chat_with(number))
    assert page is not None
    return page


def looks(page: ChatPage) -> tuple[object, ...]:
    log = page.log
    return len(log.rows), log.rows.find(log.rows.first_new), log.scroller.at_end, log.contents.visible_rows()


@pytest.mark.parametrize("seen", [True, False], ids=["in sight", "behind another tab"])
def test_it_is_as_if_they_had_come_one_by_one(context: AppContext, backend: Backend, seen: bool) -> None:
    found = []
    for me, come in enumerate((one_by_one, together), 10020):
        backend.open(Contact(ANNA, "Anna"), Contact(WEI, "张伟"), me=Me(me))
        some = ChatWindows(context)
        page = an_open_page(some, ANNA)
        one_by_one(backend, 3)
        if not seen:
            an_open_page(some, WEI)
        come(backend, 60)
        found.append(looks(page))
        some.close()
    assert found[0] == found[1]
    assert found[0][2] is seen


def test_the_log_is_laid_out_once(backend: Backend, windows: ChatWindows) -> None:
    page = an_open_page(windows, ANNA)
    moves = []
    page.log.scroller.moved.connect(lambda: moves.append(len(page.log.rows)))
    together(backend, 100)
    assert set(moves) == {100}
    sent = [backend.send(ANNA, "well", Delivery.SENT) for _ in range(20)]
    moves.clear()
    backend.receive(*(MessageDelivered(0, one.id, ANNA, one.time, one.id) for one in sent))
    assert moves == [120]


def test_a_burst_of_another_contact_leaves_the_log_alone(windows: ChatWindows, backend: Backend) -> None:
    page = an_open_page(windows, WEI)
    moves = []
    page.log.scroller.moved.connect(lambda: moves.append(1))
    together(backend, 5)
    assert moves == []
    backend.write(WEI, "alone")
    assert moves
    assert len(page.log.rows) == 1
