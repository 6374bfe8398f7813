"""The settings: their sources, precedence, and error messages."""

import os
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qqdesk.bot.bot_password import VARIABLE as PASSWORD_VARIABLE
from qqdesk.cli import server as cli
from qqdesk.cli.client.options import SERVER_VARIABLE, USER_VARIABLE
from qqdesk.server.settings.configuration import SettingsError, from_text, load, overview, template, written
from qqdesk.server.settings.settings import Settings, masked

NAMES = [entry.name for entry in fields(Settings)]


def a_file(folder: Path, text: str) -> Path:
    file = folder / "server.toml"
    file.write_text(text, "utf-8")
    return file


def complaints(folder: Path, text: str = "", **options: Any) -> tuple[str, ...]:
    file = a_file(folder, text)
    with pytest.raises(SettingsError) as raised:
        load(folder, **options)
    return tuple(complaint.replace(str(file), "server.toml") for complaint in raised.value.complaints)


def test_nothing_given_means_the_defaults(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert found.settings == Settings()
    assert (found.given, found.file, found.warnings) == ({}, None, ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.sampled_from(["port", "tls_port", "ops_port"]), st.integers(1, 65535)),
    st.dictionaries(st.sampled_from(["port", "tls_port", "ops_port"]), st.integers(1, 65535)),
    st.dictionaries(st.sampled_from(["port", "tls_port", "ops_port"]), st.integers(1, 65535)),
)
def test_flags_go_over_the_environment_and_that_over_the_file(
    tmp_path: Path, in_file: dict[str, int], in_environment: dict[str, int], in_flags: dict[str, int]
) -> None:
    a_file(tmp_path, "".join(f"{name} = {value}\n" for name, value in in_file.items()))
    environment = {f"QQDESK_{name.upper()}": str(value) for name, value in in_environment.items()}
    found = load(tmp_path, environment=environment, flags=in_flags)
    wanted: dict[str, Any] = in_file | in_environment | in_flags
    assert found.settings == Settings(**wanted)
    for name in in_flags:
        assert found.given[name] == "flag --" + name.replace("_", "-")
    for name in in_environment.keys() - in_flags.keys():
        assert found.given[name] == f"environment variable QQDESK_{name.upper()}"


def test_the_template_parses_back_to_the_defaults(tmp_path: Path) -> None:
    text = template()
    assert tomllib.loads(text) == {}
    lines = [line.removeprefix("#") if line.startswith("#") and line[1] != " " else line for line in text.split("\n")]
    a_file(tmp_path, "\n".join(lines))
    found = load(tmp_path)
    assert found.settings == Settings()
    assert set(found.given) == set(NAMES)
    for entry in fields(Settings):
        assert entry.metadata["help"] in text


@given(st.text() | st.lists(st.text("abc\"\\'\n€")).map(tuple))
def test_written_settings_are_read_again(value: str | tuple[str, ...]) -> None:
    read = tomllib.loads(f"x = {written(value)}")["x"]
    assert (tuple(read) if isinstance(read, list) else read) == value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("\n\nname = 'x'\n\nprot = 9000\n", "prot is no setting; did you mean port?"),
        ("'zebra' = 1", "zebra is no setting"),
        ("# port = 8\nport = 70000", "port: a number from 0 to 65535 is wanted"),
        ("port = '8000'", "port: a whole number is wanted"),
        ("port = true", "port: a whole number is wanted"),
        ("tls = 1", "tls: true or false is wanted"),
        ("host = 1", 'host: a text in quotes is wanted, as in "text"'),
        ("classic = 'maybe'", "classic: one of off, lan, on is wanted"),
        (
            "trusted_proxies = '10.0.0.1'",
            'trusted_proxies: a list of texts is wanted, as in ["10.0.0.1", "10.0.0.2"]',
        ),
        (
            "name = '''\ntrusted_proxies = 1\n'''\ntrusted_proxies = [\n  '10.0.0.1',\n  'x',\n]\nport = 1",
            "trusted_proxies: x is neither an address such as 10.0.0.1 nor a network such as 10.0.0.0/8",
        ),
        ("port = 1\n\n[server]\nname = ''", "server is no setting"),
        ("server.port = 1", "server is no setting"),
        ("port = 1\nkey = 'k.pem'", "key: cert is missing, which names the certificate of this key"),
        ("port = 1\nport = 2", "this is no TOML: Cannot overwrite a value (at end of document)"),
        ("port = 1\nname = 'x", None),
        ("port = 1\nhost = 0.0.0.0", None),
    ],
)
def test_error_in_the_file_names_the_setting(tmp_path: Path, text: str, wanted: str | None) -> None:
    (complaint,) = complaints(tmp_path, text)
    if wanted is not None:
        assert complaint == f"server.toml: {wanted}"
    else:
        assert complaint.startswith("server.toml: this is no TOML: ")
        assert "line 2" in complaint or "end of document" in complaint


