"""The search in the contact list: matches, highlights and ranking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact, Roster
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.contact_rows import ContactRows
from qqdesk.gui.contacts.name_match import fold, marks, no_readings
from qqdesk.gui.contacts.people_index import PeopleIndex
from qqdesk.gui.contacts.pinyin import IndexPreparation, readings
from qqdesk.gui.contacts.quick_switch import QuickModel
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from tests.gui.recording_navigator import RecordingNavigator
from tests.kit.messenger import Backend


def index_of(*contacts: Contact) -> PeopleIndex:
    roster = Roster()
    for contact in contacts:
        roster.put(contact)
    index = PeopleIndex(roster)
    index.set_readings(readings)
    return index


@pytest.mark.parametrize(
    ("needle", "name", "marked"),
    [
        ("zs", "张三", ["张三"]),
        ("zhangs", "张三丰", ["张三"]),
        ("ZhangSan", "张三", ["张三"]),
        ("zhang san", "张三", ["张三"]),
        ("zhang'san", "张三", ["张三"]),
        ("sf", "张三丰", ["三丰"]),
        ("zsf", "张三丰", ["张三丰"]),
        ("san", "张三丰", ["三"]),
        ("le", "乐乐", ["乐"]),
        ("yue", "音乐", ["乐"]),
        ("zeng", "曾国", ["曾"]),
        ("ceng", "曾国", ["曾"]),
        ("lv", "吕布", ["吕"]),
        ("lu", "吕布", ["吕"]),
        ("张s", "张三", ["张三"]),
        ("三", "张三", ["三"]),
        ("tzs", "Tom 张三", ["T", "张三"]),
        ("tomz", "Tom张三", ["Tom张"]),
        ("jd", "John Doe", ["J", "D"]),
        ("hn d", "John Doe", ["hn D"]),
        ("zoe", "Zoë", ["Zoë"]),
        ("STRASSE", "Straße", ["Straße"]),
        ("ａｂ", "ab", ["ab"]),
    ],
)
def test_found_and_marked(needle: str, name: str, marked: list[str]) -> None:
    index = index_of(Contact(55555, name), Contact(66666, "Nobody else"))
    assert index.find(needle) == {55555}
    assert [name[start:end] for start, end in marks(needle, name, readings)] == marked


@pytest.mark.parametrize(
    ("needle", "name"),
    [("hang", "张三"), ("zsx", "张三"), ("szhang", "张三"), ("zs!", "张三"), ("an", "三"), ("od", "John Doe")],
)
def test_not_found(needle: str, name: str) -> None:
    index = index_of(Contact(55555, name))
    assert index.find(needle) == set()
    assert marks(needle, name, readings) == []


def test_search_by_number_remark_and_nickname() -> None:
    index = index_of(Contact(3456789012, "小明", remark="Cousin"), Contact(10001, "345"))
    assert index.find("3456") == {3456789012}
    assert index.find("cous") == index.find("xm") == {3456789012}
    assert index.find("345") == {3456789012, 10001}
    assert index.find("  ") == {3456789012, 10001}


def test_the_index_follows_the_roster() -> None:
    roster = Roster()
    roster.put(Contact(10001, "Anna"))
    index = PeopleIndex(roster)
    assert index.find("anna") == {10001}
    roster.put(Contact(10001, "Bo"))
    roster.put(Contact(10002, "Annabel"))
    index.mark_changed([10001, 10002])
    assert index.find("anna") == {10002}
    roster.remove(10002)
    index.mark_all_changed()
    assert index.find("anna") == set() and index.find("bo") == {10001}


def test_a_match_at_the_start_is_closer() -> None:
    people = [
        Contact(10001, "Xan Li"),
        Contact(10002, "Li"),
        Contact(10003, "Lila"),
        Contact(10004, "Ali"),
        Contact(10005, "李四"),
    ]
    index = index_of(*people)
    close = index.closeness("li")
    assert sorted(index.find("li"), key=lambda number: (close(number), number)) == [10002, 10003, 10005, 10001, 10004]


def test_search_among_many_equals_search_of_one() -> None:
    names = ["张三", "Anna", "李四 Li", "zs", "Zed Star", "陈", "小明 xm", "a b c", "长乐"] * 3
    people = [Contact(10001 + row, name) for row, name in enumerate(names)]
    index = index_of(*people)
    for needle in ("z", "zs", "l", "a", "ab", "c", "cl", "zl", "x", "1000", "s", "yue"):
        alone = {person.number for person in people if index_of(person).find(needle)}
        assert index.find(needle) == alone, needle


@given(
    names=st.lists(st.text("aAbz Zë张三乐01|'-", max_size=6), min_size=1, max_size=12),
    typed=st.text("aAbz Zë张三01'-", min_size=1, max_size=6),
)
def test_typing_finds_the_same_as_the_whole_text(names: list[str], typed: str) -> None:
    people = [Contact(10001 + row, name) for row, name in enumerate(names)]
    index = index_of(*people)
    for end in range(1, len(typed) + 1):
        assert index.find(typed[:end]) == index_of(*people).find(typed[:end]), typed[:end]


def test_few_and_many_hits_have_the_same_order() -> None:
    rows = ContactRows()
    people = [Contact(10001 + row, f"n{row * 7 % 40}", group=f"g{row % 3}") for row in range(400)]
    rows.reset(people, ["", "g0", "g1", "g2"])
    everybody = rows.rows({person.number for person in people})
    for few in ({10002, 10003, 10010}, {10040}, {99999}):
        shown = [row for row in everybody if row in few]
        assert [row for row in rows.rows(few) if isinstance(row, int)] == shown
        assert len(rows.rows(few)) == len(shown) + len({number % 3 for number in shown})


def test_a_contact_added_while_typing_is_found() -> None:
    roster = Roster()
    roster.put(Contact(10001, "Bo"))
    index = PeopleIndex(roster)
    assert index.find("an") == set()
    roster.put(Contact(10002, "Anna"))
    index.mark_changed([10002])
    assert index.find("ann") == {10002}


TEXTS = st.text("aAbz Zë张三乐0',|;\t\n-", max_size=8)


@given(needle=TEXTS, name=TEXTS)
def test_marks_are_inside_matching_names(needle: str, name: str) -> None:
    found = marks(needle, name.strip(), readings)
    places = [place for span in found for place in span]
    assert places == sorted(places) and all(0 <= place <= len(name.strip()) for place in places)
    if found:
        assert index_of(Contact(55555, name)).find(needle)
    if fold(needle) and fold(needle) in fold(name):
        assert found


def test_pinyin_is_loaded_in_the_background(qtbot: QtBot, backend: Backend) -> None:
    backend.open(Contact(10001, "张三"))
    index = PeopleIndex(backend.messenger.roster)
    assert index.find("zs") == set() and index.readings is no_readings
    preparation = IndexPreparation(index)
    with qtbot.waitSignal(preparation.grown, timeout=20_000):
        preparation.start()
    assert index.find("zs") == {10001}


def test_the_list_shows_matches(qtbot: QtBot, backend: Backend, faces: FaceSource, store: SettingsStore) -> None:
    backend.open(Contact(10001, "Tom"), Contact(10002, "张三"), Contact(10003, "Zs top"))
    pane = ContactPane(AppContext(backend.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(pane)
    pane.show_everything()
    pane.search.setText("zs")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 3, timeout=20_000)
    assert pane.view.current_number() == 10003
    assert not pane._preparation.is_busy


def test_quick_switch_ranks_the_best_match_first(backend: Backend) -> None:
    backend.open(Contact(10001, "张三"), Contact(10002, "Az"), Contact(10003, "Zoe"))
    index = PeopleIndex(backend.messenger.roster)
    index.set_readings(readings)
    model = QuickModel(backend.messenger, people=index)
    model.set_filter("z")
    assert [model.number_at(row) for row in range(model.rowCount())] == [10003, 10001, 10002]
