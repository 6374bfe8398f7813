"""A place with its people, for the scenes of its window. Nothing of it is on the server."""

import time
from dataclasses import replace

from qqdesk import __version__
from qqdesk.gui.admin.admin_window import AdminWindow
from qqdesk.gui.kit import routes
from qqdesk.protocol.admin_commands import HealthIssue, LogLine, Person, PersonAction, PlaceReply, PlaceRoom
from qqdesk.protocol.codes import SharedRoster
from qqdesk.protocol.place_commands import JoinRequest, ListedInvitation, ListJoinRequests, ListJoinRequestsReply
from qqdesk.worker.place_admin import PlaceAdmin
from tests.gallery.stage import Stage

HOUSE = f"{40:016x}"
"""An id whose face is the house."""
DAY_MS, HOUR_MS = 86_400_000, 3_600_000
ADDRESS = "192.168.178.20:8000"
BACKUP_ISSUE = HealthIssue("backup", "The last backup is nine days old. To make one: qqdesk-server backup FILE")


def now() -> int:
    return round(time.time() * 1000)


def place() -> PlaceReply:
    """Return a place that is well."""
    return PlaceReply(
        version=__version__,
        started=now() - 12 * DAY_MS - HOUR_MS,
        name="Home",
        registration="invite",
        invites="all",
        shared_roster=SharedRoster.ON,
        listens_to_all=True,
        port=8000,
        tls_port=8443,
        addresses=(ADDRESS, "192.168.178.21:8000"),
        fingerprint="4f1c" * 16,
        has_own_certificate=True,
        certificate_end=now() + 3000 * DAY_MS,
        reached=now() - HOUR_MS,
        people=9,
        present=6,
        from_outside=4,
        rooms=2,
        database_size=214_000_000,
        files_size=2_800_000_000,
        most_files=20 * 2**30,
        most_file_bytes=2 * 2**30,
        disk_free=180_000_000_000,
        last_backup=now() - 2 * DAY_MS,
        last_copy=now() - 2 * DAY_MS,
        backup_size=2_950_000_000,
        backup_folder="/home/anna/.local/share/qqdesk/server/backups",
    )


def people(stage: Stage) -> tuple[Person, ...]:
    me, at = stage.messenger.me, now()
    return (
        Person(me.number, me.face, at, True, at - 12 * DAY_MS, 0, True, me.nickname),
        Person(10092, 21, at, True, at - 11 * DAY_MS, 0, False, "Ben Carter"),
        Person(10094, 60, at, True, at - 10 * DAY_MS, 0, False, "小明"),
        Person(10097, 90, at - DAY_MS, False, at - 9 * DAY_MS, 0, False, "Chloé Dubois"),
        Person(10098, 120, 0, False, at - 3 * DAY_MS, 0, False, "Oma"),
        Person(10099, 33, at - 40 * DAY_MS, False, at - 9 * DAY_MS, at - DAY_MS, False, "Mallory"),
        Person(10100, 45, at, True, at - 8 * DAY_MS, 0, True, "Dr. Friederike Schulze-Lohoff von Berg"),
        Person(10101, 66, at, True, at - 7 * DAY_MS, 0, False, "דנה"),
        Person(10102, 72, at, True, at - 6 * DAY_MS, 0, False, "Tom"),
    )


def administered(stage: Stage, reply: PlaceReply | None = None) -> PlaceAdmin:
    """Let the session administer a place; it asks the server for nothing."""
    admin, invitations, at = stage.messenger.admin, stage.messenger.invitations, now()
    invitations.follow(replace(invitations.place, id=HOUSE, name="Home", is_admin=False, addresses=(ADDRESS,)))
    invitations.follow_rights(is_admin=True)
    admin.open_requests = 1  # no other refresh starts
    admin.place, admin.as_of = reply or place(), at
    admin.people = people(stage)
    admin.rooms = (
        PlaceRoom(20091, 6, 10092, at - 9 * DAY_MS, "Ben Carter", "Family 一家人"),
        PlaceRoom(20092, 2, 0, at - 2 * DAY_MS, "", "Holiday at the lake"),
    )
    me = stage.messenger.me
    admin.invitations = (
        ListedInvitation("1f" * 4, me.number, me.nickname, 9, 1, at + 7 * DAY_MS, False),
        ListedInvitation("2f" * 4, 10092, "Ben Carter", 1, 0, at + DAY_MS, False),
    )
    admin.log = tuple(
        LogLine(100 - turn, at - turn * 7 * HOUR_MS, actor, subject, action, name, detail)
        for turn, (actor, name, subject, action, detail) in enumerate(
            (
                (me.number, me.nickname, 10099, PersonAction.BAN, "Mallory"),
                (10100, "Dr. Friederike Schulze-Lohoff von Berg", 10098, "ResetCode", "Oma"),
                (me.number, me.nickname, 0, "ChangePlace", "name=Home"),
                (0, "", 10100, PersonAction.APPOINT, "Dr. Friederike Schulze-Lohoff von Berg"),
                (me.number, me.nickname, 0, "Backup", ""),
            )
        )
    )
    admin.is_log_whole = True
    admin.place_changed.emit()
    return admin


def request_to_join(stage: Stage, *people: tuple[str, int]) -> None:
    """Let these people ask to join: nicknames and faces."""
    asks = tuple(JoinRequest(f"{face:08x}", face, now() - 600_000, name, "192.168.178.31") for name, face in people)
    stage.messenger.invitations.apply(ListJoinRequests(), ListJoinRequestsReply(asks))


def admin_window(stage: Stage, page: str = "overview") -> AdminWindow:
    """Open the window at this page. Call `administered` first."""
    stage.windows.open(routes.Admin(page))
    return stage.shown(AdminWindow)