def test_all_errors_are_reported_at_once(tmp_path: Path) -> None:
    environment = {"QQDESK_PORT": "many", "QQDESK_TLS": "perhaps"}
    assert complaints(tmp_path, "prot = 1\nport = -1\n", environment=environment) == (
        "server.toml: prot is no setting; did you mean port?",
        "server.toml: port: a number from 0 to 65535 is wanted",
        "environment variable QQDESK_PORT: a whole number is wanted",
        "environment variable QQDESK_TLS: yes or no is wanted",
    )


def test_unreadable_settings_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml cannot be read: No such file"):
        load(tmp_path, file=tmp_path / "nowhere.toml")
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path, environment={"QQDESK_CONFIG": str(tmp_path)})
    (tmp_path / "latin.toml").write_bytes("port = 1\nname = 'Büro'".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"latin\.toml: this is not text in UTF-8"):
        load(tmp_path, file=tmp_path / "latin.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 300_000)
    with pytest.raises(SettingsError, match="too large"):
        load(tmp_path, file=tmp_path / "large.toml")


def test_a_file_that_an_editor_marked_as_utf_8(tmp_path: Path) -> None:
    (tmp_path / "server.toml").write_bytes(b"\xef\xbb\xbfname = 'B\xc3\xbcro'\r\nport = 81\r\n")
    assert load(tmp_path).settings == Settings(name="Büro", port=81)


def test_the_file_that_is_named_goes_instead_of_the_one_in_the_folder(tmp_path: Path) -> None:
    a_file(tmp_path, "port = 1")
    other, third = tmp_path / "other.toml", tmp_path / "third.toml"
    other.write_text("port = 2")
    third.write_text("port = 3")
    environment = {"QQDESK_CONFIG": str(other)}
    assert load(tmp_path).settings.port == 1
    assert load(tmp_path, environment=environment).settings.port == 2
    assert load(tmp_path, environment=environment, file=third).settings.port == 3


def test_paths_in_the_file_begin_where_it_lies(tmp_path: Path) -> None:
    a_file(tmp_path, "cert = 'chain.pem'\nkey = '/etc/key.pem'")
    found = load(tmp_path).settings
    assert found.cert == str(tmp_path / "chain.pem")
    assert Path(found.key) == tmp_path / "/etc/key.pem"
    assert load(tmp_path, flags={"cert": "chain.pem"}).settings.cert == "chain.pem"


def test_unknown_variables_are_reported(tmp_path: Path) -> None:
    environment = {"QQDESK_PROT": "1", "QQDESK_DATA_DIR": "x", "QQDESK_TEST_ALL": "1", "HOME": "/", "PORT": "1"}
    environment |= {USER_VARIABLE: "10001", SERVER_VARIABLE: "chat.example.org", PASSWORD_VARIABLE: "/x"}
    assert load(tmp_path, environment=environment).warnings == (
        "environment variable QQDESK_PROT: this is no setting; did you mean QQDESK_PORT?",
    )


def test_port_0_means_no_fixed_port_at_all(tmp_path: Path) -> None:
    found = load(tmp_path, flags={"port": 0}).settings
    assert (found.port, found.tls_port, found.ops_port) == (0, 0, 0)
    found = load(tmp_path, environment={"QQDESK_TLS_PORT": "9443"}, flags={"port": 0}).settings
    assert (found.port, found.tls_port, found.ops_port) == (0, 9443, 0)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("tls", "Yes", True),
        ("tls", "off", False),
        ("port", " 8000 ", 8000),
        ("name", "Büro, oben", "Büro, oben"),
        ("name", "", ""),
        ("trusted_proxies", "10.0.0.1, 10.1.0.0/16,", ("10.0.0.1", "10.1.0.0/16")),
        ("trusted_proxies", "", ()),
    ],
)
def test_values_as_words(name: str, text: str, value: object) -> None:
    assert from_text(name, text) == value


