"""The content of crash reports, and the data that they must not contain."""

import faulthandler
import stat
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from qqdesk.system.crash import reports
from qqdesk.system.crash.crash_file import RUNNING, CrashFile
from qqdesk.system.crash.reports import CrashReports
from qqdesk.system.crash.traces import place_of, short_path, short_paths, without_home, without_values


@pytest.fixture(autouse=True)
def own_faults() -> Iterator[None]:
    """Restore the faulthandler of pytest."""
    was_enabled = faulthandler.is_enabled()
    yield
    if was_enabled:
        faulthandler.enable(sys.__stderr__ or sys.stderr)


SECRET = "what Anna wrote to Bo"


def raised(code: str) -> BaseException:
    try:
        exec(compile(code, "elsewhere.py", "exec"), {"SECRET": SECRET})
    except BaseException as error:
        return error
    raise AssertionError("it raises")


@pytest.mark.parametrize(
    "code",
    [
        "raise ValueError(SECRET)",
        "raise OSError(13, SECRET, SECRET)",
        "raise KeyError(SECRET) from ValueError(SECRET)",
        "try:\n    {}[SECRET]\nexcept KeyError:\n    int(SECRET)",
        "e = ValueError(SECRET)\ne.add_note(SECRET)\nraise e",
        "raise ExceptionGroup(SECRET, [ValueError(SECRET), ExceptionGroup(SECRET, [OSError(SECRET)])])",
        "exec(SECRET)",
        "a = ValueError(SECRET)\na.__cause__ = a\nraise a",
        "class Said(Exception):\n    def __str__(self):\n        raise RuntimeError(SECRET)\nraise Said",
    ],
)
def test_no_value_is_in_a_traceback(code: str) -> None:
    text = without_values(raised(code))
    assert SECRET not in text
    assert 'File "elsewhere.py", line ' in text


def test_causes_and_names_of_error_numbers_are_in_the_report() -> None:
    text = without_values(raised("try:\n    open('/no/such/file')\nexcept OSError as e:\n    raise KeyError(1) from e"))
    assert text.index("FileNotFoundError [ENOENT]") < text.index("direct cause") < text.index("KeyError")
    assert "/no/such" not in text


def test_only_the_last_frames_of_an_endless_recursion_are_in_it() -> None:
    text = without_values(raised("def f(): f()\nf()"))
    assert len(text.splitlines()) < 70
    assert text.endswith("RecursionError")


def test_files_of_the_program_are_named_from_it_on_with_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/anna"))
    try:
        reports.native_report(None, 0)  # type: ignore[arg-type]
    except TypeError as error:
        text = without_values(error)
        assert place_of(error)[0].endswith("reports.py")
    assert 'File "qqdesk/system/crash/reports.py", line ' in text
    assert "    if not _FATAL.search(text):" in text
    assert without_home("/home/anna/lib/x.py") == "~/lib/x.py"


@pytest.mark.parametrize("name", ["王芳", "Jürgen", "\U0001f600"])
def test_a_native_report_does_not_name_the_home_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    home = tmp_path / name
    monkeypatch.setattr(Path, "home", lambda: home)
    written = tmp_path / "stacks"
    code = compile("import faulthandler\nfaulthandler.dump_traceback(file)", str(home / "work" / "x.py"), "exec")
    with written.open("wb") as file:
        exec(code, {"file": file})
    stacks = f"Fatal Python error: Aborted\n\n{written.read_text('utf-8')}"
    report = reports.native_report(f"{stacks}{home}\n", 1)
    assert 'File "x.py", line 2' in report
    assert "\n~" in report
    assert str(tmp_path) not in report
    assert name not in report and name.encode("ascii", "backslashreplace").decode() not in report


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("/home/anna/qqdesk/.venv/lib/python3.11/site-packages/requests/api.py", "requests/api.py"),
        ("/home/anna/.pyenv/versions/3.13.0/lib/python3.13/asyncio/base.py", "asyncio/base.py"),
        ("/usr/lib/python3/dist-packages/keyring/core.py", "keyring/core.py"),
        ("C:\\Users\\anna\\Python311\\Lib\\threading.py", "threading.py"),
        ("/home/anna/qqdesk/tests/helpers/x.py", "x.py"),
        ("<frozen runpy>", "<frozen runpy>"),
        ("requests/api.py", "requests/api.py"),
    ],
)
def test_paths_of_libraries_do_not_name_the_account(path: str, short: str) -> None:
    # The home folder of this run is another one.
    assert short_path(path) == short
    assert short_paths(f'  File "{path}", line 3 in f\n') == f'  File "{short}", line 3 in f\n'


def test_stacks_become_a_report_with_the_time_that_it_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/anna"))
    stacks = 'Fatal Python error: Aborted\n\nCurrent thread:\n  File "/home/anna/x.py", line 3 in f\n'
    header = reports.header_of(datetime.fromtimestamp(1_000_000_000).astimezone(), "xcb")
    noise = "Windows fatal exception: code 0x8001010d\n\n"
    for text in (f"{header}{stacks}", f"{noise}{header}{stacks}"):
        report = reports.native_report(text, 1_000_000_090)
        assert report.startswith(header)
        assert ", 90 s after the start\n" in report and "\nFatal Python error: Aborted\n" in report
        assert '"x.py"' in report and "/home/anna" not in report
    assert "or an earlier version" in reports.native_report(stacks, 1)


def test_exceptions_that_windows_libraries_catch_are_no_crash() -> None:
    noise = "Windows fatal exception: code 0x8001010d\n\nCurrent thread 0x01:\n  File x\n"
    assert reports.native_report(noise, 1) == ""
    assert reports.native_report(f"{noise}\nWindows fatal exception: access violation\n", 1)


def test_the_next_run_reports_a_crash_once(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    kept = CrashReports(folder)
    crashed, later = CrashFile(folder), CrashFile(folder)
    crashed.open(kept)
    try:
        assert stat.S_IMODE(crashed.path.stat().st_mode) == 0o600 or sys.platform == "win32"
        crashed.write_header("header\n")
        with crashed.path.open("a", encoding="utf-8") as file:
            file.write("Fatal Python error: stacks\n")
        later.open(kept)
        (path,) = kept.unseen()
        assert "Fatal Python error: stacks" in kept.read(path)
        assert crashed.path.read_bytes() == b""
    finally:
        later.close()
        crashed.close()
    assert list(folder.iterdir()) == [path]


def test_a_killed_run_leaves_no_report(tmp_path: Path) -> None:
    kept = CrashReports(tmp_path)
    killed, later = CrashFile(tmp_path), CrashFile(tmp_path)
    killed.open(kept)
    killed.write_header("header\n")
    later.open(kept)
    assert [path.name for path in tmp_path.iterdir()] == [RUNNING]
    later.close()
    killed.close()


def test_a_folder_that_cannot_be_made_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = CrashFile(tmp_path / "file" / "log")
    run.open(CrashReports(tmp_path / "file" / "log"))
    run.write_header("header")
    run.close()
