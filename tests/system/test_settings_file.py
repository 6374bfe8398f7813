"""The settings file: a round trip, invalid values, and keys of other versions."""

import errno
import tomllib
from dataclasses import fields
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qqdesk import atomic_file
from qqdesk.domain.settings import ALLOWED, BOUNDS, Settings, settings_from_values, settings_to_values
from qqdesk.system.settings_file import load_settings, read_file, save_settings, write_file

_ZONES = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
_PLAIN = (
    st.text()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.datetimes(timezones=_ZONES)
)
_ANY = st.recursive(_PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
_FOREIGN = st.dictionaries(st.text(min_size=1).map(lambda name: f"x{name}"), _ANY, max_size=4)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


@pytest.mark.parametrize("denied", [3, 999])
def test_a_file_that_another_program_holds_open_is_replaced_a_little_later(
    path: Path, monkeypatch: pytest.MonkeyPatch, denied: int
) -> None:
    """Only Windows refuses it."""
    attempts = []
    replace = Path.replace

    def refuse(source: Path, target: Path) -> Path:
        attempts.append(target)
        if len(attempts) <= denied:
            raise PermissionError(errno.EACCES, "Access is denied", str(target))
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(atomic_file, "_STEP_S", 0.2 if denied > 3 else 0.0)
    if denied > 3:
        with pytest.raises(PermissionError):
            write_file(path, {"number": 1})
        assert list(path.parent.iterdir()) == []
    else:
        write_file(path, {"number": 1})
        assert read_file(path) == {"number": 1} and len(attempts) == 4


@given(text=st.text(), groups=st.lists(st.text(), max_size=4), number=st.integers(0, 9_999_999_999))
def test_saved_settings_are_loaded_unchanged(
    tmp_path_factory: pytest.TempPathFactory, text: str, groups: list[str], number: int
) -> None:
    path = tmp_path_factory.mktemp("config") / "settings.toml"
    settings = Settings(number=number, server=text, less_motion=True, collapsed_groups=groups)
    save_settings(path, settings)
    assert load_settings(path) == settings


@given(others=_FOREIGN)
def test_keys_of_another_version_are_written_back(
    tmp_path_factory: pytest.TempPathFactory, others: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("config") / "settings.toml"
    write_file(path, {**others, "number": 10001})
    settings = load_settings(path)
    assert settings.others == others
    settings.number = 10002
    save_settings(path, settings)
    assert load_settings(path).others == others
    assert load_settings(path).number == 10002


def test_tables_and_dates_of_another_version_stay(path: Path) -> None:
    path.write_text(
        "since = 2026-01-02T03:04:05+02:00\nday = 2026-01-02\nhour = 07:30:00\nsizes = [1, [2, 3]]\n"
        "[window.left]\nwidth = 3\n[[rule]]\nname = 'a'\n[[rule]]\nname = 'b'\n"
    )
    before = tomllib.loads(path.read_text())
    save_settings(path, load_settings(path))
    after = read_file(path)
    assert {name: after[name] for name in before} == before
    assert isinstance(after["since"], datetime) and type(after["day"]) is date and type(after["hour"]) is time


def test_the_order_of_the_keys_is_always_the_same(path: Path) -> None:
    save_settings(path, Settings(others={"zeta": 1, "alpha": 2}))
    text = path.read_text()
    save_settings(path, load_settings(path))
    assert path.read_text() == text
    names = list(read_file(path))
    known = [item.name for item in fields(Settings) if item.name not in ("others", "refused")]
    assert names == [*known, "zeta", "alpha"]


def test_without_a_file_the_defaults_apply(path: Path) -> None:
    assert load_settings(path) == Settings()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('number = "many"', "number"),
        ("less_motion = 1", "less_motion"),
        ('theme = "purple"', "theme"),
        ("status = 11", "status"),
        ("servers = [1, 2]", "servers"),
        ("log_zoom = 1.5", "log_zoom"),
    ],
)
def test_an_invalid_value_is_ignored_and_stays_until_a_change(path: Path, line: str, name: str) -> None:
    path.write_text(f"{line}\nlanguage = 'zh_CN'\n")
    raw = read_file(path)[name]
    settings = load_settings(path)
    assert settings == Settings(language="zh_CN")
    assert list(settings.refused) == [name]
    save_settings(path, settings)
    assert read_file(path)[name] == raw
    other = {"number": 7, "less_motion": True, "theme": "dark", "status": 30, "servers": ["a"], "log_zoom": 80}[name]
    setattr(settings, name, other)
    save_settings(path, settings)
    assert read_file(path)[name] == other


def test_a_number_is_clamped_to_its_bounds(path: Path) -> None:
    path.write_text("log_zoom = 1000\nsound_volume = -5\n")
    assert load_settings(path) == Settings(log_zoom=300, sound_volume=0)


def test_every_number_has_its_bounds(path: Path) -> None:
    """Qt raises for a number of more than 32 bits."""
    numbers = [item.name for item in fields(Settings) if type(item.default) is int]
    assert set(numbers) <= ALLOWED.keys() | BOUNDS.keys()
    for extreme in (10**30, -(10**30)):
        path.write_text("".join(f"{name} = {extreme}\n" for name in numbers))
        settings = load_settings(path)
        for name in BOUNDS:
            assert BOUNDS[name][0] <= getattr(settings, name) <= BOUNDS[name][1]


def test_the_defaults_are_valid() -> None:
    usual = settings_to_values(Settings())
    assert all(usual[name] in values for name, values in ALLOWED.items())
    assert all(least <= usual[name] <= most for name, (least, most) in BOUNDS.items())
    assert settings_from_values(usual) == Settings()


def test_a_damaged_file_raises(path: Path) -> None:
    path.write_text("number = = 3")
    with pytest.raises(ValueError):
        load_settings(path)


def test_a_failed_save_leaves_the_old_file_and_no_other(path: Path) -> None:
    save_settings(path, Settings(number=1))
    with pytest.raises(TypeError):
        save_settings(path, Settings(collapsed_groups=[object()]))  # type: ignore[list-item]
    assert load_settings(path).number == 1
    assert [item.name for item in path.parent.iterdir()] == ["settings.toml"]


def test_a_symbolic_link_is_kept(tmp_path: Path, path: Path) -> None:
    target = tmp_path / "dotfiles" / "qqdesk.toml"
    target.parent.mkdir()
    path.symlink_to(target)
    save_settings(path, Settings(number=5))
    assert path.is_symlink()
    assert load_settings(target).number == 5
