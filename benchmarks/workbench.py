"""Load the workbench with 50 readers at once, and watch its memory over ten thousand requests.

Usage: .venv/bin/python benchmarks/workbench.py [SECONDS]

Needs wrk (on Debian: apt install wrk). Asks this machine only. Beside what readers wait, it tells
the server's CPU time for each request, which other jobs on the machine change little. Three loads:
addresses that readers share; every chamber with ballots never asked for before; and one reader
alone who changes ballots. Where Chromium is found, also how long a click on a seat takes until the
verdict has changed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

SCRIPT = Path(__file__).with_suffix(".lua")
READERS = 50


def memory(process: int) -> float:
    """Resident memory in MB."""
    text = Path(f"/proc/{process}/status").read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def worked(process: int) -> float:
    """CPU seconds, of the program and of the system for it."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def loaded(url: str, readers: int, seconds: int, variety: str) -> dict[str, float]:
    wrk = shutil.which("wrk") or sys.exit("no wrk: apt install wrk")
    threads = str(min(2, readers))
    done = subprocess.run(
        [wrk, "-t", threads, "-c", str(readers), "-d", f"{seconds}s", "-s", str(SCRIPT), url],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "VARIETY": variety},
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


CLICKS = """() => {
  const seats = [...document.querySelectorAll('svg [data-member]')];
  const reason = document.querySelector('[data-reason]');
  const took = [];
  for (let n = 0; n < 400; n += 1) {
    const began = performance.now();
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    seats[n % seats.length].dispatchEvent(click);
    reason.getBoundingClientRect();
    took.push(performance.now() - began);
  }
  return took.sort((one, other) => one - other);
}"""


def clicked(url: str) -> str:
    """Milliseconds from a click on a seat to the new verdict laid out, in real Chromium."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("VETOPOINT_CHROMIUM") or shutil.which("chromium")
    if path is None:
        return "no Chromium, so clicks were not timed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(url + "body/un-security-council?vote=S/2022/155")
        page.evaluate(CLICKS)
        took = page.evaluate(CLICKS)
        browser.close()
    return f"a click to its verdict: median {took[200]:.1f} ms, p95 {took[380]:.1f} ms"


def main(seconds: int) -> None:
    home = tempfile.mkdtemp()
    server = subprocess.Popen(
        [sys.executable, "-m", "vetopoint", "serve", "--no-open"],
        stdout=subprocess.PIPE,
        text=True,
        env={"VETOPOINT_HOME": home, **os.environ},
    )
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    try:
        for path in ("body/un-security-council?vote=S/2022/155", "vote/A/RES/ES-11/1"):
            urllib.request.urlopen(url + path).read()  # noqa: S310 - our own server
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(clicked(url))
        asked, held = 2, [(2, memory(server.pid))]
        asked += int(loaded(url, READERS, 3, "change")["requests"])
        held.append((asked, memory(server.pid)))
        for readers, variety in ((READERS, "read"), (READERS, "change"), (1, "change")):
            before = worked(server.pid)
            found = loaded(url, readers, seconds, variety)
            found["cpu_ms"] = round((worked(server.pid) - before) / found["requests"] * 1e3, 2)
            asked += int(found["requests"])
            held.append((asked, memory(server.pid)))
            print(f"{readers} readers, {variety}: {json.dumps(found)}")
        while asked < 25_000:
            asked += int(loaded(url, READERS, seconds, "change")["requests"])
            held.append((asked, memory(server.pid)))
        print("memory: " + ", ".join(f"{size:.0f} MB after {count:,}" for count, size in held))
    finally:
        server.terminate()
        began = time.monotonic()
        server.wait(30)
        print(f"ended by SIGTERM with {server.returncode} in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
