"""What browsers are told: where the scripts in assets/ are, what starts those around the cards, special addresses."""

import hashlib
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(ASSETS.iterdir()))).hexdigest()[:12]
"""Browsers keep what they have been sent for good: other scripts have another address."""

ADDRESS = f"/assets/{VERSION}"
START = f"import('{ADDRESS}/frame.js')"
"""The one script of ours that stands within a page."""

FIRST, MISSING, LOG_OUT = "oversikt", "finns_inte", "logga_ut"
"""The page that has no address of its own, the one of addresses that no page has, and the one that logs out."""
