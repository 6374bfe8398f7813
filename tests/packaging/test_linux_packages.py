"""The parts of the packages for Linux. With QQDESK_TEST_LONG=1 the packages are built and tried."""

import configparser
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk import __version__
from qqdesk.system import link_scheme

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
BUILT = ROOT / ".build" / "frozen" / "qqdesk"
LINUX = PACKAGING / "installers" / "linux"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="they are made on Linux")
long = pytest.mark.skipif("QQDESK_TEST_LONG" not in os.environ, reason="QQDESK_TEST_LONG is not set")


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the packaging folder on the path, and remove its modules after the test."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(PACKAGING))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("installers", "bare_debian", "bare_service", "smoke"):
            del sys.modules[name]


# The package for Debian


@pytest.mark.parametrize(
    ("version", "written"),
    [("1.2.3", "1.2.3"), ("1.2.3rc1", "1.2.3~rc1"), ("1.2.3.dev4", "1.2.3~dev4"), ("1.2.3a1", "1.2.3~a1")],
)
def test_a_prerelease_sorts_before_its_release(version: str, written: str) -> None:
    from installers.deb import debian_version

    assert debian_version(version) == written
    if version != "1.2.3":
        subprocess.run(["dpkg", "--compare-versions", written, "lt", "1.2.3"], check=True)


def test_the_maintainer_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from installers.deb import MAINTAINER, maintainer

    assert maintainer() == MAINTAINER
    monkeypatch.setenv("DEBFULLNAME", "Ann")
    monkeypatch.setenv("DEBEMAIL", "ann@example.org")
    assert maintainer() == "Ann <ann@example.org>"


def test_the_packages_unit_is_that_of_the_recipe_elsewhere() -> None:
    from installers.deb import UNIT, service_unit

    unit = service_unit(UNIT.read_text("utf-8"))
    assert "ExecStart=/usr/bin/qqdesk-server run " in unit
    assert "/usr/local" not in unit
    kept = [line for line in UNIT.read_text("utf-8").partition("[Unit]")[2].splitlines() if "ExecStart" not in line]
    assert [line for line in kept if line not in unit.splitlines()] == []


@pytest.mark.parametrize("name", ["postinst", "prerm", "postrm"])
def test_its_scripts_are_scripts(name: str) -> None:
    subprocess.run(["sh", "-n", str(LINUX / "debian" / name)], check=True)


# Desktop files


def test_the_menu_entry_is_the_one_that_the_windows_name() -> None:
    entry = LINUX / "qqdesk.desktop"
    subprocess.run(["desktop-file-validate", str(entry)], check=True)
    parser = configparser.RawConfigParser(strict=True)
    parser.read(entry, encoding="utf-8")
    source = (ROOT / "qqdesk" / "gui" / "shared" / "application.py").read_text("utf-8")
    assert f'setDesktopFileName("{entry.stem}")' in source
    assert parser["Desktop Entry"]["StartupWMClass"] == entry.stem


def test_the_entry_for_links_is_that_of_the_program() -> None:
    text = link_scheme.desktop_text("qqdesk").replace(
        "Exec=qqdesk --open %u\n", "Exec=qqdesk --open %u\nTryExec=qqdesk\n"
    )
    assert (LINUX / link_scheme.FILE_NAME).read_text("utf-8") == text


def test_the_description_lacks_only_what_the_project_has_not(tmp_path: Path) -> None:
    from installers.linux.share import lay_desktop

    lay_desktop(tmp_path, "1.2.3")
    (file,) = tmp_path.glob("metainfo/*.xml")
    command = ["appstreamcli", "validate", "--no-net", "--pedantic", str(file)]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    assert 'version="1.2.3" date="2023-11-14"' in file.read_text("utf-8")
    assert sorted(re.findall(r"(?m)^[EWIP]: \S+ ([\w-]+)", said)) == [
        "cid-desktopapp-is-not-rdns", "developer-info-missing", "metadata-license-missing", "url-homepage-missing",
    ]  # fmt: skip
    icons = sorted(path.relative_to(tmp_path / "icons/hicolor").parts[0] for path in tmp_path.glob("icons/**/qqdesk.*"))
    assert icons == ["128x128", "16x16", "22x22", "24x24", "256x256", "32x32", "48x48", "512x512", "64x64", "scalable"]


