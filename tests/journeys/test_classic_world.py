"""The program on a server of 2005, which knows no extensions: closed connections, doubled escapes, no tokens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery
from qqdesk.gui.kit import routes
from qqdesk.gui.people.profile_window import ProfileWindow
from qqdesk.gui.shared.buttons import MoreButton
from qqdesk.protocol.codes import Status
from tests.helpers.classic_server import ClassicServer
from tests.journeys.person import Person

ANNA, BO = 29501213, 24259132


@pytest.fixture
def world() -> Iterator[ClassicServer]:
    with ClassicServer() as server:
        server.add_user(ANNA, "old times", "Anna", 141)
        bo = server.add_user(BO, "old times", "微程", 270)
        bo.profile |= {"PR": "网络为媒, 关系为本\r\n100 %", "PV": "云南省"}
        bo.signed_in, bo.status = True, 10
        server.befriend(ANNA, BO)
        yield server


def test_a_talk_on_a_classic_server(qtbot: QtBot, qapp: QApplication, tmp_path: Path, world: ClassicServer) -> None:
    anna = Person(qtbot, qapp, tmp_path, "Anna")
    try:
        anna.sign_in(world.url, ANNA, "old times")
        anna.wait(lambda: anna.contact(BO).status is Status.ONLINE)
        anna.wait(lambda: (anna.contact(BO).nickname, anna.contact(BO).face) == ("微程", 270))

        # What waits comes in, whatever it is, and what is written goes out once.
        world.post(ANNA, 9, BO, "在吗? a & b, c = d")
        world.post(ANNA, 99, BO, "30")
        world.post(ANNA, 77, BO, "something of another time")
        page = anna.page(BO)
        anna.desk.messenger.set_chat_active(True)
        anna.wait(lambda: anna.texts(BO))
        assert anna.texts(BO) == ["在吗? a & b, c = d"]
        anna.wait(lambda: anna.contact(BO).status is Status.BUSY)
        anna.say(BO, "在的, 100 % & more")
        anna.wait(lambda: anna.states(BO) == {Delivery.SENT})
        assert world.delivered == [(ANNA, BO, "在的, 100 % & more")]
        assert page.isVisible()

        # A reply that is lost: the same bytes again, and the message is there once.
        world.lose["cltmsg"] = 1
        anna.say(BO, "only once")
        anna.wait(lambda: anna.states(BO) == {Delivery.SENT})
        assert [text for _, _, text in world.delivered].count("only once") == 1

        # Somebody else's profile, unescaped as often as it was escaped; nothing of mine can be edited here.
        anna.desk.windows.open(routes.Profile(BO))
        profile = anna.window(ProfileWindow)
        anna.wait(lambda: profile.findChildren(MoreButton)[-1].isVisible())
        profile.findChildren(MoreButton)[-1].click()
        anna.wait(lambda: "网络为媒, 关系为本" in " ".join(anna.words(profile)))
        assert not anna.desk.messenger.extended

        # Nothing new was said to it but the question whether it knows the extensions.
        assert not any("EXT" in request or "SID" in request for request in world.requests if "CMD=Login" not in request)
    finally:
        anna.desk.shut_down()
        anna.desk.deleteLater()
