"""The installer for Windows compiles, has its texts in two languages, and agrees with the program."""

import re
import shutil
from pathlib import Path

import pytest
from installers import nsis
from installers.freeze import programs
from installers.maker import PUBLISHER, MakingError
from installers.version_resource import file_version, version_resource

from qqdesk.system import autostart, link_scheme, place_autostart
from tests.system.test_autostart import Values

needs_makensis = pytest.mark.skipif(not shutil.which("makensis"), reason="there is no makensis")


@needs_makensis
def test_it_compiles_without_a_warning(tmp_path: Path) -> None:
    frozen = tmp_path / "我的 frozen" / "qqdesk"
    (frozen / "_internal" / "小 明").mkdir(parents=True)
    (frozen / "_internal" / "小 明" / "text.txt").write_text("x")
    (frozen / "qqdesk.exe").write_bytes(b"MZ")
    (made,) = nsis.make(frozen, tmp_path, "1.2.3rc1")
    assert made.name == "qqdesk-1.2.3rc1-windows-x64-setup.exe"
    content = made.read_bytes()
    assert content[:2] == b"MZ"
    for text in ("1.2.3rc1", PUBLISHER, "qqdesk setup"):
        assert text.encode("utf-16-le") in content


@needs_makensis
def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(MakingError, match="no files found"):
        nsis.make(tmp_path / "empty", tmp_path, "1.0")


def test_each_text_is_in_both_languages_and_is_used() -> None:
    script = nsis.SCRIPT.read_text("utf-8")
    english, chinese = (
        re.findall(rf"LangString (\w+) \${{LANG_{name}}}", script) for name in ("ENGLISH", "SIMPCHINESE")
    )
    assert english == chinese
    assert set(re.findall(r"\$\((\w+)\)", script)) == set(english)


def test_removing_it_ends_the_start_with_the_session() -> None:
    script = nsis.SCRIPT.read_text("utf-8")
    assert f'!define RUN_KEY "{autostart._RUN}"' in script
    for program in ("qqdesk", place_autostart.NAME):
        assert f'DeleteRegValue HKCU "${{RUN_KEY}}" "{autostart.entry_name([], program=program)}"' in script


def test_the_registered_link_command_is_that_of_the_program() -> None:
    script = nsis.SCRIPT.read_text("utf-8")
    values = Values()
    link_scheme.RegistryKeys(values).correct(r"$INSTDIR\qqdesk.exe")
    assert f'!define CLASS_KEY "{link_scheme.CLASS_KEY}"' in script
    written = re.findall(r'WriteRegStr HKCU "(\$\{CLASS_KEY\}[^"]*)" "([^"]*)" (?:"([^"]*)"|\'([^\']*)\')', script)
    assert {
        (key.replace("${CLASS_KEY}", link_scheme.CLASS_KEY), name): plain or quoted
        for key, name, plain, quoted in written
    } == values.values
    command = str(values.values[rf"{link_scheme.CLASS_KEY}\shell\open\command", ""])
    assert f"${{If}} $0 == '{command}'\n        DeleteRegKey HKCU \"${{CLASS_KEY}}\"" in script


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("1.2.3", (1, 2, 3, 0)), ("1.2", (1, 2, 0, 0)), ("1.2.3rc1", (1, 2, 3, 0)), ("10.0.4.dev2", (10, 0, 4, 0))],
)
def test_windows_gets_a_version_of_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert file_version(version) == numbers


def test_each_program_has_a_description_of_its_own() -> None:
    texts = [version_resource(program, "1.2.3") for program in programs()]
    descriptions = [re.findall(r"'FileDescription', '([^']+)'", text)[0] for text in texts]
    assert len(set(descriptions)) == 3
    assert all(f"'CompanyName', '{PUBLISHER}'" in text and "filevers=(1, 2, 3, 0)" in text for text in texts)


def test_windows_lists_publisher_version_and_size() -> None:
    script = nsis.SCRIPT.read_text("utf-8")
    written = re.findall(r'WriteReg(\w+) HKCU "\${UNINSTALL_KEY}" "(\w+)" "?(.+?)"?\n', script)
    assert {
        ("Str", "Publisher", "${PUBLISHER}"),
        ("Str", "DisplayVersion", "${VERSION}"),
        ("DWORD", "EstimatedSize", "${KIB}"),
        ("DWORD", "NoModify", "1"),
        ("DWORD", "NoRepair", "1"),
    } <= set(written)


def test_only_an_upgrade_makes_no_shortcut_on_the_desktop() -> None:
    """A silent removal may leave uninstall.exe, so the key of the installed program decides."""
    script = nsis.SCRIPT.read_text("utf-8")
    before, _, after = script.partition('CreateShortcut "$DESKTOP')
    lines = [line.strip() for line in before.splitlines()[-3:]]
    assert lines[0] == 'ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "UninstallString"'
    assert lines[1].startswith('${If} $0 == ""')
    assert 'WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString"' in after