# Manual pages


@pytest.mark.parametrize("name", ["qqdesk", "qqdesk-cli", "qqdesk-server"])
def test_a_manual_page_has_every_option_and_nothing_of_the_builder(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from installers.linux.manual import manual_page

    page = manual_page(name, "1.2.3")
    monkeypatch.setenv("HOME", "/builder")
    monkeypatch.setenv("XDG_DATA_HOME", "/builder/data")
    monkeypatch.setenv("QQDESK_DATA_DIR", "/builder/server")
    assert manual_page(name, "1.2.3") == page
    command = ["groff", "-man", "-Kutf8", "-Tutf8", "-ww", "-z"]
    done = subprocess.run(command, input=page, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    text = page.replace("\\-", "-")
    assert f'.TH {name.upper()} "1" "2023-11-14" "qqdesk 1.2.3" "User Commands"' in text
    wanted = {
        "qqdesk": ["--hidden", "a desktop messenger"],
        "qqdesk-cli": ["qqdesk-cli send", "--password-stdin"],
        "qqdesk-server": ["qqdesk-server user add", "(default: ~/.local/share/qqdesk/server)", "/etc/qqdesk"],
    }[name]
    assert [words for words in wanted if words.lower() not in text.lower()] == []


def _completed(tmp_path: Path, *words: str) -> set[str]:
    """Return what bash offers for the last word."""
    from installers.linux.completion import completion

    script = tmp_path / words[0]
    script.write_text(completion(words[0], "bash"), encoding="utf-8")
    lines = [
        f"source {shlex.quote(str(script))}",
        f"COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}",
        f"_shtab_{words[0].replace('-', '_')}",
        'printf "%s\\n" "${COMPREPLY[@]}"',
    ]
    done = subprocess.run(["bash", "-c", "\n".join(lines)], capture_output=True, text=True, check=True, cwd=tmp_path)
    return set(done.stdout.split())


def test_bash_completes_commands_options_and_files(tmp_path: Path) -> None:
    (tmp_path / "hills.jpg").touch()
    assert _completed(tmp_path, "qqdesk-cli", "re") == {"react", "recall", "register"}
    assert "--password-stdin" in _completed(tmp_path, "qqdesk-server", "user", "add", "--pass")
    assert _completed(tmp_path, "qqdesk-cli", "send", "--file", "hil") == {"hills.jpg"}


# Libraries


def test_libraries_from_debian_are_left_to_debian() -> None:
    from installers.deb import system_libraries

    debian = ["/lib/x/libz.so.1", "/usr/lib/x/libssl.so.3"]
    others = ["/usr/lib/x/libpython3.13.so.1.0", "/venv/lib/libQt6Core.so.6", "/usr/lib/python3.13/json/__init__.py"]
    assert system_libraries([*debian, *others]) == {"libz.so.1", "libssl.so.3"}


def test_the_package_depends_on_the_libraries_that_it_loads(tmp_path: Path) -> None:
    from installers.deb import dependencies
    from installers.maker import MakingError

    for folder in (tmp_path / "DEBIAN", library := tmp_path / "usr" / "lib" / "qqdesk"):
        folder.mkdir(parents=True)
    shutil.copy("/bin/true", library)
    assert re.match(r"libc6 \(>= 2\.\d+\)", dependencies(tmp_path))
    command = ["patchelf", "--add-needed", "libnowhere.so.1", str(library / "true")]
    subprocess.run(command, check=True)
    with pytest.raises(MakingError, match=r"libnowhere\.so\.1"):
        dependencies(tmp_path)


def test_no_library_searches_the_builders_folders(tmp_path: Path) -> None:
    from installers.linux.folder import remove_search_paths

    shutil.copy("/bin/true", tmp_path)
    for before, after in (("/builder/lib:$ORIGIN/lib", "$ORIGIN/lib"), ("/builder/lib", "")):
        subprocess.run(["patchelf", "--set-rpath", before, str(tmp_path / "true")], check=True)
        remove_search_paths(tmp_path)
        command = ["patchelf", "--print-rpath", str(tmp_path / "true")]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == after


# The archive


def archive_of(folder: Path, out: Path) -> bytes:
    from installers.tarball import write_archive

    (folder / "b" / "c").mkdir(parents=True)
    (folder / "b" / "c" / "text").write_text("text")
    (folder / "b" / "run").write_text("run")
    (folder / "b" / "run").chmod(0o700)
    (folder / "a").symlink_to("b/run")
    write_archive(folder, out)
    return out.read_bytes()


def test_the_same_files_are_the_same_archive(tmp_path: Path) -> None:
    one = archive_of(tmp_path / "one", tmp_path / "one.tar.gz")
    os.utime(tmp_path / "one" / "b" / "run", (1, 1))
    before = os.umask(0o077)
    try:
        other = archive_of(tmp_path / "other", tmp_path / "other.tar.gz")
    finally:
        os.umask(before)
    assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest()
    with tarfile.open(fileobj=io.BytesIO(one)) as tar:
        members = [(one.name, oct(one.mode), one.uid, one.mtime) for one in tar if not one.issym()]
    assert members == [
        (name, mode, 0, 1700000000)
        for name, mode in [("b", "0o755"), ("b/c", "0o755"), ("b/c/text", "0o644"), ("b/run", "0o755")]
    ]


# Whole packages


@pytest.fixture(scope="module")
def frozen(build_lock: None) -> Path:
    """Return the frozen folder of this commit, built if it is missing."""
    facts = BUILT / "_internal" / "resources" / "build.json"
    commit = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12",
         "--exclude=*"], capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    made = json.loads(facts.read_text("utf-8"))["commit"] if facts.is_file() else ""
    if not commit or commit.endswith("-dirty") or made != commit or not (BUILT / "qqdesk").is_file():
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        base = getattr(sys, "_base_executable", sys.executable)
        command = [base, str(PACKAGING / "build.py"), "--only", "folder"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    return BUILT


@long
@pytest.mark.timeout(900)
def test_a_minimal_debian_installs_and_removes_the_package(frozen: Path, tmp_path: Path) -> None:
    from bare_debian import cannot
    from installers import deb

    (package,) = deb.make(frozen, tmp_path, __version__)
    assert package.stat().st_size < 45e6
    assert deb.installed_kib(deb.TREE) * 1024 < 150e6
    # What is overridden depends a little on the Python that goes in.
    command = ["lintian", "--fail-on", "error,warning", "--suppress-tags", "mismatched-override", str(package)]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout
    if reason := cannot():
        pytest.skip(reason)
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    command = [sys.executable, str(PACKAGING / "try_deb.py"), str(package)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "BAD" not in done.stdout


@long
@pytest.mark.timeout(300)
def test_the_archive_starts_from_wherever_it_is_unpacked(frozen: Path, tmp_path: Path, public_path: Path) -> None:
    import smoke
    from installers import tarball

    (archive,) = tarball.make(frozen, tmp_path, __version__)
    place = public_path / "我的 程序" / "新 place"
    place.mkdir(parents=True)
    subprocess.run(["tar", "-xzf", str(archive), "-C", str(place)], check=True)
    (folder,) = place.iterdir()
    assert smoke.smoke(folder) == []


@long
@pytest.mark.timeout(300)
def test_the_image_starts_each_program_by_its_name(frozen: Path, tmp_path: Path) -> None:
    from installers import appimage

    tree = tmp_path / "qqdesk.AppDir"
    appimage.lay_out(frozen, tree, __version__)
    assert (tree / "qqdesk.desktop").is_file() and (tree / "qqdesk.svg").is_file()
    start = str(tree / "AppRun")
    for called in ("qqdesk", "qqdesk-server", "qqdesk-cli", "./qqdesk-0.1.0-x86_64.AppImage"):
        done = subprocess.run([start, "--version"], env={**os.environ, "ARGV0": called}, capture_output=True, text=True)
        name = called if called in ("qqdesk-server", "qqdesk-cli") else "qqdesk"
        assert done.stdout.split()[:2] == [name, __version__], done.stderr
