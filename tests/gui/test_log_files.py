"""Pictures and files in the message list: places, states, clicks, keyboard, accessible names."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import File, Text
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import DiskSpace, Problem, ProblemKind
from qqdesk.domain.transfer import TransferState
from qqdesk.gui.message_log.block_cache import BUBBLES, LINES
from qqdesk.gui.message_log.file_part import FilePart
from qqdesk.gui.message_log.file_state import FileAction, actions_of
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.picture_part import PicturePart, hint_pixmap
from qqdesk.gui.message_log.text_part import TextPart
from qqdesk.gui.pictures.animation import Animation
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import theme_source
from qqdesk.protocol.file_info import FileKind
from tests.gui.shown_log import Named, message, show_log
from tests.gui.stub_files import HINT, StubFiles, file_message, info_of, picture_message
from tests.helpers.messages import ME
from tests.helpers.moving_pictures import gif


@pytest.fixture
def files() -> StubFiles:
    return StubFiles()


@pytest.fixture
def log(qtbot: QtBot, faces: FaceSource, files: StubFiles) -> MessageListView:
    return show_log(qtbot, faces, Named("Anna"), files)


def picture(log: MessageListView, row: int = 0) -> PicturePart:
    part = log.contents.block(row).content.parts[0]
    assert isinstance(part, PicturePart)
    return part


def card(log: MessageListView, row: int = 0) -> FilePart:
    part = log.contents.block(row).content.parts[0]
    assert isinstance(part, FilePart)
    return part


def in_view(log: MessageListView, point: QPointF, row: int = 0) -> QPointF:
    """Return a point of a row's first part in the viewport."""
    top = next(visible.top for visible in log.contents.layout.visible if visible.row == row)
    return log.contents.block(row).content_origin + point + QPointF(0, top)


def click(log: MessageListView, point: QPointF, row: int = 0) -> None:
    QTest.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=in_view(log, point, row).toPoint())


def clicked(qtbot: QtBot, log: MessageListView, point: QPointF, row: int = 0) -> FileAction:
    with qtbot.waitSignal(log.message_actions.file_action_chosen) as chosen:
        click(log, point, row)
    action = chosen.args[1]
    assert isinstance(action, FileAction)
    return action


