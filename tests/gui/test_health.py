"""The sentences and steps for what needs care at a place."""

from dataclasses import replace
from typing import Any

import pytest

from qqdesk.gui.admin.health import HealthLine, HealthStep, health_lines
from qqdesk.protocol.admin_commands import HealthIssue, IssueKind, PlaceReply

NOW, DAY = 1_764_323_520_000, 86_400_000
WELL = PlaceReply(
    "0.1.0", NOW, "Home", "invite", "all", disk_free=10**9, last_backup=NOW, certificate_end=NOW + 999 * DAY
)


def lines(*issues: IssueKind | str, is_here: bool = True, **changes: Any) -> list[HealthLine]:
    rows = tuple(HealthIssue(kind, "The server's own words.") for kind in issues)
    return health_lines(replace(WELL, issues=rows, **changes), "0.1.0", NOW, is_here=is_here)


@pytest.mark.parametrize(
    ("kind", "changes", "words", "step", "page"),
    [
        (
            IssueKind.DISK,
            {"disk_free": 120_000_000},
            "nearly full: 120 MB are free",
            HealthStep.SHOW_STORAGE,
            "storage",
        ),
        (IssueKind.BACKUP, {"last_backup": NOW - 9 * DAY}, "backup is 9 day", HealthStep.BACK_UP, "backup"),
        (IssueKind.BACKUP, {"last_backup": 0}, "no backup", HealthStep.BACK_UP, "backup"),
        (IssueKind.BACKUP, {"last_backup": None}, "own words", None, "backup"),
        (
            IssueKind.COPY,
            {"last_copy": NOW - 9 * DAY},
            "another disk is of 19 Nov",
            HealthStep.SHOW_BACKUP,
            "backup",
        ),
        (IssueKind.COPY, {}, "on the disk of the place only", HealthStep.SHOW_BACKUP, "backup"),
        (IssueKind.REACH, {}, "No other computer", HealthStep.CHECK_CONNECTION, "network"),
        (
            IssueKind.CERTIFICATE,
            {"certificate_end": NOW - DAY},
            "expired on 27 Nov",
            HealthStep.SHOW_NETWORK,
            "network",
        ),
        (
            IssueKind.CERTIFICATE,
            {"certificate_end": NOW + DAY},
            "expires on 29 Nov",
            HealthStep.SHOW_NETWORK,
            "network",
        ),
        (
            IssueKind.CERTIFICATE,
            {},
            "certificate of the place has a problem. The",
            HealthStep.SHOW_NETWORK,
            "network",
        ),
        (IssueKind.DATA, {}, "data of the place has a problem. The server's own words.", None, ""),
        (IssueKind.OTHER, {}, "reports a problem. The server's own words.", None, ""),
        ("flood", {}, "own words", None, ""),
    ],
)
def test_each_care_has_a_sentence_and_a_step(
    kind: IssueKind | str, changes: dict[str, Any], words: str, step: HealthStep | None, page: str
) -> None:
    (line,) = lines(kind, **changes)
    assert words in line.sentence
    assert (line.step, line.page) == (step, page)


def test_the_order_is_the_servers_and_the_version_is_last() -> None:
    found = lines(IssueKind.DISK, IssueKind.REACH, version="0.0.9")
    assert [line.step for line in found] == [HealthStep.SHOW_STORAGE, HealthStep.CHECK_CONNECTION, HealthStep.RESTART]


def test_a_full_disk_is_named_once() -> None:
    """The server checks it for the database and for the files."""
    assert len(lines(IssueKind.DISK, IssueKind.DISK)) == 1


def test_an_older_place_is_restarted_on_its_own_computer_only() -> None:
    (here,) = lines(version="0.0.9")
    assert "Restart it" in here.sentence
    (far,) = lines(version="0.0.9", is_here=False)
    assert far.step is None and "older" in far.sentence


@pytest.mark.parametrize("version", ["0.1.0", "0.1.0+build", "0.2", "1.0.0"])
def test_a_place_of_this_version_or_a_newer_one_is_well(version: str) -> None:
    assert lines(version=version) == []
