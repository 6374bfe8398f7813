"""Every text is translated, and the program finds its compiled catalogues."""

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

from qqdesk import paths

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "translate.py"


def test_the_catalogues_are_complete_and_compiled() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "")


def test_no_text_is_inside_an_f_string_where_lupdate_does_not_find_it() -> None:
    for path in (SCRIPT.parents[1] / "qqdesk").rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        inside = [ast.unparse(node) for node in nodes if isinstance(node, ast.JoinedStr)]
        assert not [text for text in inside if "self.tr(" in text or "translate(" in text], path


@pytest.mark.parametrize("count", [1, 7])
def test_the_program_finds_its_catalogues(count: int) -> None:
    translated = {}
    for language in ("en", "zh_CN"):
        translator = QTranslator()
        assert translator.load(f"qqdesk_{language}", str(paths.resource("i18n")))
        translated[language] = translator.translate("JumpButton", "Jump to newest (%n)", "", count)
    assert translated == {"en": "Jump to newest (%n)", "zh_CN": "%n 条新消息"}


def test_a_server_is_called_a_place() -> None:
    """A server is what an operator runs, or one that is no place. A proxy is 代理服务器 in Chinese."""
    other = re.compile(
        r"qqdesk-server|operator|[Oo]ld servers|classic kind|旧式服务器|经典服务器|代理服务器|服务器管理者"
    )
    catalogue = ElementTree.parse(SCRIPT.parents[1] / "resources" / "i18n" / "qqdesk_zh_CN.ts")
    for message in catalogue.iter("message"):
        text = message.findtext("source", "") + message.findtext("translation", "")
        assert other.search(text) or not re.search("server|服务器", text, re.IGNORECASE)
