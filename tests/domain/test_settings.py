"""The settings file: what is written is read, and what is strange is kept or passed over."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qqdesk.domain.settings import Settings, load_settings, save_settings


@given(text=st.text(), groups=st.lists(st.text(), max_size=4), number=st.integers(0, 9_999_999_999))
def test_settings_come_back_as_they_were_saved(
    tmp_path_factory: pytest.TempPathFactory, text: str, groups: list[str], number: int
) -> None:
    path = tmp_path_factory.mktemp("config") / "settings.toml"
    settings = Settings(number=number, server=text, remember=False, collapsed_groups=groups)
    save_settings(path, settings)
    assert load_settings(path) == settings


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == Settings()


def test_keys_of_another_version_are_written_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('number = 10001\nsound = "bell"\nvolume = 0.5\n')
    settings = load_settings(path)
    settings.number = 10002
    save_settings(path, settings)
    assert load_settings(path).others == {"sound": "bell", "volume": 0.5}
    assert load_settings(path).number == 10002


def test_a_value_of_another_type_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('number = "many"\nremember = 1\nstatus = 30\n')
    assert load_settings(path) == Settings(status=30)


def test_a_damaged_file_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("number = = 3")
    with pytest.raises(ValueError):
        load_settings(path)


def test_a_failed_save_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    save_settings(path, Settings(number=1))
    with pytest.raises(TypeError):
        save_settings(path, Settings(collapsed_groups=[object()]))  # type: ignore[list-item]
    assert load_settings(path).number == 1
    assert [item.name for item in tmp_path.iterdir()] == ["settings.toml"]
