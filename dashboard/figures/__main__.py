"""The command `python -m dashboard.figures`."""

import sys

from dashboard.share.command import main

sys.exit(main())
