"""Deletion from the history window: the questions, the deleted messages, and the results."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton

from qqdesk.domain.body import Text
from qqdesk.domain.message import Delivery
from qqdesk.gui.history.delete_before_dialog import DeleteBeforeDialog
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import keep_choices
from qqdesk.history.eraser import Selection
from tests.gui.history_world import BO, CAI, STORED, World, messages, newest
from tests.helpers.messages import chat_with
from tests.helpers.proxy import FaultyProxy
from tests.helpers.server import LocalServer


def box(world: World) -> QMessageBox:
    """Return the open question."""
    actions = world.window.history_actions
    world.wait(lambda: actions.box is not None and actions.box.isVisible())
    assert actions.box is not None
    return actions.box


def press(question: QMessageBox, text: str) -> None:
    (button,) = [one for one in question.buttons() if one.text().replace("&", "") == text]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def result_of(world: World, count: int = 1) -> str:
    """Wait for `count` jobs; return the result of the last."""
    world.wait(lambda: len(world.finished) == count)
    return world.finished[-1].result


def before_dialog(world: World) -> DeleteBeforeDialog:
    (dialog,) = world.window.findChildren(DeleteBeforeDialog)
    return dialog


def test_my_message_is_deleted_for_everybody(world: World) -> None:
    world.messenger.own_messages.send(chat_with(BO), Text("Not for you"))
    world.wait(lambda: world.stored("Not for you") == 1)
    conversation = world.messenger.conversation(chat_with(BO))
    world.wait(lambda: conversation.messages[-1].delivery is Delivery.SENT)
    window = world.open(BO)
    world.wait(lambda: (chosen := window.results.current()) is not None and chosen.text == "Not for you")
    window.results.view.setFocus()
    QTest.keyClick(window.results.view, Qt.Key.Key_Delete)
    question = box(world)
    assert "“Only here” deletes it on this computer" in question.informativeText()
    press(question, "For everybody")
    world.wait(lambda: world.stored("Not for you") == 0)


def test_delete_one_message(world: World) -> None:
    window = world.open(BO)
    chosen = window.results.current()
    assert chosen is not None
    window.results.view.setFocus()
    QTest.keyClick(window.results.view, Qt.Key.Key_Delete)
    question = box(world)
    assert chosen.text in question.informativeText()
    assert "on this computer only" in question.informativeText()
    QTest.keyClick(question, Qt.Key.Key_Return)  # Cancel is the default
    world.wait(lambda: QApplication.activeModalWidget() is None)
    QTest.keyClick(window.results.view, Qt.Key.Key_Delete)
    press(box(world), "Delete")
    assert result_of(world) == "1 message(s) were deleted."
    world.wait(lambda: chosen.text not in world.texts())
    world.settle()
    assert window.results.current() is not None
    assert window.context.log.rows.find(chosen.id) is None
    (row,) = window.jobs_bar.rows.values()
    assert row.text() == "1 message(s) were deleted."
    row.close_button.click()
    assert not window.jobs_bar.isVisible()
    world.messenger.shut_down()
    assert world.stored(chosen.text) == 0
    assert world.stored() == STORED - 1


def test_delete_several_messages(world: World) -> None:
    window = world.open()
    view = window.results.view
    view.setFocus()
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window.results.view, Qt.Key.Key_Delete)
    assert "3 message(s)" in box(world).text()
    press(box(world), "Delete")
    assert result_of(world) == "3 message(s) were deleted."
    world.settle()
    assert world.texts()[0] == messages()[-4].text
    assert window.results.current() == messages()[-4]
    assert len(world.messenger.conversation(chat_with(CAI)).messages) == STORED // 5 * 2 - 2


def test_unsent_messages_cannot_be_deleted(world: World, history_server: LocalServer) -> None:
    world.messenger.sign_out()
    world.desk.wait_for("signed_out")
    with FaultyProxy(history_server.port) as proxy:
        world.desk.sign_in(proxy.url)  # with a history of its own: it is another address
        world.desk.wait_state(BO, world.desk.send(BO, "sent"), Delivery.SENT)
        proxy.open = False
        proxy.cut_all()
        key = world.desk.send(BO, "on its way")
        window = world.open(BO)
        assert window.results.current() == world.messenger.conversation(chat_with(BO)).find(key)
        QTest.keyClick(window.results.view, Qt.Key.Key_Delete)
        assert "cannot be deleted yet" in box(world).text()
        press(box(world), "Close")
        QTest.keyClick(window.results.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(window.results.view, Qt.Key.Key_Delete)
        assert "not sent yet stay" in box(world).informativeText()
        press(box(world), "Only here")
        assert result_of(world) == "1 message(s) were deleted."
        message = world.messenger.conversation(chat_with(BO)).find(key)
        assert message is not None
        assert message.delivery in (Delivery.WAITING, Delivery.SENDING)
        world.messenger.shut_down()


def test_delete_a_conversation(world: World) -> None:
    window = world.open(CAI)
    window.menu.aboutToShow.emit()
    (delete,) = [action for action in window.menu.actions() if action.text() == "Delete conversation with Cai…"]
    delete.trigger()
    assert "Cai" in box(world).text()
    press(box(world), "Delete")
    assert result_of(world) == f"{STORED // 5 * 2} message(s) were deleted."
    world.wait(lambda: not world.texts())
    assert window.results.stack.currentWidget() is window.results.empty
    assert not world.messenger.conversation(chat_with(CAI)).messages


def test_delete_before_a_date(world: World) -> None:
    window = world.open()
    window.menu.set_chosen(None)
    window.menu.set_current(None)
    window.menu.delete_before()
    dialog = before_dialog(world)
    world.wait(lambda: "no messages" in dialog.count.text())
    assert not dialog.delete_button.isEnabled()
    assert dialog.cancel_button.isDefault()
    dialog.day.set_day(newest().date() + timedelta(days=1))
    assert not dialog.delete_button.isEnabled()
    world.wait(lambda: dialog.count.text() == f"That is {STORED} message(s).")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    window.menu.set_chosen(chat_with(BO))
    window.menu.delete_before()
    world.wait(lambda: len(window.findChildren(DeleteBeforeDialog)) == 1)
    dialog = before_dialog(world)
    assert "Bo" in dialog.scope.currentText()
    dialog.day.set_day(newest().date() + timedelta(days=1))
    world.wait(dialog.delete_button.isEnabled)
    QTest.mouseClick(dialog.delete_button, Qt.MouseButton.LeftButton)
    assert result_of(world) == f"{STORED // 5 * 2} message(s) were deleted."
    assert not world.messenger.conversation(chat_with(BO)).messages
    assert world.messenger.conversation(chat_with(CAI)).messages


@pytest.mark.parametrize("answer", ["Delete", "Cancel"])
def test_a_shorter_retention_is_confirmed(world: World, store: SettingsStore, answer: str) -> None:
    window = world.open()
    changed: list[str] = []
    store.subscribe(lambda: changed.append("keep_days"), "keep_days")
    window.history_actions.keep_for(30)  # nothing is older
    world.wait(lambda: changed == ["keep_days"])
    assert store.settings.keep_days == 30
    window.history_actions.keep_for(1)
    question = box(world)
    assert f"{STORED} message(s) are older" in question.informativeText()
    assert isinstance(question.defaultButton(), QPushButton)
    press(question, answer)
    assert store.settings.keep_days == (1 if answer == "Delete" else 30)
    window.history_actions.keep_for(0)
    assert store.settings.keep_days == 0


def test_the_menu_shows_conversation_and_retention(world: World, store: SettingsStore) -> None:
    window = world.open()
    store.settings.keep_days = 45
    window.menu.aboutToShow.emit()
    (keep,) = window.menu.findChildren(QMenu)
    shown = {action.text(): action.isChecked() for action in keep.actions()}
    assert shown == {text: days == 45 for days, text in keep_choices(45)}
    assert [days for days, _ in keep_choices(45)] == [0, 365, 90, 45, 30, 7]
    window.menu.aboutToShow.emit()
    assert len(keep.actions()) == len(shown)


def test_a_deletion_that_fails(world: World) -> None:
    world.open()
    world.messenger.shut_down()
    world.history.jobs.delete(Selection(("0" * 32,)))
    assert result_of(world).startswith("The deletion failed.")
    assert world.finished[0].failed
