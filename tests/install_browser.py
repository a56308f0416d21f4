"""Make sure that the browser tests have a Chromium: Debian's, or the one that Playwright brings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def system_chromium() -> str | None:
    """The path of a Chromium that the machine has installed, or None."""
    return next((path for name in SYSTEM_NAMES if (path := shutil.which(name))), None)


def own_chromium() -> str | None:
    """The path of the Chromium that Playwright has downloaded, or None."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> bool:
    """Install a Chromium where there is none: with apt where that is allowed, otherwise with Playwright."""
    if system_chromium() or own_chromium():
        return True
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, env=quiet)
    if not system_chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], check=False)
    return bool(system_chromium() or own_chromium())


if __name__ == "__main__":
    sys.exit(0 if install() else "No Chromium could be installed; install Debian's chromium and run again.")
