"""The window of the place: its pages about the place itself."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.admin.admin_window import AdminWindow
from qqdesk.gui.admin.notice_page import NoticePage
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.protocol.admin_commands import HealthIssue
from tests.gallery.admin_world import admin_window, administered, now, place
from tests.gallery.stage import Scene, Stage


def _here(stage: Stage, page: str) -> AdminWindow:
    """Open the window on the place's own computer."""
    administered(stage)
    desk = stage.desk
    context = AdminContext(stage.messenger, stage.windows, stage.faces, desk.place, lambda: True)
    window = stage.keep(AdminWindow(context))
    window.show_page(page)
    fit_to_screen(window)
    return window


def _change(stage: Stage, **changes: Any) -> None:
    admin = stage.messenger.admin
    admin.place = replace(place(), **changes)
    admin.place_changed.emit()


def _page(window: AdminWindow) -> AdminPage:
    return window.page_widget(window.page.key)


def _network(stage: Stage) -> AdminWindow:
    return _here(stage, "network")


def _network_far(stage: Stage) -> AdminWindow:
    administered(stage, replace(place(), addresses=("chat.example.org:8000",), reached=0, from_outside=0))
    return admin_window(stage, "network")


def _storage(stage: Stage) -> AdminWindow:
    administered(stage)
    return admin_window(stage, "storage")


def _storage_full(stage: Stage) -> AdminWindow:
    full = replace(place(), files_size=19_400_000_000, disk_free=900_000_000, issues=(HealthIssue("disk", ""),))
    administered(stage, full)
    return admin_window(stage, "storage")


def _backup(stage: Stage) -> AdminWindow:
    return _here(stage, "backup")


def _backup_alone(stage: Stage) -> AdminWindow:
    """Show a place whose backups have no copy elsewhere."""
    window = _backup(stage)
    _change(stage, last_copy=0)
    return window


def _backup_running(stage: Stage) -> AdminWindow:
    window = _backup(stage)
    _change(stage, backup_percent=42)
    return window


def _backup_done(stage: Stage) -> AdminWindow:
    window = _backup_running(stage)
    _change(stage, last_backup=now())
    return window


def _backup_failed(stage: Stage) -> AdminWindow:
    window = _backup_running(stage)
    _change(stage, backup_error="The disk is full, so there is no backup /mnt/backups/qqdesk-2026-11-29.backup.")
    return window


def _notice(stage: Stage) -> NoticePage:
    administered(stage)
    page = _page(admin_window(stage, "notice"))
    assert isinstance(page, NoticePage)
    page.text.setPlainText("The place is closed on Sunday from 10 to 12: it moves to another computer.")
    return page


def _notice_written(stage: Stage) -> QWidget:
    return _notice(stage).window()


def _log(stage: Stage) -> AdminWindow:
    administered(stage)
    return admin_window(stage, "log")


SCENES = (
    Scene("admin-network", AdminWindow, _network),
    Scene("admin-network-far", AdminWindow, _network_far),
    Scene("admin-storage", AdminWindow, _storage),
    Scene("admin-storage-full", AdminWindow, _storage_full),
    Scene("admin-backup", AdminWindow, _backup),
    Scene("admin-backup-alone", AdminWindow, _backup_alone),
    Scene("admin-backup-running", AdminWindow, _backup_running),
    Scene("admin-backup-done", AdminWindow, _backup_done),
    Scene("admin-backup-failed", AdminWindow, _backup_failed),
    Scene("admin-notice", AdminWindow, _notice_written),
    Scene("admin-log", AdminWindow, _log),
)
