"""Sizes, progress, and the short form of messages with files."""

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import File, Text
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.gui.shared.file_texts import progress_text, short_text, size_text
from qqdesk.gui.shared.language import ENGLISH, use_language
from qqdesk.protocol.file_info import FileInfo, FileKind

ID = "f" * 32
PDF = FileInfo(ID, 8_400_000, FileKind.OTHER, 0, 0, "", "plan.pdf")
CAT = FileInfo(ID, 8_400_000, FileKind.JPEG, 800, 600, "", "cat.jpg")


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1 byte"), (999, "999 bytes"), (214_300, "214 kB"), (8_440_000, "8.4 MB"), (10**9, "1.0 GB")]
)
def test_sizes_have_the_unit_that_fits(qtbot: QtBot, size: int, text: str) -> None:
    use_language(ENGLISH)
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("transfer", "text"),
    [
        (Transfer(ID, TransferState.WAITING, 0, 8_400_000), "8.4 MB · waiting"),
        (Transfer(ID, TransferState.WAITING, 3_100_000, 8_400_000), "3.1 of 8.4 MB · waiting"),
        (
            Transfer(ID, TransferState.RUNNING, 3_100_000, 8_400_000, 1_200_000),
            "3.1 of 8.4 MB · 1.2 MB/s · 5 s left",
        ),
        (
            Transfer(ID, TransferState.RUNNING, 0, 8_400_000, 1000),
            "0.0 of 8.4 MB · 1 kB/s · 3 h left",
        ),
        (Transfer(ID, TransferState.STOPPED, 3_100_000, 8_400_000), "Stopped at 3.1 MB"),
        (
            Transfer(ID, TransferState.STOPPED, 3_100_000, 8_400_000, 0.0, Problem(ProblemKind.FILE_GONE)),
            "The place does not have this file any more.",
        ),
    ],
)
def test_progress_tells_amount_rate_and_time_left(qtbot: QtBot, transfer: Transfer, text: str) -> None:
    assert progress_text(transfer) == text


def test_the_short_form_names_pictures_and_files(qtbot: QtBot) -> None:
    assert short_text(File(CAT)) == "Picture"
    assert short_text(File(PDF)) == "File: plan.pdf"
    assert short_text(File(PDF, Text("for Monday"))) == "File: plan.pdf · for Monday"
    assert short_text(Text("hello")) == "hello"
