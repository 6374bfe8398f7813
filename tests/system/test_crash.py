"""The content of crash reports, and the data that they must not contain."""

import faulthandler
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.system.crash.reports import KEPT, RUNNING, CrashReports
from qqdesk.system.crash.traces import location_of, short_path, short_paths, without_values
from qqdesk.version import short_line


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
        "raise ExceptionGroup(SECRET, [ValueError(SECRET)])",
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


def test_a_traceback_holds_only_the_last_frames_of_a_recursion() -> None:
    text = without_values(raised("def f(): f()\nf()"))
    assert len(text.splitlines()) < 70
    assert text.endswith("RecursionError")


def test_frames_of_the_program_come_with_their_path_and_line() -> None:
    try:
        short_path(None)  # type: ignore[arg-type]
    except TypeError as error:
        text = without_values(error)
        assert location_of(error).file.endswith("traces.py")
    assert 'File "qqdesk/system/crash/traces.py", line ' in text
    assert "    folders = _FOLDERS.match(path)" in text


@pytest.mark.parametrize("name", ["王芳", "Jürgen", "\U0001f600"])
def test_stacks_of_a_crash_do_not_name_the_home_folder(tmp_path: Path, name: str) -> None:
    written = tmp_path / "stacks"
    path = tmp_path / name / "work" / "x.py"
    code = compile("import faulthandler\nfaulthandler.dump_traceback(file)", str(path), "exec")
    with written.open("wb") as file:
        exec(code, {"file": file})
    stacks = short_paths(written.read_text("utf-8"))
    assert 'File "x.py", line 2' in stacks
    assert str(tmp_path) not in stacks
    assert name not in stacks and name.encode("ascii", "backslashreplace").decode() not in stacks


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("/home/anna/qqdesk/.venv/lib/python3.11/site-packages/requests/api.py", "requests/api.py"),
        ("/home/anna/.pyenv/versions/3.13.0/lib/python3.13/asyncio/base.py", "asyncio/base.py"),
        ("/usr/lib/python3/dist-packages/keyring/core.py", "keyring/core.py"),
        ("C:\\Users\\anna\\Python311\\Lib\\threading.py", "threading.py"),
        ("/home/anna/work/x.py", "x.py"),
        ("/home/anna/qqdesk/qqdesk/gui/x.py", "qqdesk/gui/x.py"),
        ("C:\\Program Files\\qqdesk\\gui\\x.py", "qqdesk/gui/x.py"),
        ("<frozen runpy>", "<frozen runpy>"),
        ("requests/api.py", "requests/api.py"),
    ],
)
def test_paths_of_libraries_do_not_name_the_account(path: str, short: str) -> None:
    assert short_path(path) == short
    assert short_paths(f'  File "{path}", line 3 in f\n') == f'  File "{short}", line 3 in f\n'


NOISE = "Windows fatal exception: code 0x8001010d\n\nCurrent thread 0x01:\n  File x\n"
FATAL = "Fatal Python error: Aborted\n\nCurrent thread:\n"


@pytest.mark.parametrize("stacks", [FATAL, f"{NOISE}{FATAL}", f"{NOISE}\nWindows fatal exception: access violation\n"])
def test_the_next_run_reports_a_crash_once(tmp_path: Path, stacks: str) -> None:
    folder = tmp_path / "log"
    crashed, later = CrashReports(folder), CrashReports(folder)
    running = folder / RUNNING
    crashed.open()
    try:
        assert stat.S_IMODE(running.stat().st_mode) == 0o600 or sys.platform == "win32"
        crashed.describe("xcb")
        with running.open("a", encoding="utf-8") as file:
            file.write(f'{stacks}  File "/home/anna/x.py", line 3 in f\n')
        later.open()
        (report,) = later.pop_unseen()
        assert report.startswith("Happened: ")
        assert f"\n{short_line()}\n" in report and "\nStarted: " in report and "\nWindows on: xcb\n" in report
        assert report.endswith(f'{stacks}  File "x.py", line 3 in f\n')
        assert later.pop_unseen() == []
        assert "x.py" not in running.read_text("utf-8")
    finally:
        later.close()
        crashed.close()
    (path,) = folder.iterdir()
    assert path.read_text("utf-8") == report


def test_a_crash_file_that_cannot_be_deleted_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    reports = CrashReports(tmp_path)
    reports.open()
    (tmp_path / RUNNING).unlink()
    (tmp_path / RUNNING).mkdir()
    reports.close()
    assert "the crash file cannot be deleted" in caplog.text


@pytest.mark.parametrize("stacks", ["", NOISE])
def test_a_killed_run_leaves_no_report(tmp_path: Path, stacks: str) -> None:
    """Exceptions that libraries of Windows catch are no crash."""
    killed, later = CrashReports(tmp_path), CrashReports(tmp_path)
    killed.open()
    with (tmp_path / RUNNING).open("a", encoding="utf-8") as file:
        file.write(stacks)
    later.open()
    assert [path.name for path in tmp_path.iterdir()] == [RUNNING]
    later.close()
    killed.close()


def test_a_folder_that_cannot_be_made_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = CrashReports(tmp_path / "file" / "log")
    run.open()
    run.describe("xcb")
    assert run.write("report") is None
    assert run.pop_unseen() == []
    run.close()


def test_ten_reports_are_kept(tmp_path: Path) -> None:
    reports = CrashReports(tmp_path / "log")
    for number in range(KEPT + 5):
        path = reports.write(f"report {number}")
        assert path is not None and (stat.S_IMODE(path.stat().st_mode) == 0o600 or sys.platform == "win32")
    assert {path.read_text("utf-8") for path in (tmp_path / "log").iterdir()} == {
        f"report {number}" for number in range(5, KEPT + 5)
    }
