"""The window of the place: its pages about the place itself."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from qqdesk.gui.home.home_context import HomeContext
from qqdesk.gui.home.home_page import HomePage
from qqdesk.gui.home.home_window import HomeWindow
from qqdesk.gui.home.notice_page import NoticePage
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.protocol.admin_commands import CareRow
from tests.gallery.home_world import administered, home_window, now, place
from tests.gallery.stage import Scene, Stage


def _here(stage: Stage, page: str) -> HomeWindow:
    """Open the window on the place's own computer."""
    administered(stage)
    desk = stage.desk
    context = HomeContext(stage.messenger, stage.windows, stage.faces, desk.place, lambda: True)
    window = stage.keep(HomeWindow(context))
    window.show_page(page)
    fit_to_screen(window)
    return window


def _change(stage: Stage, **changes: Any) -> None:
    admin = stage.messenger.admin
    admin.place = replace(place(), **changes)
    admin.place_changed.emit()


def _page(window: HomeWindow) -> HomePage:
    return window.page_widget(window.page)


def _network(stage: Stage) -> HomeWindow:
    return _here(stage, "network")


def _network_far(stage: Stage) -> HomeWindow:
    administered(stage, replace(place(), addresses=("chat.example.org:8000",), reached=0, from_outside=0))
    return home_window(stage, "network")


def _storage(stage: Stage) -> HomeWindow:
    administered(stage)
    return home_window(stage, "storage")


def _storage_full(stage: Stage) -> HomeWindow:
    full = replace(place(), files_size=19_400_000_000, disk_free=900_000_000, cares=(CareRow("disk", ""),))
    administered(stage, full)
    return home_window(stage, "storage")


def _backup(stage: Stage) -> HomeWindow:
    return _here(stage, "backup")


def _backup_alone(stage: Stage) -> HomeWindow:
    """Show a place whose backups have no copy elsewhere."""
    window = _backup(stage)
    _change(stage, last_copy=0)
    return window


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


def _notice(stage: Stage) -> NoticePage:
    administered(stage)
    page = _page(home_window(stage, "notice"))
    assert isinstance(page, NoticePage)
    page.text.setPlainText("The place is closed on Sunday from 10 to 12: it moves to another computer.")
    return page


def _notice_written(stage: Stage) -> QWidget:
    return _notice(stage).window()


def _log(stage: Stage) -> HomeWindow:
    administered(stage)
    return home_window(stage, "log")


SCENES = (
    Scene("home-network", HomeWindow, _network),
    Scene("home-network-far", HomeWindow, _network_far),
    Scene("home-storage", HomeWindow, _storage),
    Scene("home-storage-full", HomeWindow, _storage_full),
    Scene("home-backup", HomeWindow, _backup),
    Scene("home-backup-alone", HomeWindow, _backup_alone),
    Scene("home-backup-running", HomeWindow, _backup_running),
    Scene("home-backup-done", HomeWindow, _backup_done),
    Scene("home-backup-failed", HomeWindow, _backup_failed),
    Scene("home-notice", HomeWindow, _notice_written),
    Scene("home-log", HomeWindow, _log),
)
