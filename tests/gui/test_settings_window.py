"""The settings window: its rows, its search and its pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QTimeEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from qqdesk.domain.settings import ALLOWED, BOUNDS, Settings
from qqdesk.gui.settings.row_controls import PathPicker
from qqdesk.gui.settings.row_view import RowView
from qqdesk.gui.settings.setting_rows import (
    Action,
    Choice,
    Custom,
    Number,
    Page,
    PathChoice,
    Row,
    Switch,
    Text,
    TimeOfDay,
)
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.settings.settings_controller import SettingsController
from qqdesk.gui.settings.settings_pages import all_pages
from qqdesk.gui.settings.settings_search import parse_query
from qqdesk.gui.settings.settings_window import SettingsWindow
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.switch_box import SwitchBox
from qqdesk.gui.shared.theme import theme_source
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.kit.messenger import Backend

T = TypeVar("T", bound=QWidget)


@pytest.fixture
def controller(qtbot: QtBot, backend: Backend, store: SettingsStore) -> Iterator[SettingsController]:
    controller = SettingsController(SettingsContext(store, backend.messenger, RecordingNavigator()))
    yield controller
    controller.close()


def shown_rows(window: SettingsWindow) -> list[str]:
    return [view.row.title for view in window.view.findChildren(RowView) if view.isVisible()]


def row_of(window: QWidget, setting: str) -> RowView:
    return next(view for view in window.findChildren(RowView) if view.row.setting == setting)


def control_of(window: QWidget, setting: str, kind: type[T]) -> T:
    found = row_of(window, setting).findChild(kind)
    assert found is not None
    return found


def some_rows(*rows: Row) -> list[Page]:
    return [Page("one", "One", "settings", rows)]


def test_a_change_applies_at_once(qtbot: QtBot, controller: SettingsController, store: SettingsStore) -> None:
    window = controller.open("messages")
    box = control_of(window, "send_key", QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert store.settings.send_key == "ctrl+enter"


def test_a_change_in_another_window_is_shown(controller: SettingsController, store: SettingsStore) -> None:
    window = controller.open("appearance")
    store.change("log_zoom", 150)
    assert control_of(window, "log_zoom", QSpinBox).value() == 150


def test_the_volume_is_a_slider(controller: SettingsController, store: SettingsStore) -> None:
    window = controller.open("sounds")
    slider = control_of(window, "sound_volume", QSlider)
    assert slider.value() == store.settings.sound_volume and slider.accessibleName() == "Volume"
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert store.settings.sound_volume == slider.value() == 75
    store.change("sound_volume", 20)
    assert slider.value() == 20


def test_a_theme_applies_at_once(qtbot: QtBot, controller: SettingsController, store: SettingsStore) -> None:
    controller.open("appearance")
    store.change("theme", "dark")
    assert theme_source().choice == "dark"


def test_geometry_and_page_are_restored(qtbot: QtBot, controller: SettingsController, store: SettingsStore) -> None:
    window = controller.open()
    window.resize(700, 444)
    window.show_page("privacy")
    show(window)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert controller.window is None
    again = controller.open()
    assert again is not window
    assert again.page.key == "privacy"
    assert (again.width(), again.height()) == (700, 444)


def test_the_search_finds_by_title_sentence_choice_and_words(qtbot: QtBot, controller: SettingsController) -> None:
    window = controller.open("general")
    for typed, title in (
        ("KEEP mess", "Keep messages"),
        ("fills sign-in", ""),
        ("bubbles", "Message style"),
        ("night", "Theme"),
        ("keyring automatically", "Stay signed in here"),
    ):
        window.search.setText(typed)
        assert (title in shown_rows(window)) is bool(title), typed
    show(window)
    window.search.setText("no such thing")
    assert window.nothing.isVisible()
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert shown_rows(window) == [row.title for row in window.page.rows]


def test_hits_are_highlighted(controller: SettingsController) -> None:
    window = controller.open("appearance")
    row = row_of(window, "log_zoom")
    window.search.setText("size")
    assert row._title.textFormat() == Qt.TextFormat.RichText
    assert "<span" in row._title.text()
    window.search.clear()
    assert row._title.text() == row.row.title


@pytest.mark.parametrize(
    ("query", "text", "spans"),
    [("ß", "Straße und Floß", [(4, 5), (14, 15)]), ("AB c", "xabcx", [(1, 4)]), ("键", "发送键", [(2, 3)])],
)
def test_the_places_of_the_words(query: str, text: str, spans: list[tuple[int, int]]) -> None:
    terms = parse_query(query)
    assert terms is not None
    assert terms.spans(text) == spans


def test_the_defaults_of_a_page_are_restored(
    qtbot: QtBot, controller: SettingsController, store: SettingsStore
) -> None:
    window = controller.open("appearance")
    section = window.view.section(window.page)
    assert not section.defaults.isEnabled()
    store.change("log_zoom", 150)
    store.change("send_key", "ctrl+enter")
    QTest.mouseClick(section.defaults, Qt.MouseButton.LeftButton)
    question = section.findChild(QuestionBox)
    assert question is not None
    question.confirmed.emit()
    question.close()
    assert (store.settings.log_zoom, store.settings.send_key) == (100, "ctrl+enter")
    assert not section.defaults.isEnabled()


def test_a_retention_is_confirmed_first(controller: SettingsController, backend: Backend) -> None:
    asked: list[int] = []
    controller.context.keep_messages = lambda days, window: asked.append(days)
    window = controller.open("privacy")
    box = control_of(window, "keep_days", QComboBox)
    assert not box.isEnabled()
    backend.open()
    assert box.isEnabled()
    box.activated.emit(1)
    assert asked == [365]
    assert box.currentIndex() == 0


def test_each_kind_of_row(qtbot: QtBot, store: SettingsStore) -> None:
    pressed: list[str] = []
    pages = some_rows(
        Switch("less_motion", "A switch", "It is on or off."),
        Choice("theme", "A choice", "One of them.", options=(("system", "System"), ("dark", "Dark"))),
        Number("log_zoom", "A number", "So many.", least=50, most=300, unit="%"),
        TimeOfDay("quiet_from", "A time", "At this hour."),
        Text("server", "A text", "What you like.", check=lambda text: "" if "." in text else "A dot is missing."),
        PathChoice("send_key", "A file", "One of yours.", none_text="None"),
        Action("", "An action", "It does something.", button="Do it", act=lambda: pressed.append("done")),
        Custom("", "Its own", "As it likes.", make=lambda parent: QPushButton("Own", parent)),
    )
    window = SettingsWindow(pages, store)
    qtbot.addWidget(window)
    window.show()
    control_of(window, "less_motion", SwitchBox).click()
    assert store.settings == Settings(less_motion=True)
    QTest.mouseClick(row_of(window, "less_motion")._title, Qt.MouseButton.LeftButton)
    assert store.settings == Settings()
    time = control_of(window, "quiet_from", QTimeEdit)
    time.setTime(time.time().addSecs(3600))
    assert store.settings.quiet_from == 23 * 60
    line = control_of(window, "server", QLineEdit)
    line.setText("nowhere")
    line.editingFinished.emit()
    assert store.settings.server == "local"
    assert row_of(window, "server")._problem.text() == "A dot is missing."
    line.setText("chat.example.org")
    line.editingFinished.emit()
    assert store.settings.server == "chat.example.org"
    assert not row_of(window, "server")._problem.isVisible()
    next(button for button in window.findChildren(QPushButton) if button.text() == "Do it").click()
    assert pressed == ["done"]


def test_every_row_has_texts_and_a_tab_stop(qtbot: QtBot, controller: SettingsController) -> None:
    window = controller.open()
    for page in window.pages:
        window.show_page(page.key)
        stops = window.view.section(page).stops()
        names = [
            QAccessible.queryAccessibleInterface(stop).text(QAccessible.Text.Name)
            for stop in stops
            if stop.isVisibleTo(window)
        ]
        assert all(names), page.key
        for view in window.view.section(page).views:
            assert view.row.title and view.row.sentence.endswith((".", "。"))
            if view.control is not None:
                widget = view.control.widget
                assert [stop for stop in stops if stop is widget or widget.isAncestorOf(stop)], view.row.title


def test_the_keyboard_reaches_a_control(qtbot: QtBot, controller: SettingsController) -> None:
    window = controller.open("messages")
    show(window)
    window.search.setFocus()
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    assert isinstance(QApplication.focusWidget(), QComboBox)
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert window.page.key == "notices"


def test_a_narrow_window_has_a_box_of_pages(controller: SettingsController) -> None:
    window = controller.open()
    window.resize(360, 480)
    assert window.box.isVisible()
    assert not window.list.isVisible()
    body = window.view.body
    for page in window.pages:
        window.show_page(page.key)
        QApplication.processEvents()
        assert body.minimumSizeHint().width() <= window.view.viewport().width(), page.key
    assert not QPixmap(window.grab()).isNull()


@pytest.mark.parametrize("width", [360, 760], ids=["the window grows", "the list gives way"])
def test_a_page_gets_its_width_before_a_paint(controller: SettingsController, width: int) -> None:
    window = controller.open("appearance")
    window.resize(width, 480)
    QApplication.processEvents()
    view = window.view
    row = row_of(window, "log_zoom")
    row.setMinimumWidth(640)
    # Only the layouts up to the view learn of it; those of the window would follow in a later turn.
    inside: QWidget | None = row
    while inside is not None and inside is not view:
        QApplication.sendPostedEvents(inside, QEvent.Type.LayoutRequest.value)
        inside = inside.parentWidget()
    assert view.minimumWidth() > 640
    around = view.parentWidget()
    assert around is not None
    assert around.rect().contains(view.geometry())
    assert not window.list.isVisible()


def test_the_settings_of_the_rows_exist(controller: SettingsController, store: SettingsStore) -> None:
    for page in all_pages(controller.context):
        for name in page.settings():
            assert hasattr(store.settings, name), name


def test_a_failed_save_is_reported(controller: SettingsController, store: SettingsStore) -> None:
    window = controller.open()
    store.save_error_changed.emit("No space left on device")
    assert "No space left on device" in window.message.text()
    assert window.message.isVisible()
    store.save_error_changed.emit("")
    assert not window.message.isVisible()


def test_rows_offer_valid_values_only(controller: SettingsController) -> None:
    for page in all_pages(controller.context):
        for row in page.rows:
            if isinstance(row, Choice) and row.setting in ALLOWED:
                assert {value for value, _ in row.choices()} <= set(ALLOWED[row.setting]), row.setting
            if isinstance(row, Number) and row.setting in BOUNDS:
                least, most = BOUNDS[row.setting]
                assert least <= row.least < row.most <= most, row.setting


def test_the_folder_for_files_is_chosen_and_reset(
    qtbot: QtBot, controller: SettingsController, store: SettingsStore, tmp_path: Path
) -> None:
    window = controller.open("messages")
    picker = control_of(window, "download_folder", PathPicker)
    picker.button.click()
    dialog = picker.dialog
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path))
    dialog.reject()
    assert store.settings.download_folder == str(tmp_path)
    picker.clear.click()
    assert store.settings.download_folder == ""


def test_downloads_on_metered_networks_need_automatic_downloads(
    qtbot: QtBot, controller: SettingsController, store: SettingsStore
) -> None:
    window = controller.open("messages")
    assert row_of(window, "auto_on_metered").isEnabled()
    store.change("auto_picture_mib", 0)
    assert not control_of(window, "auto_on_metered", SwitchBox).isEnabled()
