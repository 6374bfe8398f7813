"""The icons, and the disk image for macOS with stand-ins for macOS' tools."""

from pathlib import Path

import pytest
from installers import dmg, icons
from installers.what_goes_in import without_dangling
from PySide6.QtGui import QImage


@pytest.mark.parametrize("suffix", ["png", "ico"])
def test_an_icon_shows_something_on_nothing(tmp_path: Path, suffix: str) -> None:
    image = QImage(str(icons.write(tmp_path / f"qqdesk.{suffix}", 64)))
    assert (image.width(), image.height()) == (64, 64)
    assert image.pixelColor(0, 0).alpha() == 0 < image.pixelColor(32, 32).alpha()


def test_the_disk_image_has_the_program_with_its_licences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = tmp_path / "qqdesk"
    for file in (
        tmp_path / "qqdesk.app" / "Contents" / "MacOS" / "qqdesk",
        frozen / "_internal" / "resources" / "licences" / "THIRD-PARTY.txt",
    ):
        file.parent.mkdir(parents=True)
        file.write_text("x")
    (tmp_path / "qqdesk.app" / "Contents" / "Frameworks").symlink_to("MacOS")
    commands: list[list[str]] = []
    monkeypatch.setattr(dmg, "run", lambda command, log: commands.append(command))
    monkeypatch.setattr(dmg, "BUILD", tmp_path / "build")
    (made,) = dmg.make(frozen, tmp_path, "1.0")
    image = tmp_path / "build" / "image"
    assert (image / "qqdesk.app" / "Contents" / "Resources" / "resources" / "licences" / "THIRD-PARTY.txt").is_file()
    assert (image / "qqdesk.app" / "Contents" / "Frameworks").is_symlink()
    assert (image / "Applications").readlink() == Path("/Applications")
    assert [command[0] for command in commands] == ["codesign", "hdiutil"]
    assert commands[1][-1] == str(made)


def test_a_framework_is_whole_or_not_there() -> None:
    qt = "PySide6/Qt/lib"
    kept = [(f"{qt}/QtCore.framework/Versions/A/QtCore", "/x/QtCore", "BINARY")]
    whole = [
        ("QtCore", f"{qt}/QtCore.framework/Versions/A/QtCore", "SYMLINK"),
        (f"{qt}/QtCore.framework/Versions/Current", "A", "SYMLINK"),
        (f"{qt}/QtCore.framework/QtCore", "Versions/Current/QtCore", "SYMLINK"),
        (f"{qt}/QtCore.framework/Versions/A/Resources/Info.plist", "/x/Info.plist", "DATA"),
    ]
    gone = [
        ("QtQml", f"{qt}/QtQml.framework/Versions/A/QtQml", "SYMLINK"),
        (f"{qt}/QtQml.framework/Versions/Current", "A", "SYMLINK"),
        (f"{qt}/QtQml.framework/Versions/A/Resources/Info.plist", "/x/Info.plist", "DATA"),
    ]
    assert without_dangling([*whole, *gone], kept) == whole
