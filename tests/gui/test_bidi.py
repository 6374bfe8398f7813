"""Texts of other people in sentences and tool tips."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.domain.room import Member
from qqdesk.gui.chat.chat_tabs import ChatTabs
from qqdesk.gui.kit.row_model import RowLook, RowModel
from qqdesk.gui.main.hosted_place import QuitQuestion
from qqdesk.gui.rooms.member_list import MemberList, MemberRow
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.labels import ElidedLabel, heading_label
from qqdesk.gui.sign_in.server_choice import Place, place_item
from tests.helpers.messages import chat_with

HEBREW_NAME = "\u05d3\u05e0\u05d4"
EVIL = '<img src="file://host/share/x.png">'


def shown(tip: str) -> str:
    """Return the text that a tool tip shows."""
    document = QTextDocument()
    if tip.startswith("<"):
        document.setHtml(tip)
        return document.toPlainText()
    return tip


@pytest.mark.parametrize("text", ["Anna", "a < b & c", f"{EVIL}\nNumber 1", "&lt;b&gt; <b>x</b>", "1 <3 2\n<hr>"])
def test_a_tip_shows_the_text_as_it_is(text: str) -> None:
    assert shown(plain_tip(text)) == text


def test_a_name_is_text_in_every_tip(qtbot: QtBot, faces: FaceSource) -> None:
    tabs = ChatTabs(faces)
    qtbot.addWidget(tabs)
    tabs.add(chat_with(10001), Contact(10001, EVIL), 0)
    close = tabs.tabButton(0, ChatTabs.ButtonPosition.RightSide)
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(40, 20)
    label.setText(EVIL * 3)
    label.show()
    item = place_item(Place("1.2.3.4:8000", EVIL))
    for tip in (tabs.tabToolTip(0), close.toolTip(), label.toolTip(), item.data(Qt.ItemDataRole.ToolTipRole)):
        assert EVIL not in tip and EVIL in shown(tip)


def test_a_name_is_text_in_every_label(qtbot: QtBot) -> None:
    heading, empty, question = heading_label(EVIL), EmptyState("chat", EVIL, EVIL), QuitQuestion(EVIL, [EVIL])
    for widget in (heading, empty, question):
        qtbot.addWidget(widget)
    labels = [label for label in (heading, *empty.findChildren(QLabel), *question.findChildren(QLabel)) if label.text()]
    assert len(labels) == 5
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_a_name_is_text_in_the_tips_of_lists(qapp: QApplication) -> None:
    place = RowModel[int](lambda one: one, lambda one: RowLook(EVIL, cells=("10001",), picture="user"), qapp)
    place.set_items([10001])
    members = MemberList(FaceSource(), "").members
    members.set_items([MemberRow(Member(10001, EVIL), EVIL)])
    for model in (place, members):
        tip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
        assert EVIL not in tip and EVIL in shown(tip)


def test_a_name_that_runs_from_right_to_left_is_isolated() -> None:
    for same in ("Anna", "\u738b\u82b3", "3456789012", "", "Zo\u00eb"):
        assert isolated(same) == same
    assert isolated(HEBREW_NAME) == f"\u2068{HEBREW_NAME}\u2069"
    # A name cannot turn the text after it.
    assert isolated("a\u202eb\u2069") == "\u2068ab\u2069"