@pytest.mark.parametrize("text", ["", "-1", "1.5", "٣", "9" * 30, "65536"])
def test_invalid_ports(text: str) -> None:
    with pytest.raises(ValueError, match="wanted"):
        from_text("port", text)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://qq:hunter2@db/qqdesk",
        "postgresql://qq:hunter2/@:%40@db:5432/qqdesk?sslmode=require",
        "postgresql://db/qqdesk?user=qq&password=hunter2&sslmode=require",
        "postgresql://qq:hun\nter2@db/x hunter2@x",
    ],
)
def test_a_password_in_the_database_is_never_seen(tmp_path: Path, url: str) -> None:
    found = load(tmp_path, flags={"database": url})
    assert found.settings.database == url
    for text in (overview(found), repr(found), masked(url), masked(f"connecting to {url} failed")):
        assert "hunter2" not in text
        assert "ter2" not in text
    for complaint in complaints(tmp_path, f"database = {written('mysql' + url)}"):
        assert "ter2" not in complaint


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another thing there")
def test_a_password_readable_by_others_is_reported(tmp_path: Path) -> None:
    file = a_file(tmp_path, "database = 'postgresql://qq:hunter2@db/x'")
    file.chmod(0o640)
    assert load(tmp_path).warnings == (f"{file}: other users can read this file, which contains a password",)
    file.chmod(0o600)
    assert load(tmp_path).warnings == ()
    a_file(tmp_path, "database = 'postgresql:///x'").chmod(0o644)
    assert load(tmp_path).warnings == ()


# The command


def test_config_prints_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["config"]) == 0
    assert capsys.readouterr().out == template()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such disk")
def test_a_file_that_could_not_be_written_is_no_success() -> None:
    command = [sys.executable, "-m", "qqdesk.cli.server", "config"]
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (1, "No space left on device.\n")
    reader, target = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=target, stderr=subprocess.PIPE, text=True, timeout=30, check=False)
    os.close(target)
    assert (done.returncode, done.stderr) == (1, "")


def test_config_checks_what_run_would_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = a_file(tmp_path, "port = 9000\nname = 'x'")
    monkeypatch.setenv("QQDESK_NAME", "Büro")
    monkeypatch.setenv("QQDESK_DATA_DIR", str(tmp_path))
    assert cli.main(["config", "--check", "--no-tls"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        'name = "Büro"  # environment variable QQDESK_NAME',
        f"port = 9000  # {file}",
        "tls = false  # flag --no-tls",
    ]
    file.write_text("\nprot = 9000")
    assert cli.main(["config", "--check"]) == 2
    assert capsys.readouterr().err == f"{file}: prot is no setting; did you mean port?\n"
    assert cli.main(["run"]) == 2
    assert capsys.readouterr().err == f"{file}: prot is no setting; did you mean port?\n"


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--prot", "1"], "--prot is no flag of this command; did you mean --port?"),
        (["--port", "x"], "argument --port: a whole number is wanted"),
        (["--port", "65536"], "argument --port: a number from 0 to 65535 is wanted"),
        (["--classic", "maybe"], "argument --classic: one of off, lan, on is wanted"),
        (["postgresql://qq:hunter2@db"], "unrecognized arguments: postgresql://qq:***@db"),
    ],
)
def test_a_wrong_flag_is_named(arguments: list[str], wanted: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", *arguments])
    assert ended.value.code == 2
    assert wanted in capsys.readouterr().err


def test_every_setting_is_a_flag_with_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["run", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for entry in fields(Settings):
        assert "--" + entry.name.replace("_", "-") in shown
        # A line may have been broken at a hyphen.
        assert entry.metadata["help"].replace(" ", "") in shown.replace(" ", "")
