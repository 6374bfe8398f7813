"""What is wrong at the place, in the user's language, each with the step that helps."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.admin.admin_texts import DAY_MS, AdminTexts
from qqdesk.gui.invite.invitation_texts import short_day
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_texts import size_text
from qqdesk.protocol.admin_commands import HealthIssue, IssueKind, PlaceReply


class HealthStep(Enum):
    """What a button of the health strip does."""

    BACK_UP = auto()
    SHOW_BACKUP = auto()
    SHOW_STORAGE = auto()
    SHOW_NETWORK = auto()
    CHECK_CONNECTION = auto()
    RESTART = auto()


@dataclass(frozen=True, slots=True)
class HealthLine:
    """`page` is the key of the page with the matter, "" without one."""

    sentence: str
    step: HealthStep | None = None
    page: str = ""


_PAGES = {
    IssueKind.DISK: "storage",
    IssueKind.BACKUP: "backup",
    IssueKind.COPY: "backup",
    IssueKind.REACH: "network",
    IssueKind.CERTIFICATE: "network",
}
_STEPS = {
    IssueKind.DISK: HealthStep.SHOW_STORAGE,
    IssueKind.BACKUP: HealthStep.BACK_UP,
    IssueKind.COPY: HealthStep.SHOW_BACKUP,
    IssueKind.REACH: HealthStep.CHECK_CONNECTION,
    IssueKind.CERTIFICATE: HealthStep.SHOW_NETWORK,
}


def health_lines(place: PlaceReply, version: str, now: int, *, is_here: bool) -> list[HealthLine]:
    """Return what needs care, the worst first. `version` is that of this program; `now` is in milliseconds since 1970.

    `is_here`: the place is on this computer, where an update of the program needs a restart of the place.
    """
    lines = list(dict.fromkeys(_line(row, place, now) for row in place.issues))  # files may be on the same full disk
    if _parts(place.version) < _parts(version):
        lines.append(_old_version(place.version, version, is_here=is_here))
    return lines


def _line(row: HealthIssue, place: PlaceReply, now: int) -> HealthLine:
    known = IssueKind(row.kind) if row.kind in set(IssueKind) else IssueKind.OTHER
    sentence = _sentence(known, place, now)
    if not sentence:  # only the server knows
        step = _STEPS.get(known) if known is not IssueKind.BACKUP else None
        return HealthLine(_introduction(known).format(text=row.text), step, _PAGES.get(known, ""))
    return HealthLine(sentence, _STEPS[known], _PAGES[known])


def _sentence(kind: IssueKind, place: PlaceReply, now: int) -> str:
    """Return "" if the server's text says more."""
    translate = QCoreApplication.translate
    if kind is IssueKind.DISK and place.disk_free is not None:
        sentence = translate("Health", "The disk of the place is nearly full: {size} are free.")
        return sentence.format(size=size_text(place.disk_free))
    if kind is IssueKind.BACKUP and place.last_backup is not None:
        if not place.last_backup:
            return translate("Health", "There is no backup of the place yet.")
        return AdminTexts().backup_age((now - place.last_backup) // DAY_MS)
    if kind is IssueKind.COPY and place.last_copy:
        sentence = translate("Health", "The last copy of a backup on another disk is of {day}.")
        return sentence.format(day=short_day(place.last_copy))
    if kind is IssueKind.COPY:
        return translate("Health", "The backups lie on the disk of the place only. If it breaks, they are lost too.")
    if kind is IssueKind.REACH:
        return translate("Health", "No other computer has reached the place yet.")
    if kind is IssueKind.CERTIFICATE and 0 < place.certificate_end <= now:
        sentence = translate("Health", "The certificate of the place expired on {day}.")
        return sentence.format(day=short_day(place.certificate_end))
    if kind is IssueKind.CERTIFICATE and 0 < place.certificate_end <= now + 30 * DAY_MS:
        sentence = translate("Health", "The certificate of the place expires on {day}.")
        return sentence.format(day=short_day(place.certificate_end))
    return ""


def _introduction(kind: IssueKind) -> str:
    """Return what a server's text is about: the text itself is English."""
    translate = QCoreApplication.translate
    if kind is IssueKind.DATA:
        return translate("Health", "The data of the place has a problem. {text}")
    if kind is IssueKind.CERTIFICATE:
        return translate("Health", "The certificate of the place has a problem. {text}")
    return translate("Health", "The place reports a problem. {text}")


def _old_version(old: str, new: str, *, is_here: bool) -> HealthLine:
    translate = QCoreApplication.translate
    sentence = translate("Health", "The place runs version {old}, which is older than this program ({new}).")
    if is_here:
        sentence = translate("Health", "The place still runs version {old}. Restart it to run version {new}.")
    text = sentence.format(old=isolated(old), new=isolated(new))
    return HealthLine(text, HealthStep.RESTART if is_here else None)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def step_text(step: HealthStep | None) -> str:
    translate = QCoreApplication.translate
    return {
        None: "",
        HealthStep.BACK_UP: translate("Health", "Back up now"),
        HealthStep.SHOW_BACKUP: translate("Health", "Save a copy…"),
        HealthStep.SHOW_STORAGE: translate("Health", "Show storage"),
        HealthStep.SHOW_NETWORK: translate("Health", "Show network"),
        HealthStep.CHECK_CONNECTION: translate("Health", "Check the connection"),
        HealthStep.RESTART: translate("Health", "Restart the place"),
    }[step]
