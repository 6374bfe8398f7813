"""The window of the place: the overview in its states."""

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from qqdesk.gui.admin.admin_window import AdminWindow
from qqdesk.gui.admin.keep_running_dialog import KeepRunning, KeepRunningRow
from qqdesk.gui.admin.overview_page import OverviewPage
from qqdesk.gui.shared.screens import room_for
from qqdesk.protocol.admin_commands import HealthIssue
from qqdesk.worker.api import ConnectionPhase
from tests.gallery.admin_world import (
    BACKUP_ISSUE,
    DAY_MS,
    admin_window,
    administered,
    now,
    people,
    place,
    request_to_join,
)
from tests.gallery.stage import Scene, Stage


def _overview(stage: Stage) -> AdminWindow:
    administered(stage, replace(place(), last_backup=now() - 9 * DAY_MS, issues=(BACKUP_ISSUE,)))
    request_to_join(stage, ("Jonas", 57))
    window = admin_window(stage)
    page = window.page_widget("overview")
    assert isinstance(page, OverviewPage)
    # As on the place's own computer.
    page.reach.setEnabled(True)
    row = _StayRow(window.context)
    page.place_card.add(row)
    row.show()
    return window


class _StayRow(KeepRunningRow):
    def refresh(self) -> None:
        """Do not read the state of this computer."""
        self.show_stay(KeepRunning.SIGNED_IN, 15)


def _well(stage: Stage) -> AdminWindow:
    administered(stage)
    return admin_window(stage)


def _health_issues(stage: Stage) -> AdminWindow:
    """Show everything that needs care, and several people who ask to join."""
    issues = (
        HealthIssue("disk", ""),
        HealthIssue("data", "Other users of this computer can change the folder."),
        BACKUP_ISSUE,
    )
    reply = replace(place(), version="0.0.9", disk_free=120_000_000, last_backup=0, reached=0, issues=issues)
    administered(stage, reply)
    request_to_join(stage, *((f"Jonas {number}", 57 + 3 * number) for number in range(5)))
    window = admin_window(stage)
    page = window.page_widget("overview")
    assert isinstance(page, OverviewPage)
    page.health.bars[0].other_button.click()
    page.join_requests.bars[0].button.click()
    return window


def _lost(stage: Stage) -> AdminWindow:
    administered(stage)
    window = admin_window(stage)
    state = stage.messenger.connection
    stage.messenger.connection = replace(state, phase=ConnectionPhase.WAITING)
    window._show_state()
    stage.messenger.connection = state
    return window


def _alone(stage: Stage) -> AdminWindow:
    reply = replace(place(), people=1, present=1, from_outside=0, rooms=0, listens_to_all=False, addresses=())
    admin = administered(stage, replace(reply, files_size=0, started=now() - 180_000))
    admin.people, admin.rooms, admin.invitations = people(stage)[:1], (), ()
    return admin_window(stage)


def _narrow(stage: Stage) -> AdminWindow:
    window = _overview(stage)
    window.resize(QSize(360, 640).boundedTo(room_for(window)))
    return window


def _plain(stage: Stage) -> QWidget:
    """Show a place that is reached without encryption."""
    administered(stage)
    window = admin_window(stage)
    window.paged.hide()
    window.unprotected.show()
    return window


SCENES = (
    Scene("admin-overview", AdminWindow, _overview),
    Scene("admin-well", AdminWindow, _well),
    Scene("admin-issues", AdminWindow, _health_issues),
    Scene("admin-no-connection", AdminWindow, _lost),
    Scene("admin-nobody-yet", AdminWindow, _alone),
    Scene("admin-narrow", AdminWindow, _narrow),
    Scene("admin-not-encrypted", AdminWindow, _plain),
)
