"""What is left of the stored messages of an account after its owner signed this device out on another one."""

from pathlib import Path

import pytest

from qqdesk.domain.draft import Draft
from qqdesk.domain.message import ChangeKind, Delivery, MessageChange
from qqdesk.history import remote_sign_out
from qqdesk.history.errors import HistoryFormatError
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from tests.helpers.messages import ME, chat_with, file_message, text_message

SENT_CAT, UNSENT_CAT = "ca" * 16, "c0" * 16


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history with received, sent and unsent messages, of which two have files."""
    path = tmp_path / "10000@place" / "history.db"
    history = History(path)
    received = [text_message("r" * 32, 5, "her secret", 1), file_message(SENT_CAT, 5, "cat.jpg", 2, Delivery.SENT)]
    history.import_messages(received)
    for message in (
        text_message("a" * 32, 5, "waiting", 3, Delivery.WAITING),
        text_message("f" * 32, 5, "failed", 4, Delivery.FAILED),
        file_message(UNSENT_CAT, 5, "own.jpg", 5, Delivery.SENDING),
    ):
        history.put(message)
    for id in (SENT_CAT, UNSENT_CAT):
        copy = history.local_files.folder / id / "cat.jpg"
        copy.parent.mkdir(parents=True)
        copy.write_bytes(b"miau")
        history.local_files.put(id, copy)
        history.local_files.thumbnail_path(id).write_bytes(b"m")
    history.local_state.save_drafts({chat_with(5): Draft("half a sen")})
    history.local_state.set_fact("tabs", "5")
    history.unsent_changes.add(chat_with(5), MessageChange("e" * 32, ChangeKind.EDIT, received[0].ref, ME, "edited"))
    history.account_values.put({"remark:5": '"Mama"', "remark:6": '"known to the server"', "place_name": '"Home"'}, 1)
    history.account_values.sent([one for one in history.account_values.unsent() if one.key == "remark:6"], 0, 1)
    history.close()
    path.with_name("password.check").write_text("hash")
    return path


def expect_only_own_words(path: Path) -> None:
    assert sorted(one.name for one in path.parent.iterdir()) == ["files", "history.db"]
    content = path.read_bytes()
    assert b"her secret" not in content and b"known to the server" not in content
    history = History(path)
    assert [one.id for one in history.unsent()] == ["a" * 32, UNSENT_CAT]
    assert [one.id for one in history.latest(chat_with(5), 9)] == ["a" * 32, "f" * 32, UNSENT_CAT]
    assert [hit.message.id for hit in history.search(SearchQuery("wait"))] == ["a" * 32]
    assert sorted(one.name for one in history.local_files.folder.iterdir()) == [UNSENT_CAT, f"{UNSENT_CAT}.thumb.jpg"]
    assert history.local_files.find(UNSENT_CAT) is not None and history.local_files.find(SENT_CAT) is None
    assert history.local_state.drafts() == {chat_with(5): Draft("half a sen")}
    assert history.unsent_changes.first() is not None
    assert [(one.key, one.value) for one in history.account_values.unsent()] == [("remark:5", '"Mama"')]
    assert history.account_values.load() == {"remark:5": '"Mama"'}
    assert history.local_state.get_fact("tabs") == ""
    history.close()


def test_only_what_was_not_sent_stays(path: Path) -> None:
    remote_sign_out.finish(path)
    assert path.with_name("password.check").exists(), "nothing happens without a request"
    remote_sign_out.request(path)
    remote_sign_out.finish(path)
    assert not remote_sign_out.is_requested(path)
    expect_only_own_words(path)


@pytest.mark.parametrize("stage", ["before", "copied", "deleted", "replaced"])
def test_a_deletion_that_was_cut_off_is_finished_at_the_next_start(path: Path, stage: str) -> None:
    remote_sign_out.request(path)
    kept = path.with_name("unsent.db")
    if stage == "before":
        path.with_name("unsent.part").write_bytes(b"cut off")
    else:
        old = path.read_bytes()
        remote_sign_out.finish(path)
        remote_sign_out.request(path)
        if stage != "replaced":
            path.rename(kept)
        if stage == "copied":
            path.write_bytes(old)
    remote_sign_out.finish(path)
    expect_only_own_words(path)


def test_a_history_of_another_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "10000@place" / "history.db"
    path.parent.mkdir()
    History(tmp_path / "other.db").close()
    content = bytearray((tmp_path / "other.db").read_bytes())
    content[60:64] = (10_000).to_bytes(4)
    path.write_bytes(content)
    remote_sign_out.request(path)
    with pytest.raises(HistoryFormatError):
        remote_sign_out.finish(path)
    assert path.read_bytes() == content
    assert remote_sign_out.is_requested(path)


def test_nothing_is_made_where_there_was_nothing(tmp_path: Path) -> None:
    path = tmp_path / "10000@place" / "history.db"
    remote_sign_out.request(path)
    remote_sign_out.finish(path)
    assert not path.parent.exists()
