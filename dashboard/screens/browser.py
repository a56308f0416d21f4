"""What runs in the browser: the scripts in assets/, where they are, and what starts those around the cards."""

import hashlib
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(ASSETS.iterdir()))).hexdigest()[:12]
"""Browsers keep what they have been sent for good: other scripts have another address."""

ADDRESS = f"/assets/{VERSION}"
START = f"import('{ADDRESS}/frame.js')"
"""The one script of ours that stands within a page."""
