"""Replies, reactions, edits and recalls in a chat: by mouse, by keyboard and for a screen reader."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.domain.draft import Draft
from qqdesk.domain.incoming import ReadByOther
from qqdesk.domain.message import ChangeKind, Delivery, Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.events import Connecting, Received
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.reaction_popup import ReactionPopup
from qqdesk.gui.composer.emoji_popup import EmojiPopup
from qqdesk.gui.message_log.block import Block
from qqdesk.gui.message_log.delete_question import DeleteQuestion
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import problem_text
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger
from tests.helpers.messages import ME, chat_with
from tests.kit.messenger import Backend

ANNA, BEN = 10001, 10002
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna", remark="Bobby"), Contact(BEN, "Ben"), modern=True)


def open_page(window: ChatWindow) -> ChatPage:
    window.open_chat(chat_with(ANNA))
    QTest.qWaitForWindowActive(window)
    page = window.page(chat_with(ANNA))
    assert page is not None
    return page


def select(page: ChatPage, message: Message) -> None:
    """Move the keyboard to a message."""
    page.log.setFocus()
    page.log.contents.current = message.id


def shown(page: ChatPage, message: Message) -> Block:
    row = page.log.rows.find(message.id)
    assert row is not None
    return page.log.contents.block(row)


def click(page: ChatPage, message: Message, rect: QRectF) -> None:
    """Click in the middle of a part of a row."""
    row = page.log.rows.find(message.id)
    placed = page.log.contents.layout.visible.find(row) if row is not None else None
    assert placed is not None
    place = rect.center().toPoint() + QPoint(0, placed.top)
    QTest.mouseClick(page.log.viewport(), LEFT, pos=place)


def said(page: ChatPage, message: Message) -> str:
    row = page.log.rows.find(message.id)
    assert row is not None
    return page.log.accessible.sentence(page.log.rows[row])


def last(messenger: Messenger) -> Message:
    return messenger.conversation(chat_with(ANNA)).messages[-1]


def let_forget_changes(backend: Backend) -> None:
    """Let the server have no changes of messages any more."""
    assert backend.session is not None
    backend.session.client.has_changes = False


def popup() -> ReactionPopup:
    found = QApplication.activePopupWidget()
    assert isinstance(found, ReactionPopup)
    return found


def test_a_reply_names_the_message_shows_it_and_jumps_to_it(
    backend: Backend, window: ChatWindow, messenger: Messenger, qtbot: QtBot
) -> None:
    (asked,) = backend.write(ANNA, "Are we going\nout on Sunday?", is_read=True)
    backend.write(ANNA, *(f"and {number}" for number in range(40)), is_read=True)
    page = open_page(window)
    select(page, asked)
    QTest.keyClick(page.log, Qt.Key.Key_R, CTRL)
    assert page.composer.reply_bar.text() == "Reply to Bobby: Are we going out on Sunday?"
    assert page.input.hasFocus() and not page.input.text()
    QTest.keyClicks(page.input, "yes")
    page.send_button.click()
    qtbot.waitUntil(lambda: last(messenger).text == "yes")
    reply = last(messenger)
    assert reply.reply_to == asked.ref
    assert page.composer.reply_bar.isHidden()
    quote = shown(page, reply).quote
    assert quote is not None and (quote.name, quote.text) == ("Bobby", "Are we going out on Sunday?")
    assert "in reply to Bobby: Are we going out on Sunday?" in said(page, reply)
    page.log.scroller.to_end()
    assert page.log.rows.find(asked.id) not in page.log.contents.visible_rows()
    click(page, reply, quote.rect)
    row = page.log.rows.find(asked.id)
    assert row in page.log.contents.visible_rows()
    assert row is not None and page.log.painter.row_look(row).is_current
    qtbot.waitUntil(lambda: not page.log.painter.row_look(row).is_current, timeout=5000)
    page.log.scroller.to_end()
    height = page.log.height()
    page.input.setPlainText("a text\nof\nthree lines")
    qtbot.waitUntil(lambda: page.log.height() < height)
    assert page.log.scroller.at_end


def test_a_key_leads_from_the_input_to_the_messages(backend: Backend, window: ChatWindow) -> None:
    backend.write(ANNA, "Sunday?", is_read=True)
    page = open_page(window)
    QTest.keyClick(page.input, Qt.Key.Key_Up, CTRL)
    assert page.log.hasFocus()
    QTest.keyClick(page.log, Qt.Key.Key_R, CTRL)
    assert page.composer.reply_bar.text() == "Reply to Bobby: Sunday?" and page.input.hasFocus()
    (newest,) = backend.write(ANNA, "Or Monday?", is_read=True)
    QTest.keyClick(page.input, Qt.Key.Key_Up, CTRL)
    assert page.log.contents.current == newest.id, "not the message of the last time"
    QTest.keyClick(page.log, Qt.Key.Key_Up, CTRL)
    assert page.log.contents.current == newest.id, "also from the messages"


def test_typed_faces_are_emoji_in_a_quote(
    backend: Backend, window: ChatWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("composer.reply_bar", "message_log.quote_part"):
        monkeypatch.setattr(f"qqdesk.gui.{module}.is_drawable", lambda emoji: True)
    (asked,) = backend.write(ANNA, "Sunday? :-)", is_read=True)
    (answer,) = backend.write(ANNA, "yes", is_read=True, reply_to=asked)
    page = open_page(window)
    page.composer.reply_bar.reply_to(asked)
    assert page.composer.reply_bar.text() == "Reply to Bobby: Sunday? 🙂"
    quote = shown(page, answer).quote
    assert quote is not None and quote.text == "Sunday? 🙂"


def test_escape_drops_the_reply_and_keeps_the_text(backend: Backend, window: ChatWindow) -> None:
    (asked,) = backend.write(ANNA, "a question", is_read=True)
    page = open_page(window)
    page.log.message_actions.reply_requested.emit(asked)
    QTest.keyClicks(page.input, "text")
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    assert page.composer.reply_bar.isHidden() and page.composer.reply_bar.reply is None
    assert page.input.text() == "text"
    assert window.page(chat_with(ANNA)) is page


def reopen(window: ChatWindow) -> ChatPage:
    """Close the chat, and open it with a new page."""
    window.pages.close_chat(chat_with(ANNA))
    return open_page(window)


def test_a_closed_chat_keeps_its_reply_until_that_is_sent_or_dropped(
    backend: Backend, window: ChatWindow, messenger: Messenger, qtbot: QtBot
) -> None:
    (asked,) = backend.write(ANNA, "a question", is_read=True)
    open_page(window).log.message_actions.reply_requested.emit(asked)
    page = reopen(window)
    assert page.composer.reply_bar.isVisible() and page.composer.reply_bar.reply == asked
    assert page.composer.reply_bar.text() == "Reply to Bobby: a question"
    tabs = window.pages.tabs
    assert "with a draft" not in tabs.tabToolTip(tabs.index_of(chat_with(ANNA))), "there is no text"
    QTest.keyClicks(page.input, "yes")
    page = reopen(window)
    assert page.input.text() == "yes" and page.composer.reply_bar.reply == asked
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    page = reopen(window)
    assert page.input.text() == "yes" and page.composer.reply_bar.isHidden()
    page.log.message_actions.reply_requested.emit(asked)
    page = reopen(window)
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: last(messenger).text == "yes")
    assert last(messenger).reply_to == asked.ref
    page = reopen(window)
    assert page.input.text() == "" and page.composer.reply_bar.isHidden()


def test_an_edit_that_was_not_sent_comes_back_and_so_does_the_draft_before_it(
    backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    mine = backend.send(ANNA, "seven it si", Delivery.DELIVERED)
    page = open_page(window)
    page.input.set_draft("a draft")
    page.log_actions.edit_requested.emit(mine)
    page = reopen(window)
    assert (page.composer.reply_bar.edited, page.input.text()) == (None, "a draft"), "nothing was changed"
    page.log_actions.edit_requested.emit(mine)
    page.input.set_draft("seven it is")
    page = reopen(window)
    assert (page.composer.reply_bar.edited, page.input.text()) == (mine, "seven it is")
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    assert page.input.text() == "a draft"
    page.composer.save_draft()
    assert messenger.drafts.get(chat_with(ANNA)) == Draft("a draft")


@pytest.mark.parametrize("phase", [ConnectionPhase.CONNECTED, ConnectionPhase.CONNECTING])
def test_an_edit_that_is_too_late_is_a_text_to_send_once_the_server_says_so(
    backend: Backend, window: ChatWindow, phase: ConnectionPhase
) -> None:
    mine = backend.send(ANNA, "seven it si", Delivery.DELIVERED)
    page = open_page(window)
    page.log_actions.edit_requested.emit(mine)
    page.input.set_draft("seven it is")
    let_forget_changes(backend)
    backend.emit(Connecting() if phase is ConnectionPhase.CONNECTING else Received(()))
    page = reopen(window)
    edited = None if phase is ConnectionPhase.CONNECTED else mine
    assert (page.composer.reply_bar.edited, page.input.text()) == (edited, "seven it is")


@pytest.mark.parametrize("end", ["too late", "taken back"])
def test_the_end_of_an_edit_keeps_its_text_and_the_draft_before_it(
    backend: Backend, window: ChatWindow, messenger: Messenger, end: str
) -> None:
    mine = backend.send(ANNA, "seven it si", Delivery.DELIVERED)
    page = open_page(window)
    page.input.set_draft("a draft")
    page.log_actions.edit_requested.emit(mine)
    page.input.set_draft("seven it is")
    if end == "too late":
        let_forget_changes(backend)
        page = reopen(window)
    else:
        messenger.changes.recall(mine)
        backend.finish_writes()
    assert (page.composer.reply_bar.edited, page.input.text()) == (None, "a draft\nseven it is")


def test_the_text_of_a_refused_edit_comes_back(backend: Backend, window: ChatWindow, messenger: Messenger) -> None:
    mine = backend.send(ANNA, "seven it si", Delivery.DELIVERED)
    page = open_page(window)
    page.input.set_draft("a draft")
    messenger.drafts.give_back(chat_with(ANNA), "seven it is")
    assert page.input.text() == "a draft\nseven it is"
    page.log_actions.edit_requested.emit(mine)
    messenger.drafts.give_back(chat_with(ANNA), "or eight")
    assert page.input.text() == "seven it si"
    page = reopen(window)
    assert page.input.text() == "a draft\nseven it is\nor eight"


def test_the_chat_says_why_a_change_failed(backend: Backend, window: ChatWindow, messenger: Messenger) -> None:
    page = open_page(window)
    (theirs,), (other,) = backend.write(ANNA, "hello"), backend.write(BEN, "hello")
    backend.fill_disk()
    messenger.changes.react(other, "🎉")
    backend.finish_writes()
    assert page.composer.bar.text() == ""
    messenger.changes.react(theirs, "🎉")
    backend.finish_writes()
    assert page.composer.bar.text() == problem_text(Problem(ProblemKind.DISK))


def test_a_reply_that_waits_to_be_stored_stays_in_the_draft(
    backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    (asked,) = backend.write(ANNA, "a question", is_read=True)
    page = open_page(window)
    QTest.keyClicks(page.input, "first")
    page.send_button.click()
    page.log.message_actions.reply_requested.emit(asked)
    QTest.keyClicks(page.input, "second")
    page.send_button.click()
    page.composer.save_draft()
    assert messenger.drafts.get(chat_with(ANNA)) == Draft("second", asked)


def test_no_edit_begins_while_a_message_is_stored(
    backend: Backend, window: ChatWindow, messenger: Messenger, qtbot: QtBot
) -> None:
    mine = backend.send(ANNA, "good morning", Delivery.DELIVERED)
    page = open_page(window)
    QTest.keyClicks(page.input, "hello")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    select(page, mine)
    QTest.keyClick(page.log, Qt.Key.Key_E)
    assert page.composer.reply_bar.isHidden() and page.input.text() == "hello"
    qtbot.waitUntil(lambda: not page.input.text())
    assert last(messenger).text == "hello"
    QTest.keyClick(page.log, Qt.Key.Key_E)
    assert page.composer.reply_bar.edited == mine and page.input.text() == "good morning"
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    assert page.input.text() == ""


def test_a_quote_follows_its_message_and_says_what_is_not_here(backend: Backend, window: ChatWindow) -> None:
    (asked,) = backend.write(ANNA, "first", is_read=True)
    (reply,) = backend.write(ANNA, "answer", is_read=True, reply_to=asked)
    (lost,) = backend.write(ANNA, "to nothing", is_read=True, reply_to=replace(asked, id="f" * 32))
    page = open_page(window)

    def quoted(message: Message) -> str:
        quote = shown(page, message).quote
        assert quote is not None
        return quote.text

    assert quoted(reply) == "first"
    page.composer.reply_bar.reply_to(asked)
    backend.alter(asked, ChangeKind.EDIT, "second")
    assert quoted(reply) == "second"
    assert page.composer.reply_bar.text() == "Reply to Bobby: second"
    backend.alter(asked, ChangeKind.RECALL)
    assert quoted(reply) == "Message taken back"
    QTest.qWait(0)
    QApplication.processEvents()
    assert quoted(lost) == "Message not here"


def test_the_last_message_is_edited_from_the_empty_input_and_the_draft_comes_back(
    backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    mine = backend.send(ANNA, "seven it si", Delivery.DELIVERED)
    backend.write(ANNA, "what?", is_read=True)
    page = open_page(window)
    QTest.keyClick(page.input, Qt.Key.Key_Up)
    assert page.input.text() == "seven it si"
    assert page.composer.reply_bar.text() == "Edit message: seven it si"
    page.composer.save_draft()
    assert not messenger.drafts.get(chat_with(ANNA)).text
    page.input.set_draft("seven it is")
    page.send_button.click()
    backend.finish_writes()
    assert not page.input.text() and page.composer.reply_bar.isHidden()
    changed = messenger.conversation(chat_with(ANNA)).find(mine.id)
    assert changed is not None and changed.text == "seven it is"
    assert shown(page, mine).meta.startswith("edited ")
    assert "edited" in said(page, mine)
    page.input.set_draft("a draft")
    select(page, mine)
    QTest.keyClick(page.log, Qt.Key.Key_E)
    assert page.input.text() == "seven it is"
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    assert page.input.text() == "a draft"


def test_a_reaction_is_chosen_by_keyboard_and_taken_back_by_a_click(backend: Backend, window: ChatWindow) -> None:
    (theirs,) = backend.write(ANNA, "the boat is back", is_read=True)
    backend.alter(theirs, ChangeKind.REACTION, "🎉")
    page = open_page(window)
    select(page, theirs)
    QTest.keyClick(page.log, Qt.Key.Key_R)
    QTest.keyClick(popup(), Qt.Key.Key_Right)
    QTest.keyClick(popup(), Qt.Key.Key_Return)
    backend.finish_writes()
    assert [(chip.emoji, chip.is_mine) for chip in shown(page, theirs).chips] == [("🎉", False), ("❤️", True)]
    assert "🎉 from Bobby, ❤️ from You" in said(page, theirs)
    click(page, theirs, shown(page, theirs).chips[1].rect)
    backend.finish_writes()
    assert [chip.emoji for chip in shown(page, theirs).chips] == ["🎉"]
    click(page, theirs, shown(page, theirs).chips[0].rect)
    backend.finish_writes()
    assert [(chip.emoji, chip.people) for chip in shown(page, theirs).chips] == [("🎉", (ANNA, ME))]
    placed = page.log.contents.layout.visible.find(0)
    assert placed is not None
    place = shown(page, theirs).chips[0].rect.center().toPoint() + QPoint(0, placed.top)
    assert page.log.mouse.tip_at(place) == "Bobby, You"


def test_a_reaction_found_by_search_leaves_no_window_behind(backend: Backend, window: ChatWindow) -> None:
    (theirs,) = backend.write(ANNA, "hello", is_read=True)
    page = open_page(window)
    select(page, theirs)
    QTest.keyClick(page.log, Qt.Key.Key_R)
    popup().search_button.click()
    search = QApplication.activePopupWidget()
    assert isinstance(search, EmojiPopup)
    QTest.keyClick(search.search, Qt.Key.Key_Return)
    backend.finish_writes()
    assert len(shown(page, theirs).chips) == 1
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not window.findChildren(ReactionPopup) and not window.findChildren(EmojiPopup)


def test_the_buttons_leave_with_the_keyboard(backend: Backend, window: ChatWindow) -> None:
    backend.write(ANNA, "hello", is_read=True)
    page = open_page(window)
    page.log.setFocus()
    QTest.keyClick(page.log, Qt.Key.Key_Up)
    assert page.log.hover_bar.isVisible()
    page.input.setFocus()
    assert not page.log.hover_bar.isVisible()


def test_a_message_is_taken_back_and_written_again(backend: Backend, window: ChatWindow) -> None:
    mine = backend.send(ANNA, "a slip", Delivery.SENT)
    page = open_page(window)
    select(page, mine)
    QTest.keyClick(page.log, Qt.Key.Key_Delete)
    question = page.findChild(DeleteQuestion)
    assert question is not None
    buttons = {button.text().replace("&", ""): button for button in question.buttons()}
    assert buttons.keys() == {"Only here", "For everybody", "Cancel"}
    buttons["For everybody"].click()
    backend.finish_writes()
    page.log.setFocus()
    assert said(page, mine) == "You took back a message"
    QTest.keyClick(page.log, Qt.Key.Key_Return)
    assert page.input.text() == "a slip"


def test_the_buttons_stand_beside_the_message_at_the_pointer(
    backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    (theirs,) = backend.write(ANNA, "hello", is_read=True)
    mine = backend.send(ANNA, "good morning", Delivery.SENT)
    page = open_page(window)
    bar, log = page.log.hover_bar, page.log
    for message in (theirs, mine):
        row = log.rows.find(message.id)
        placed = log.contents.layout.visible.find(row) if row is not None else None
        assert placed is not None
        QTest.mouseMove(log.viewport(), shown(page, message).frame.center().toPoint() + QPoint(0, placed.top))
        assert bar.isVisible() and bar.message == log.rows[placed.row]
        frame = shown(page, message).frame.translated(0, placed.top).toRect()
        assert not bar.geometry().intersects(frame)
        assert log.viewport().rect().contains(bar.geometry())
    QTest.mouseClick(bar.reply_button, LEFT)
    assert page.composer.reply_bar.reply == mine
    messenger.changes.recall(mine)
    backend.finish_writes()
    assert bar.isHidden()


def test_without_changes_on_the_server_a_reply_is_a_quote(backend: Backend, window: ChatWindow) -> None:
    let_forget_changes(backend)
    (theirs,) = backend.write(ANNA, "hello", is_read=True)
    page = open_page(window)
    page.log.selection_actions.reply(theirs)
    assert page.input.text() == "> Anna: hello\n"
    texts = [action.text().replace("&", "").partition("\t")[0] for action in page.log.menu.menu_for(0, "").actions()]
    assert "Quote" in texts and not {"Reply", "React…", "Edit"} & set(texts)


def test_the_face_stands_below_the_last_message_of_mine_that_was_read(
    qtbot: QtBot, backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    read = backend.send(ANNA, "seven it is", Delivery.DELIVERED)
    unread = backend.send(ANNA, "I'll bring the coffee", Delivery.DELIVERED)
    page = open_page(window)
    assert shown(page, read).read is None
    let_read(backend, read)
    qtbot.waitUntil(lambda: shown(page, read).read is not None)
    row = shown(page, read).read
    assert row is not None and row.people == [ANNA] and row.text.startswith("Read ")
    assert shown(page, unread).read is None
    assert row.text in said(page, read)
    let_read(backend, unread)
    qtbot.waitUntil(lambda: shown(page, unread).read is not None)
    assert shown(page, read).read is None
    messenger.changes.recall(unread)
    backend.finish_writes()
    assert shown(page, read).read is not None


def test_a_new_message_that_was_taken_back_is_not_new(backend: Backend, window: ChatWindow) -> None:
    messages = backend.write(ANNA, "read", "one", "two", is_read=True)
    page = open_page(window)
    page.log.mark_new(2)
    for number, first, count in ((0, messages[1].id, 2), (1, messages[2].id, 1), (2, "", 0)):
        backend.alter(messages[number], ChangeKind.RECALL)
        assert (page.log.rows.first_new, page.log.rows.new_count) == (first, count)


@pytest.mark.parametrize(
    ("text", "is_large"),
    [
        ("👍", True),
        ("👍🏽 🎂❤️", True),
        ("<3", True),
        (":-) :D", True),
        ("x<3", False),
        ("👨‍👩‍👧🇩🇪1️⃣", True),
        ("😀😀😀😀", False),
        ("ok 👍", False),
        ("1", False),
    ],
)
def test_a_few_emoji_alone_are_large(backend: Backend, window: ChatWindow, text: str, is_large: bool) -> None:
    large, usual = backend.write(ANNA, text, "usual", is_read=True)
    page = open_page(window)
    assert shown(page, large).is_bubble is not is_large
    assert (shown(page, large).frame.height() > 1.2 * shown(page, usual).frame.height()) is is_large


def test_bold_and_code_are_shown_unless_the_user_wants_the_marks(
    backend: Backend, window: ChatWindow, store: SettingsStore
) -> None:
    text = "a **bold** word, `x = 1` and\n```py\nprint()\n```"
    (message,) = backend.write(ANNA, text, is_read=True)
    page = open_page(window)
    narrow = shown(page, message).frame.width()
    store.change("shows_formatting", False)
    assert shown(page, message).frame.width() > narrow
    store.change("shows_formatting", True)
    page.log.selection_actions.select_all()
    assert page.log.selection_actions.selected_text() == text


def test_an_entry_that_is_not_possible_any_more_says_why(backend: Backend, window: ChatWindow) -> None:
    mine = backend.send(ANNA, "a slip", Delivery.SENT)
    backend.write(ANNA, "theirs", is_read=True)
    backend.clock.advance(3600)
    page = open_page(window)
    entries = {action.text().partition("\t")[0]: action for action in page.log.menu.menu_for(0, "").actions()}
    assert not entries["Edit"].isEnabled() and entries["Edit"].text().startswith("Edit\tfor 60 minute")
    assert entries["Delete…"].text().endswith("\tDel")
    texts = [action.text().partition("\t")[0] for action in page.log.menu.menu_for(1, "").actions()]
    assert "Edit" not in texts, "never possible for a message of another person"
    select(page, mine)
    QTest.keyClick(page.log, Qt.Key.Key_Delete)
    question = page.findChild(DeleteQuestion)
    assert question is not None
    assert {button.text().replace("&", "") for button in question.buttons()} == {"Delete", "Cancel"}
    assert "for everybody was possible for 60 minute" in question.informativeText()
    question.close()


def let_read(backend: Backend, message: Message) -> None:
    """Let Anna read up to this message."""
    backend.clock.advance(1)
    backend.receive(ReadByOther(1, message.id, ANNA, backend.clock.now(), chat_with(ANNA), ANNA, message.ref))


@pytest.fixture
def screen_reader() -> Iterator[None]:
    """Let Qt take a screen reader for active."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def type_into_focus(text: str) -> None:
    for letter in text:
        focus = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, letter)


