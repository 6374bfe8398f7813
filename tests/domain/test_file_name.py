import pytest

from qqdesk.domain.file_name import safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("cat.jpg", "cat.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\nc.txt", "abc.txt"),
        ("NUL.txt", "_NUL.txt"),
        ("com1", "_com1"),
        ("what?*.txt", "what__.txt"),
        ("trailing. ", "trailing"),
        ("..", "file"),
        ("", "file"),
        ("猫" * 300 + ".png", "猫" * 65 + ".png"),
    ],
)
def test_names_of_others_are_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe
