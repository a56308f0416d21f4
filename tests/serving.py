"""A dashboard that is served for a browser, and the browser's way to it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import install_browser

ROOT = Path(__file__).parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The pages of the provider of logins ask for a style sheet that is elsewhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 120_000
"""Milliseconds to wait for a page; the first one loads the whole of Streamlit's bundle."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(
    warehouse: Path, log: Path, port: int = 0, script: str = "dashboard/server.py", **environment: str
) -> Iterator[str]:
    """The address of a dashboard on a warehouse folder, or of another script; it is stopped whatever happens."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    variables = {**os.environ, "LEANLINK_WAREHOUSE": str(warehouse), **environment}
    with (
        log.open("w") as output,
        subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT) as process,
    ):
        try:
            wait_for_health(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for_health(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the server answers; fail with its log where it ends or stays silent."""
    until = time.monotonic() + PATIENCE / 1000
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the dashboard did not start:\n{log.read_text(encoding='utf-8')}")


def chromium() -> str:
    """The path of the machine's Chromium, otherwise of Playwright's own; a failure where there is neither."""
    path = install_browser.system_chromium() or install_browser.own_chromium()
    if path is None:
        pytest.fail("no Chromium found: neither Debian's nor Playwright's; run `python -m tests.install_browser`")
    return path
