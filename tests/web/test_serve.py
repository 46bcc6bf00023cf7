"""The command: one line once it answers, and a clean end."""

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from vetopoint.cli import main
from vetopoint.web.server import listening_on


@pytest.fixture
def served(no_store: Path) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "vetopoint", "serve", "--no-open"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "VETOPOINT_HOME": str(no_store)},
    )
    assert process.stdout is not None
    place = urlsplit(process.stdout.readline().strip())
    yield process, place.hostname or "", place.port or 0
    process.kill()
    process.communicate()


def asked(host: str, port: int, target: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request("GET", target)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def test_it_prints_its_address_once_it_answers_and_ends_cleanly(
    served: tuple[subprocess.Popen[str], str, int],
) -> None:
    process, host, port = served
    status, body = asked(host, port, "/body/un-security-council?vote=S/2022/155")
    assert (host, status) == ("127.0.0.1", 200)
    assert b"Vetoed by the Russian Federation" in body
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")


def test_ten_megabytes_of_query_get_a_page_and_do_no_harm(
    served: tuple[subprocess.Popen[str], str, int],
) -> None:
    _, host, port = served
    status, body = asked(host, port, "/votes?q=" + "A" * 10_000_000)
    assert status == 414
    assert b"too long" in body
    assert asked(host, port, "/body")[0] == 200


def test_a_port_in_use_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--no-open", "--port", str(taken.getsockname()[1])]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "choose another with --port" in said


def test_small_answers_are_sent_without_waiting_for_the_readers_acknowledgement() -> None:
    """Nagle's delay would add 40 ms to every answer; asyncio lifts it only for a named protocol."""
    seen = []

    async def asked_once() -> None:
        answered = asyncio.Event()

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted = writer.get_extra_info("socket")
            seen.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()
            answered.set()

        with listening_on("127.0.0.1", 0) as listening:
            async with await asyncio.start_server(answer, sock=listening):
                _, writer = await asyncio.open_connection(*listening.getsockname())
                await answered.wait()
                writer.close()
                await writer.wait_closed()

    # A browser's loop may be running in this thread where browser tests came first.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(asked_once())).result()
    assert seen == [1]
