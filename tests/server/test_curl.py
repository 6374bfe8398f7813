"""curl as a client, and an HTTP/1.0 client."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.helpers.server import local_server

CURL = shutil.which("curl")
BODY = "VER=1.1&CMD=Logout&SEQ=1&UIN=10001"
WANTED = "VER=1.1&CMD=LOGOUT&SEQ=1&UIN=10001&RES=0"


@pytest.mark.skipif(CURL is None, reason="there is no curl here")
@pytest.mark.parametrize(
    "options",
    [
        ["--http1.0"],
        ["--http1.1"],
        ["--http2"],
        ["--http1.0", "-H", "Connection: keep-alive"],
        ["-H", "Content-Type:"],
        ["-H", "Content-Type: application/octet-stream"],
        ["-H", "Transfer-Encoding: chunked"],
        ["-H", "Expect: 100-continue"],
        ["-H", "Expect: 100-continue", "-H", "Transfer-Encoding: chunked"],
        ["-H", "Connection: close"],
        ["-H", "User-Agent: " + "x" * 8000],
    ],
    ids=" ".join,
)
def test_curl_gets_its_answers(tmp_path: Path, options: list[str]) -> None:
    assert CURL is not None
    with local_server(tmp_path) as server:
        command = [CURL, "-sS", "--max-time", "10", *options, "--data-binary", BODY]
        for path in ("/", "/qq/any.asp?x=1"):
            # Twice in one call: the second goes over the same connection where it may.
            result = subprocess.run(
                [*command, server.address + path, server.address + path, "-w", "|%{http_code}|"],
                capture_output=True,
                text=True,
                timeout=30,
                check=True,
            )
            assert result.stdout == f"{WANTED}|200|" * 2
            assert result.stderr == ""


@pytest.mark.skipif(CURL is None, reason="there is no curl here")
def test_curl_receives_the_reason_of_a_refusal(tmp_path: Path) -> None:
    assert CURL is not None
    (tmp_path / "large").write_bytes(bytes(3_000_000))
    with local_server(tmp_path) as server:
        for options, wanted in (
            (["-X", "GET"], "405"),
            (["--head"], "405"),
            (["-T", str(tmp_path / "large")], "405"),
            (["--data-binary", f"@{tmp_path / 'large'}"], "413"),
            (["-H", "X: " + "x" * 20000, "-d", BODY], "431"),
        ):
            result = subprocess.run(
                [CURL, "-sS", "-m", "10", *options, "-o", str(tmp_path / "out"), "-w", "%{http_code}", server.address],
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            )
            assert result.stdout == wanted, (options, result)
