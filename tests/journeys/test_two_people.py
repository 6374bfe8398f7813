"""Two people at two desks, and a server: from the first start to a talk that outlives the server's death.

Everything is done as a person does it, with keys and buttons, in the real windows against the real server.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit import routes
from qqdesk.gui.people.add_people_dialog import AddPeopleDialog
from qqdesk.gui.people.requests_dialog import RequestsDialog
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.server import ServerProcess, start_server
from tests.journeys.person import Person

pytestmark = pytest.mark.smoke


@pytest.fixture
def people(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Person, Person]]:
    pair = Person(qtbot, qapp, tmp_path / "anna", "Anna"), Person(qtbot, qapp, tmp_path / "bo", "小波 Bo")
    yield pair
    for person in reversed(pair):
        person.desk.shut_down()
        person.desk.deleteLater()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    process = start_server(tmp_path)
    yield process
    if process.process.poll() is None:
        assert process.terminate() == 0


def test_from_the_first_start_to_a_talk(people: tuple[Person, Person], server: ServerProcess, tmp_path: Path) -> None:
    anna, bo = people

    def both_wait(condition: Callable[[Person, int], object]) -> None:
        anna.wait(lambda: condition(anna, bo.number))
        bo.wait(lambda: condition(bo, anna.number))

    anna.register(server.address)
    bo.register(server.address)

    # Anna finds Bo by a part of his name, and asks.
    anna.desk.windows.open(routes.AddPeople())
    find = anna.window(AddPeopleDialog)
    anna.fill(find, "Number or nickname", "bo")
    assert isinstance(find, AddPeopleDialog)
    find.search()
    anna.press(find, "Add")
    anna.wait(lambda: find.findChildren(NameDialog))
    (question,) = find.findChildren(NameDialog)
    question.edit.setText("we met at the workshop & liked it")
    anna.press(question, "Send request")

    # Bo accepts, and adds her too, without another question.
    bo.wait(lambda: bo.desk.messenger.requests)
    assert bo.desk.messenger.requests[0].reason == "we met at the workshop & liked it"
    bo.desk.windows.open(routes.Requests())
    bo.press(bo.window(RequestsDialog), "Accept")
    both_wait(lambda me, other: not me.contact(other).stranger and me.contact(other).status is Status.ONLINE)
    assert (anna.contact(bo.number).nickname, bo.contact(anna.number).nickname) == (bo.name, anna.name)

    # They talk, and see each other's status.
    anna.say(bo.number, "你好 Bo!\n100 % & <b>more</b>, a=b")
    bo.wait(lambda: bo.texts(anna.number))
    bo.say(anna.number, "hello")
    anna.wait(lambda: len(anna.texts(bo.number)) == 2)
    assert anna.texts(bo.number) == bo.texts(anna.number) == ["你好 Bo!\n100 % & <b>more</b>, a=b", "hello"]
    both_wait(lambda me, other: me.states(other) == {Delivery.DELIVERED})
    bo.desk.windows.main.set_status(Status.BUSY)
    anna.wait(lambda: anna.contact(bo.number).status is Status.BUSY)
    bo.desk.windows.main.set_status(Status.INVISIBLE)
    anna.wait(lambda: anna.contact(bo.number).status is Status.OFFLINE)

    # The server dies; what is written meanwhile waits; it comes back, and nothing is lost or doubled.
    server.kill()
    both_wait(lambda me, _: me.desk.messenger.connection.phase is ConnectionPhase.WAITING)
    anna.say(bo.number, "are you there?")
    bo.say(anna.number, "I wrote this in the dark")
    assert Delivery.WAITING in anna.states(bo.number)
    again = start_server(tmp_path, folder=server.folder, port=server.port)
    try:
        for person in people:
            person.desk.messenger.try_now()
        both_wait(lambda me, other: len(me.texts(other)) == 4)
        for me, other in ((anna, bo), (bo, anna)):
            assert sorted(me.texts(other.number)[2:]) == ["I wrote this in the dark", "are you there?"]

        # Bo signs out; Anna is notified, and the program of Bo shows the sign-in window with his number in it.
        bo.desk.windows.main.set_status(Status.ONLINE)
        anna.wait(lambda: anna.contact(bo.number).status is Status.ONLINE)
        both_wait(lambda me, other: me.states(other) == {Delivery.DELIVERED})
        number = bo.number
        bo.desk.windows.sign_out()
        anna.wait(lambda: anna.desk.messenger.roster.get(number).status is Status.OFFLINE)
        bo.wait(lambda: bo.desk.sign_in_window.isVisible())
        assert not bo.desk.windows.main.isVisible()
    finally:
        for person in reversed(people):
            person.desk.shut_down()
        assert again.terminate() == 0
