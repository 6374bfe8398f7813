"""The recipes for running a server use existing options, and the server runs with the libraries that they install."""

import ast
import importlib.metadata
import json
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.server.operations.daemon import Daemon
from qqdesk.server.settings.configuration import FOLDER_VARIABLE, from_text
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import md5, start_server

ROOT = Path(__file__).parent.parent.parent
UNIT = ROOT / "packaging" / "qqdesk-server.service"
DOCKERFILE = ROOT / "packaging" / "Dockerfile"


RECIPE = runpy.run_path(str(ROOT / "packaging" / "server_requirements.py"))
DESKTOP, name_of, server_requirements = (RECIPE[name] for name in ("DESKTOP", "name_of", "server_requirements"))


def instructions(name: str) -> list[str]:
    """Return the arguments of an instruction of the Dockerfile, with joined lines."""
    text = re.sub(r"\\\n", " ", DOCKERFILE.read_text("utf-8"))
    return re.findall(rf"(?m)^{name} +(.*)$", text)


def test_the_unit_uses_existing_flags() -> None:
    (command,) = re.findall(r"(?m)^ExecStart=(.*)$", UNIT.read_text("utf-8"))
    program, *arguments = shlex.split(command)
    assert Path(program).name == "qqdesk-server"
    options = cli.build_parser().parse_args(arguments)
    assert options.command.__module__ == "qqdesk.cli.server.run"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    # The program is elsewhere here, perhaps in a path with spaces.
    program = tmp_path / "qqdesk-server"
    program.symlink_to(sys.executable)
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={program}", UNIT.read_text("utf-8")))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False
    )
    assert [line for line in done.stderr.splitlines() if UNIT.name in line] == []


def test_the_image_uses_existing_settings() -> None:
    (environment,) = instructions("ENV")
    pairs = dict(pair.split("=", 1) for pair in environment.split())
    assert pairs.pop("PATH") == "/qqdesk/bin:$PATH"
    assert pairs.pop(FOLDER_VARIABLE) == instructions("VOLUME")[0]
    for variable, value in pairs.items():
        from_text(variable.removeprefix("QQDESK_").lower(), value)
    (program,), command = (json.loads(instructions(name)[0]) for name in ("ENTRYPOINT", "CMD"))
    assert program in (ROOT / "pyproject.toml").read_text("utf-8")
    assert cli.build_parser().parse_args(command).command.__module__ == "qqdesk.cli.server.run"


def test_the_image_knows_the_ports_and_the_paths() -> None:
    defaults = Settings()
    assert instructions("EXPOSE") == [f"{defaults.port} {defaults.tls_port}"]
    (health,) = re.findall(r"http://127\.0\.0\.1:(\d+)/livez", DOCKERFILE.read_text("utf-8"))
    assert int(health) == defaults.ops_port
    assert hasattr(Daemon, "start_ops")
    ignored = (ROOT / "packaging" / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    for copied in instructions("COPY"):
        *sources, _ = copied.split()
        for source in sources:
            if not source.startswith(("--from", "/")):
                assert (ROOT / source).exists()
                assert f"!{source}" in ignored


def executed(tree: ast.AST) -> Iterator[ast.AST]:
    """Return all nodes except those for the type checker."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield node
            yield from executed(node)


def imported_from(package: str, seen: set[Path]) -> Iterator[str]:
    """Return all libraries that a module imports, also through modules of this project."""
    path = ROOT.joinpath(*package.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if file in seen or not file.exists():
        return
    seen.add(file)
    for node in executed(ast.parse(file.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            if name.startswith("qqdesk"):
                yield from imported_from(name, seen)
            else:
                yield name.partition(".")[0]


def test_the_requirements_of_the_server_match_its_imports() -> None:
    wanted = {name_of(one) for one in server_requirements((ROOT / "pyproject.toml").read_text("utf-8"))}
    assert not wanted & DESKTOP
    seen: set[Path] = set()
    libraries = set(imported_from("qqdesk.cli.server", seen)) - set(sys.stdlib_module_names)
    assert len(seen) > 30
    known = importlib.metadata.packages_distributions()
    for name in sorted(wanted):
        # Dependencies of these libraries.
        needed = [one for one in importlib.metadata.requires(name) or () if "extra ==" not in one]
        wanted |= {name_of(one) for one in needed}
    for library in libraries - {"qqdesk"}:
        assert {name_of(one) for one in known[library]} & wanted, library


def test_a_desktop_library_under_another_name_is_noticed() -> None:
    with pytest.raises(ValueError, match="requests"):
        server_requirements('[project]\ndependencies = ["PySide6_Essentials==6", "niquests>=2"]')


def test_the_server_runs_without_the_libraries_of_the_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their imports fail, as if they were not installed."""
    for name in ("PySide6", "requests", "shiboken6"):
        folder = tmp_path / "without" / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text("raise ImportError('this is for the desktop')")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'without'}:{ROOT}", prepend=":")
    server = start_server(tmp_path)
    try:
        server.add_user(10001)
        assert "&RS=0&" in server.post(f"VER=1.1&CMD=Login&SEQ=1&UIN=10001&PS={md5('secret')}")
    finally:
        assert server.terminate() in (0, -15), server.log()


def test_without_its_driver_postgresql_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "psycopg.py").write_text("raise ModuleNotFoundError(name='psycopg')")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")
    command = [sys.executable, "-m", "qqdesk.cli.server", "run", "--data-dir", str(tmp_path / "data")]
    done = subprocess.run([*command, "--database", "postgresql://chat@localhost/chat"], capture_output=True, text=True)
    assert "pip install '.[postgresql]'" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("page", ["README.md", "qqdesk/server/running.md"])
def test_documented_commands_use_existing_options(page: str) -> None:
    lines = re.findall(r"(?m)^    qqdesk-server (.*?)(?: +#.*)?$", (ROOT / page).read_text("utf-8"))
    assert len(lines) >= 4
    for line in lines:
        if line != "--help":
            cli.build_parser().parse_args(shlex.split(line))
