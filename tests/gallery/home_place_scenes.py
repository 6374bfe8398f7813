"""The window of the place: its pages about the place itself."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QMessageBox, QWidget

from qqdesk.gui.home.home_context import HomeContext
from qqdesk.gui.home.home_page import HomePage
from qqdesk.gui.home.home_window import HomeWindow
from qqdesk.gui.home.notice_page import NoticePage
from qqdesk.gui.home.reach_switch import ReachSwitch
from qqdesk.protocol.home_commands import CareRow, NotifyAllReply
from tests.gallery.home_world import administered, home_window, now, place
from tests.gallery.stage import Scene, Stage


def _here(stage: Stage, page: str) -> HomeWindow:
    """Open the window on the place's own computer."""
    administered(stage)
    desk = stage.desk
    context = HomeContext(stage.messenger, stage.windows, stage.faces, desk.place, lambda: True)
    window = stage.keep(HomeWindow(context))
    window.show_page(page)
    return window


def _change(stage: Stage, **changes: Any) -> None:
    administration = stage.messenger.administration
    administration.place = replace(place(), **changes)
    administration.place_changed.emit()


def _page(window: HomeWindow) -> HomePage:
    return window.page_widget(window.page)


def _network(stage: Stage) -> HomeWindow:
    return _here(stage, "network")


def _network_far(stage: Stage) -> HomeWindow:
    administered(stage, replace(place(), addresses=("chat.example.org:8000",), reached=0, from_outside=0))
    return home_window(stage, "network")


def _close_question(stage: Stage) -> QMessageBox:
    switch = _network(stage).findChild(ReachSwitch)
    assert isinstance(switch, ReachSwitch)
    switch.click()
    return stage.shown(QMessageBox)


def _storage(stage: Stage) -> HomeWindow:
    administered(stage)
    return home_window(stage, "storage")


def _storage_full(stage: Stage) -> HomeWindow:
    full = replace(place(), files_size=19_400_000_000, disk_free=900_000_000, cares=(CareRow("disk", ""),))
    administered(stage, full)
    return home_window(stage, "storage")


def _backup(stage: Stage) -> HomeWindow:
    return _here(stage, "backup")


def _backup_running(stage: Stage) -> HomeWindow:
    window = _backup(stage)
    _change(stage, backup_percent=42)
    return window


def _backup_done(stage: Stage) -> HomeWindow:
    window = _backup_running(stage)
    _change(stage, last_backup=now())
    return window


def _backup_failed(stage: Stage) -> HomeWindow:
    window = _backup_running(stage)
    _change(stage, backup_error="The disk is full, so there is no backup /mnt/backups/qqdesk-2026-11-29.backup.")
    return window


def _backup_elsewhere(stage: Stage) -> HomeWindow:
    """Show a place with PostgreSQL."""
    administered(stage, replace(place(), last_backup=None, backup_size=None, backup_folder=None))
    return home_window(stage, "backup")


def _notice(stage: Stage) -> NoticePage:
    administered(stage)
    page = _page(home_window(stage, "notice"))
    assert isinstance(page, NoticePage)
    page.text.setPlainText("The place is closed on Sunday from 10 to 12: it moves to another computer.")
    return page


def _notice_written(stage: Stage) -> QWidget:
    return _notice(stage).window()


def _notice_question(stage: Stage) -> QMessageBox:
    _notice(stage).send.click()
    return stage.shown(QMessageBox)


def _notice_sent(stage: Stage) -> QWidget:
    page = _notice(stage)
    page._sent(NotifyAllReply(7, 2))
    return page.window()


def _log(stage: Stage) -> HomeWindow:
    administered(stage)
    return home_window(stage, "log")


SCENES = (
    Scene("home-network", HomeWindow, _network),
    Scene("home-network-far", HomeWindow, _network_far),
    Scene("home-network-close", QMessageBox, _close_question),
    Scene("home-storage", HomeWindow, _storage),
    Scene("home-storage-full", HomeWindow, _storage_full),
    Scene("home-backup", HomeWindow, _backup),
    Scene("home-backup-running", HomeWindow, _backup_running),
    Scene("home-backup-done", HomeWindow, _backup_done),
    Scene("home-backup-failed", HomeWindow, _backup_failed),
    Scene("home-backup-postgres", HomeWindow, _backup_elsewhere),
    Scene("home-notice", HomeWindow, _notice_written),
    Scene("home-notice-question", QMessageBox, _notice_question),
    Scene("home-notice-sent", HomeWindow, _notice_sent),
    Scene("home-log", HomeWindow, _log),
)
