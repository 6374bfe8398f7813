"""Every failure of joining has one sentence without gaps, and one button."""

import re
import sys

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.gui.first_start.check_page import FirewallPage
from qqdesk.gui.first_start.join_texts import Help, failure_text, text_to_copy


@pytest.mark.parametrize("is_reset", [False, True])
@pytest.mark.parametrize("trouble", JoinFailureReason)
def test_one_sentence_and_one_button(trouble: JoinFailureReason, is_reset: bool) -> None:
    failure = JoinFailure(trouble, "192.168.178.20", "192.168.2.x", 180)
    text = failure_text(failure, "Home", "Anna", is_reset=is_reset)
    assert text.sentence.endswith(".") and "{" not in text.sentence
    assert text.button


def test_both_networks_are_named() -> None:
    text = failure_text(JoinFailure(JoinFailureReason.OTHER_NETWORK, "192.168.178.20", "192.168.2.x"))
    assert "192.168.178.20" in text.sentence and "192.168.2.x" in text.sentence


def test_a_text_asks_for_another_link() -> None:
    text = failure_text(JoinFailure(JoinFailureReason.BAD_INVITATION, "192.168.178.20"), "Home", "Anna")
    assert text.button == "Ask Anna for another link"
    assert "Home" in text_to_copy(text.help, "Home")
    assert text_to_copy(Help.RETRY, "Home") == ""


@pytest.mark.parametrize(("platform", "first"), [("win32", "Windows"), ("darwin", "macOS"), ("linux", "Linux")])
def test_the_ways_of_the_systems_have_no_numbers_and_the_own_one_is_first(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, platform: str, first: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    page = FirewallPage("192.168.178.77")
    qtbot.addWidget(page)
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert not any(re.fullmatch(r"\d+\.", text) for text in texts)
    systems = re.findall(r"<b>If it runs (\w+)</b>", " ".join(texts))
    assert systems[0] == first and len(systems) == 3