@pytest.mark.parametrize(
    ("size", "shown"),
    [((800, 600), (264, 198)), ((300, 900), (87, 260)), ((32, 32), (64, 48)), ((5000, 10), (264, 48))],
)
def test_a_picture_has_its_place_before_it_is_loaded(
    log: MessageListView, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    log.show_messages([picture_message(0, size)])
    rect = picture(log).rect
    assert (rect.width(), rect.height()) == shown


@pytest.mark.parametrize("style", [BUBBLES, LINES])
def test_nothing_moves_while_a_picture_or_file_is_transferred(
    qtbot: QtBot, log: MessageListView, files: StubFiles, style: str, tmp_path: Path
) -> None:
    log.set_style(style, 100)
    shown = [picture_message(0, caption="a cat"), file_message(1), message(2)]
    log.show_messages(shown)
    places = list(log.contents.layout.visible)
    for one in shown[:2]:
        info = info_of(one)
        for step in range(3):
            files.move(info, step * 1000)
        files.move(info, 5000, TransferState.STOPPED)
        files.store(info, tmp_path / "file")
    log.grab()
    log.scroller.lay_out()
    assert log.contents.layout.visible == places


def test_the_picture_replaces_the_hint(qtbot: QtBot, log: MessageListView, files: StubFiles, tmp_path: Path) -> None:
    shown = picture_message(0, (200, 100))
    log.show_messages([shown])
    middle = in_view(log, QPointF(90, 40)).toPoint()
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#00ff00"))
    assert image.save(str(tmp_path / "cat.png"))
    assert log.viewport().grab().toImage().pixelColor(middle) != QColor("#00ff00")
    files.store(info_of(shown), tmp_path / "cat.png")
    qtbot.waitUntil(lambda: log.viewport().grab().toImage().pixelColor(middle) == QColor("#00ff00"))


def test_what_comes_into_view_is_requested_once(qtbot: QtBot, log: MessageListView, files: StubFiles) -> None:
    rows = [picture_message(number) for number in range(40)]
    log.show_messages(rows)
    seen = {info_of(rows[row]).id for row in log.contents.visible_rows()}
    qtbot.waitUntil(lambda: {id for kind, id in files.asked if kind == "thumbnail"} == seen)
    assert {id for kind, id in files.asked if kind == "show"} == seen
    files.asked.clear()
    log.scroller.lay_out()
    log.scroller.to_start()
    qtbot.waitUntil(lambda: ("thumbnail", info_of(rows[0]).id) in files.asked)
    assert not seen & {id for _, id in files.asked}


def test_clicks_on_a_picture(qtbot: QtBot, log: MessageListView, files: StubFiles, tmp_path: Path) -> None:
    shown = picture_message(0)
    log.show_messages([shown])
    assert clicked(qtbot, log, QPointF(120, 100)) is FileAction.OPEN
    label = QPointF(16, 16)
    assert clicked(qtbot, log, label) is FileAction.DOWNLOAD
    files.move(info_of(shown), 1000)
    assert clicked(qtbot, log, label) is FileAction.CANCEL
    files.move(info_of(shown), 1000, TransferState.STOPPED)
    assert clicked(qtbot, log, label) is FileAction.CONTINUE
    files.store(info_of(shown), tmp_path)
    assert clicked(qtbot, log, label) is FileAction.OPEN


def test_clicks_on_a_card(qtbot: QtBot, log: MessageListView, files: StubFiles, tmp_path: Path) -> None:
    shown = file_message(0)
    log.show_messages([shown])
    name, link = QPointF(60, 10), QPointF(4, 52)
    assert clicked(qtbot, log, name) is FileAction.DOWNLOAD
    assert clicked(qtbot, log, link) is FileAction.DOWNLOAD
    files.move(info_of(shown), 1000)
    assert clicked(qtbot, log, QPointF(302, 20)) is FileAction.CANCEL
    with qtbot.assertNotEmitted(log.message_actions.file_action_chosen):
        click(log, name)
    files.move(info_of(shown), 1000, TransferState.STOPPED)
    assert clicked(qtbot, log, link) is FileAction.CONTINUE
    files.store(info_of(shown), tmp_path)
    assert clicked(qtbot, log, link) is FileAction.OPEN
    assert clicked(qtbot, log, QPointF(70, 52)) is FileAction.SHOW


def test_a_card_has_no_empty_line_and_shows_the_reason_of_a_failure_whole(
    qtbot: QtBot, log: MessageListView, files: StubFiles
) -> None:
    shown = file_message(0, "film.mp4", 100_000_000)
    log.show_messages([shown, message(1)])
    height = log.contents.block(0).frame.height()
    assert height <= 80, "pad, tile, one line of links"
    full = Problem(ProblemKind.DISK_FULL, space=DiskSpace("Downloads", 100_000_000, 20_000_000))
    files.move(info_of(shown), 0, TransferState.STOPPED, problem=full)
    assert height < log.contents.block(0).frame.height() <= height + 20
    sentence = log.accessible.sentence(log.rows[0])
    assert "Not enough space in Downloads: 100 MB needed, 20 MB free" in sentence
    assert actions_of(shown, files)[0] is FileAction.CHOOSE_FOLDER
    assert clicked(qtbot, log, QPointF(4, log.contents.block(0).frame.height() - 26)) is FileAction.CHOOSE_FOLDER
    files.move(info_of(shown), 0)
    assert log.contents.block(0).frame.height() == height


def test_an_upload_that_runs_does_not_wait(log: MessageListView, files: StubFiles) -> None:
    shown = file_message(0, delivery=Delivery.WAITING)
    log.show_messages([shown])
    assert log.contents.block(0).meta.startswith("Waiting · ")
    files.move(info_of(shown), 0, TransferState.WAITING)
    assert log.contents.block(0).meta.startswith("Waiting · ")
    files.move(info_of(shown), 50_900)
    assert log.contents.block(0).meta.startswith("Sending · ")


def test_enter_opens_the_current_picture(qtbot: QtBot, log: MessageListView) -> None:
    shown = picture_message(0)
    log.show_messages([message(1), shown])
    log.go_to(shown.id)
    with qtbot.waitSignal(log.message_actions.file_action_chosen) as chosen:
        QTest.keyClick(log, Qt.Key.Key_Return)
    assert chosen.args == [shown, FileAction.OPEN]


def test_the_menu_offers_what_is_possible(log: MessageListView, files: StubFiles, tmp_path: Path) -> None:
    cat, plan = picture_message(0), file_message(1)
    log.show_messages([cat, plan])

    def offered(row: int) -> list[str]:
        names = [action.text() for action in log.menu.menu_for(row, "").actions()]
        return names[: names.index("")]

    assert offered(0) == ["Open", "Download", "Save as…"]
    assert offered(1) == ["Download", "Save as…"]
    files.move(info_of(plan), 10)
    assert offered(1) == ["Cancel"]
    for one in (cat, plan):
        files.store(info_of(one), tmp_path)
    assert offered(0) == ["Open", "Show in folder", "Copy picture", "Save as…"]
    assert offered(1) == ["Open", "Show in folder", "Save as…"]


def test_a_screen_reader_hears_kind_name_and_progress(log: MessageListView, files: StubFiles) -> None:
    cat, plan = picture_message(0, caption="my cat"), file_message(1, delivery=Delivery.SENT)
    log.show_messages([cat, plan])
    assert "Picture: cat 0.jpg, 2.4 MB, my cat" in log.accessible.sentence(cat)
    assert "File: plan.pdf, 8.4 MB, Sent" in log.accessible.sentence(plan)
    files.move(info_of(cat), 1_200_000)
    assert "Picture: cat 0.jpg, 1.2 of 2.4 MB, my cat" in log.accessible.sentence(cat)


def test_the_name_and_the_caption_are_copied(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([picture_message(0, caption="my cat"), file_message(1)])
    log.selection_actions.select_all()
    text = log.selection_actions.selected_text()
    assert "cat 0.jpg\nmy cat" in text
    assert "plan.pdf" in text


def test_a_caption_is_not_wider_than_its_picture(log: MessageListView) -> None:
    log.show_messages([picture_message(0, (264, 100), caption="word " * 40)])
    block = log.contents.block(0)
    assert block.frame.width() <= picture(log).rect.width() + 8
    assert block.content_origin.y() + picture(log).rect.bottom() < block.meta_rect.top()


@pytest.mark.parametrize("width", [200, 240, 320])
def test_a_narrow_log_keeps_pictures_and_cards_inside(log: MessageListView, width: int) -> None:
    log.resize(width, 400)
    log.show_messages([picture_message(0), file_message(1, "a very long name of a file that is elided.pdf")])
    for row in (0, 1):
        assert log.contents.block(row).frame.right() <= width
    right = log.contents.block(0).content_origin.x() + picture(log).rect.right()
    assert right <= log.contents.block(0).frame.right()


def test_an_animation_plays_only_in_view(qtbot: QtBot, log: MessageListView, files: StubFiles, tmp_path: Path) -> None:
    (tmp_path / "cat.gif").write_bytes(gif(40, 3))
    shown = picture_message(0, (40, 40), kind=FileKind.GIF)
    files.store(info_of(shown), tmp_path / "cat.gif")
    log.show_messages([shown, *(message(number) for number in range(1, 100))])
    assert not log.findChildren(Animation)
    log.scroller.to_start()
    middle = in_view(log, picture(log).rect.center()).toPoint()
    seen: set[str] = set()

    def shows_all() -> bool:
        seen.add(log.viewport().grab().toImage().pixelColor(middle).name())
        return {"#ff0000", "#00ff00", "#0000ff"} <= seen

    qtbot.waitUntil(shows_all)
    log.scroller.to_end()
    qtbot.waitUntil(lambda: not log.findChildren(Animation))


def test_with_less_motion_an_animation_plays_once(
    qtbot: QtBot, log: MessageListView, files: StubFiles, tmp_path: Path
) -> None:
    theme_source().less_motion = True
    (tmp_path / "cat.gif").write_bytes(gif(40, 3))
    shown = picture_message(0, (40, 40), kind=FileKind.GIF)
    files.store(info_of(shown), tmp_path / "cat.gif")
    log.show_messages([shown])
    qtbot.waitUntil(lambda: bool(log.findChildren(Animation)))
    qtbot.waitUntil(lambda: not log.findChildren(Animation))
    log.grab()
    assert not log.findChildren(Animation)
    theme_source().less_motion = False


@pytest.mark.parametrize("hint", ["", "no hint", "a" * 63, "!" * 64])
def test_an_invalid_hint_is_a_plain_place(qtbot: QtBot, hint: str) -> None:
    assert hint_pixmap(hint).isNull()
    assert not hint_pixmap(HINT).isNull()


def test_a_caption_shows_its_mentions(log: MessageListView) -> None:
    shown = picture_message(0)
    caption = Text("Hello @Mei", (ME,))
    log.show_messages([replace(shown, body=File(info_of(shown), caption))])
    block = log.contents.block(0)
    assert block.mentions_me
    text = block.content.parts[1]
    assert isinstance(text, TextPart)
    assert text.labels


def test_a_file_of_mine_that_waits_can_be_cancelled(
    qtbot: QtBot, log: MessageListView, files: StubFiles, tmp_path: Path
) -> None:
    mine = file_message(0, delivery=Delivery.WAITING)
    files.store(info_of(mine), tmp_path)
    log.show_messages([mine])
    assert clicked(qtbot, log, QPointF(302, 20)) is FileAction.CANCEL


def test_a_file_of_mine_that_was_cancelled_can_be_sent_after_all(qtbot: QtBot, log: MessageListView) -> None:
    mine = file_message(0, delivery=Delivery.FAILED)
    log.show_messages([mine])
    [retry] = [action for action in log.menu.state_menu(mine).actions() if action.text() == "Retry"]
    with qtbot.waitSignal(log.message_actions.retry_requested) as requested:
        retry.trigger()
    assert requested.args == [mine]


def test_the_time_stands_on_a_wide_picture_and_below_a_narrow_one(log: MessageListView) -> None:
    log.show_messages([picture_message(0), picture_message(1, (300, 900))])
    for row, is_on in ((0, True), (1, False)):
        block = log.contents.block(row)
        bottom = block.content_origin.y() + picture(log, row).rect.bottom()
        assert block.meta_is_on_picture is is_on
        assert (block.meta_rect.bottom() < bottom) is is_on
        assert (block.meta_rect.top() > bottom) is not is_on


def test_ctrl_c_copies_the_current_picture(
    qtbot: QtBot, log: MessageListView, files: StubFiles, tmp_path: Path
) -> None:
    shown = picture_message(0)
    files.store(info_of(shown), tmp_path)
    log.show_messages([shown])
    log.go_to(shown.id)
    with qtbot.waitSignal(log.message_actions.file_action_chosen) as chosen:
        QTest.keyClick(log, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert chosen.args == [shown, FileAction.COPY]
