"""The page of devices in the settings."""

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit.row_model import RowLook, RowRole
from qqdesk.gui.settings.device_panel import DevicePanel
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.texts import clock_text, day_text
from qqdesk.protocol.device_commands import (
    CLASSIC_DEVICE,
    DeviceEntry,
    EndDevice,
    ListDevices,
    ListDevicesReply,
    NameDevice,
)
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger
from tests.gui.people_world import Show, click
from tests.gui.showing import show as activate
from tests.helpers.messages import NOON
from tests.kit.messenger import Backend

NOW = QDateTime.currentDateTime().toMSecsSinceEpoch()
LAPTOP = DeviceEntry("0b0b0b0b", "Kitchen laptop", "Windows 11, qqdesk 2.4", "192.168.1.7", NOON, True, False)
HERE = DeviceEntry("0a0a0a0a", "anna-pc", "Debian 13, qqdesk 2.4", "192.168.1.5", NOON, True, True)
CLASSIC = DeviceEntry(CLASSIC_DEVICE, "", "", "192.168.1.3", NOW, True, False)
BOT = DeviceEntry("0c0c0c0c", "", "qqdesk-cli 2.4", "192.168.1.9", NOW, False, False)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def panel(backend: Backend, messenger: Messenger, show: Show) -> DevicePanel:
    window = QWidget()
    panel = DevicePanel(messenger)
    layout = QVBoxLayout(window)
    layout.addWidget(panel.others)
    layout.addWidget(panel)
    show(window)
    list_devices(backend, LAPTOP, HERE, BOT)
    return panel


def list_devices(backend: Backend, *devices: DeviceEntry) -> None:
    assert backend.requests[-1] == ListDevices()
    backend.answer(ListDevicesReply(devices))


def looks(panel: DevicePanel) -> list[RowLook]:
    return [panel.model.index(row).data(RowRole.LOOK) for row in range(panel.model.rowCount())]


def texts(panel: DevicePanel) -> list[list[str]]:
    return [[look.title, look.second] for look in looks(panel)]


def choose(panel: DevicePanel, row: int, text: str) -> None:
    """Choose from the menu of a row, which Enter opens."""
    panel.view.setCurrentIndex(panel.model.index(row))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (action,) = (action for action in menu.actions() if action.text().startswith(text))
    action.trigger()
    menu.close()


def confirm(panel: DevicePanel) -> str:
    question = panel.window().findChildren(QuestionBox)[-1]
    asked = question.text()
    question.confirmed.emit()
    question.close()
    return asked


def test_this_computer_is_first_and_the_others_say_when_they_were_used(panel: DevicePanel) -> None:
    here, laptop, bot = texts(panel)
    assert here == ["anna-pc", "Debian 13 · qqdesk 2.4"]
    assert laptop == ["Kitchen laptop", "In use now · Windows 11 · qqdesk 2.4"]
    assert bot == ["Device without a name", f"{day_text(BOT.seen)}, {clock_text(BOT.seen)} · qqdesk-cli 2.4"]
    assert looks(panel)[0].aside == "this computer"
    assert "Device 0b0b0b0b, address 192.168.1.7" in looks(panel)[1].spoken


def test_signing_out_a_device_asks_once_and_lists_the_others(panel: DevicePanel, backend: Backend) -> None:
    choose(panel, 1, "Sign out…")
    assert "Kitchen laptop" in confirm(panel)
    assert backend.requests.pop() == EndDevice("0b0b0b0b")
    backend.answer(Done())
    list_devices(backend, HERE, BOT)
    assert [name for name, _ in texts(panel)] == ["anna-pc", "Device without a name"]


def test_all_others_are_signed_out_together(panel: DevicePanel, backend: Backend) -> None:
    click(panel.others)
    confirm(panel)
    assert backend.requests[-1] == EndDevice(None)
    backend.answer(Done())
    list_devices(backend, HERE)
    assert texts(panel) == [["anna-pc", "Debian 13 · qqdesk 2.4"]]
    assert not panel.others.isEnabled()


def test_the_only_device_has_a_sentence_about_others(panel: DevicePanel, backend: Backend) -> None:
    panel.refresh()
    list_devices(backend, HERE)
    assert not panel.others.isEnabled()
    assert "another computer" in panel.hint.text() and "A lost computer keeps them" in panel.hint.text()


def test_an_old_client_is_signed_out_and_not_renamed(panel: DevicePanel, backend: Backend) -> None:
    panel.refresh()
    list_devices(backend, HERE, CLASSIC)
    assert texts(panel)[1] == ["Old client", "In use now"]
    assert looks(panel)[1].spoken == "Old client, In use now, Address 192.168.1.3"
    assert panel.others.isEnabled()
    panel.view.setCurrentIndex(panel.model.index(1))
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    assert not panel.window().findChildren(NameDialog)
    choose(panel, 1, "Sign out…")
    assert "Old client" in confirm(panel)
    assert backend.requests[-1] == EndDevice(CLASSIC_DEVICE)
    backend.answer(Done())
    list_devices(backend, HERE)
    assert not panel.others.isEnabled()


def test_without_a_connection_the_list_stays_disabled(panel: DevicePanel, backend: Backend) -> None:
    backend.lose()
    assert len(looks(panel)) == 3
    assert not panel.view.isEnabled()
    assert not panel.others.isEnabled()
    click(panel.message.button)
    assert backend.tries == 1
    backend.connect()
    list_devices(backend, LAPTOP, HERE)
    assert not panel.message.isVisible()
    assert panel.view.isEnabled()


def test_a_failure_is_shown_and_can_be_tried_again(panel: DevicePanel, backend: Backend) -> None:
    choose(panel, 1, "Sign out…")
    confirm(panel)
    backend.fail(Problem(ProblemKind.TIMED_OUT))
    assert panel.message.isVisible()
    click(panel.message.button)
    list_devices(backend, LAPTOP, HERE)
    assert not panel.message.isVisible()


def test_keys_go_through_the_rows_press_and_rename(panel: DevicePanel, backend: Backend) -> None:
    activate(panel.window())
    panel.view.setFocus()
    for key, row in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        QTest.keyClick(panel.view, key)
        assert panel.view.currentIndex().row() == row
    QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    confirm(panel)
    assert backend.requests.pop() == EndDevice("0b0b0b0b")
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    dialog = panel.window().findChildren(NameDialog)[-1]
    assert not dialog.ok_button.isEnabled(), "an empty name"
    dialog.edit.setText("x" * 65)
    assert not dialog.ok_button.isEnabled()
    assert "64" in dialog.fault.text()
    dialog.edit.setText("  Reminder  bot ")
    click(dialog.ok_button)
    assert backend.requests.pop() == NameDevice("0c0c0c0c", "Reminder bot")


def test_a_new_list_keeps_the_current_device(panel: DevicePanel, backend: Backend) -> None:
    activate(panel.window())
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index(2))
    panel.refresh()
    list_devices(backend, BOT, HERE, LAPTOP)
    assert panel.view.hasFocus()
    assert panel.view.current_item() == BOT and panel.view.currentIndex().row() == 1
