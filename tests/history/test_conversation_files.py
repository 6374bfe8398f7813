"""The messages with files of a conversation."""

from pathlib import Path

from qqdesk.history.history import History
from tests.helpers.messages import chat_with, file_message, text_message

NOON = 1_772_366_400_000


def test_the_files_of_a_conversation_are_found_among_its_texts(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    stored = [
        file_message(f"{at:032x}", 5, f"{at}.pdf", NOON + at)
        if at % 3 == 0
        else text_message(f"{at:032x}", 5, f"text {at}", NOON + at)
        for at in range(30)
    ]
    history.import_messages([*stored, file_message("f" * 32, 6, "of another.pdf", NOON)])
    found = history.pages.with_files(chat_with(5))
    assert [message.text for message in found] == [f"{at}.pdf" for at in range(0, 30, 3)]
    with history.file.reading() as connection:
        select = "SELECT 1 FROM messages WHERE conversation = ? AND kind = 'file' ORDER BY row"
        (plan,) = connection.execute(f"EXPLAIN QUERY PLAN {select}", ("p5",)).fetchall()
    assert "messages_with_files" in plan[3]
    history.close()