def open_menu(page: ChatPage, message: Message) -> QMenu:
    """Open the menu of a message with the right button."""
    row = page.log.rows.find(message.id)
    placed = page.log.contents.layout.visible.find(row) if row is not None else None
    assert placed is not None
    place = shown(page, message).frame.center().toPoint() + QPoint(0, placed.top)
    QTest.mouseClick(page.log.viewport(), Qt.MouseButton.RightButton, pos=place)
    where = page.log.viewport().mapToGlobal(place)
    QApplication.sendEvent(page.log.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, where))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.usefixtures("screen_reader")
@pytest.mark.parametrize("is_log_clicked", [False, True], ids=["from the input", "after a click into the log"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_letters_after_a_menu_are_text(backend: Backend, window: ChatWindow, key: Qt.Key, is_log_clicked: bool) -> None:
    (theirs,) = backend.write(ANNA, "the boat is back", is_read=True)
    backend.send(ANNA, "my answer", Delivery.SENT)
    page = open_page(window)
    if is_log_clicked:
        QTest.mouseClick(page.log.viewport(), LEFT, pos=QPoint(2, 2))
        assert page.log.hasFocus()
    menu = open_menu(page, theirs)
    if key == Qt.Key.Key_Return:
        menu.setActiveAction(next(action for action in menu.actions() if action.text().startswith("Copy")))
    QTest.keyClick(menu, key)
    assert QApplication.activePopupWidget() is None
    type_into_focus("eel really")
    assert page.input.text() == "eel really" and page.composer.reply_bar.isHidden()
    assert QApplication.activePopupWidget() is None


@pytest.mark.usefixtures("screen_reader")
def test_letters_after_a_reaction_by_mouse_are_text(backend: Backend, window: ChatWindow) -> None:
    (theirs,) = backend.write(ANNA, "the boat is back", is_read=True)
    backend.send(ANNA, "my answer", Delivery.SENT)
    page = open_page(window)
    placed = page.log.contents.layout.visible.find(0)
    assert placed is not None
    QTest.mouseMove(page.log.viewport(), shown(page, theirs).frame.center().toPoint() + QPoint(0, placed.top))
    QTest.mouseClick(page.log.hover_bar.react_button, LEFT)
    QTest.mouseClick(popup().buttons[0], LEFT)
    backend.finish_writes()
    click(page, theirs, shown(page, theirs).chips[0].rect)
    type_into_focus("really every day")
    assert page.input.text() == "really every day"
    assert QApplication.activePopupWidget() is None


@pytest.mark.usefixtures("screen_reader")
def test_the_message_of_a_menu_is_the_current_one(backend: Backend, window: ChatWindow) -> None:
    (theirs,) = backend.write(ANNA, "the boat is back", is_read=True)
    backend.send(ANNA, "my answer", Delivery.SENT)
    page = open_page(window)
    QTest.keyClick(page.input, Qt.Key.Key_Up, CTRL)
    QTest.keyClick(open_menu(page, theirs), Qt.Key.Key_Escape)
    QTest.keyClick(page.log, Qt.Key.Key_R, CTRL)
    assert page.composer.reply_bar.reply == theirs
    QTest.keyClick(open_menu(page, theirs), Qt.Key.Key_Escape)
    page.log.setFocus(Qt.FocusReason.TabFocusReason)
    assert page.log.contents.current_row() == page.log.rows.find(theirs.id), "also for the keyboard that comes later"
