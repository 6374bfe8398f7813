"""Where the files of messages are on this computer, and what deletions do with them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qqdesk.domain.body import File
from qqdesk.history.eraser import Selection
from qqdesk.history.history import History
from tests.helpers.messages import chat_with, file_message

CAT, PLAN = "ca" * 16, "b0" * 16


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = History(tmp_path / "history.db")
    yield history
    history.close()


def copy_of(history: History, id: str) -> Path:
    """Store a copy of the account with a thumbnail and the beginning of a download."""
    folder = history.local_files.folder
    path = folder / id / "cat.jpg"
    path.parent.mkdir(parents=True)
    for one in (path, history.local_files.thumbnail_path(id), folder / f"{id}.part"):
        one.write_bytes(b"miau")
    history.local_files.put(id, path)
    return path


def delete(history: History, *keys: str) -> None:
    for rows in history.eraser.find_rows(Selection(keys)):
        erased = [one.body for one in history.eraser.erase(rows)]
        history.local_files.remove_unused(body.info.id for body in erased if isinstance(body, File))


def test_a_deleted_message_takes_the_copy_along_but_no_file_of_the_user(history: History, tmp_path: Path) -> None:
    history.import_messages([file_message(CAT, 5, "cat.jpg", 1), file_message(PLAN, 5, "plan.pdf", 2)])
    copy, plan = copy_of(history, CAT), tmp_path / "plan.pdf"
    plan.write_bytes(b"secret")
    history.local_files.put(PLAN, plan)
    assert history.local_files.find(CAT) == copy

    delete(history, CAT, PLAN)

    assert list(history.local_files.folder.iterdir()) == []
    assert plan.exists()
    assert history.local_files.find(PLAN) is None


def test_a_file_stays_until_the_last_message_with_it_is_deleted(history: History) -> None:
    first = file_message(CAT, 5, "cat.jpg", 1)
    forwarded = replace(first, id="f0" * 16, conversation=chat_with(6))
    history.import_messages([first, forwarded])
    copy = copy_of(history, CAT)
    delete(history, CAT)
    assert history.local_files.find(CAT) == copy
    delete(history, forwarded.id)
    assert not copy.exists()


def test_the_next_start_deletes_the_copies_of_no_message(history: History) -> None:
    history.import_messages([file_message(CAT, 5, "cat.jpg", 1)])
    kept, orphan = copy_of(history, CAT), copy_of(history, PLAN)
    (history.local_files.folder / "prepared.zip").write_bytes(b"")
    history.local_files.remove_orphans()
    assert kept.exists() and not orphan.exists()
    assert {path.name[:32] for path in history.local_files.folder.iterdir()} == {CAT}


def test_own_faces_stay_at_the_next_start(history: History) -> None:
    face = copy_of(history, CAT)
    history.account_values.put({"own_face:5": f'"{CAT}"'}, 1)
    history.local_files.remove_orphans()
    assert history.local_files.find(CAT) == face


def test_a_path_that_the_system_refuses_is_no_file(history: History, tmp_path: Path) -> None:
    history.local_files.put(CAT, tmp_path / ("n" * 300))
    assert history.local_files.find(CAT) is None


def test_a_file_that_the_user_has_deleted_is_not_here(history: History, tmp_path: Path) -> None:
    history.local_files.put(CAT, tmp_path / "gone.jpg")
    assert history.local_files.find(CAT) is None
