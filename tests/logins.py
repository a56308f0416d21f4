"""People who log in, as tests make them: what their logins say, and sessions in which they have."""

import time
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.access.settings import settings_of
from tests.worlds import STAB

NOW = 1_800_000_000.0
ROLES = {"r": ["läsare"], "h": ["hr"], "i": ["inläsare"], "a": ["administratör"], "ri": ["läsare", "inläsare"]}
SECTION = {"area_claim": "areas", "contact": "Kim", "roles": ROLES, "areas": {"S": STAB}}
CHOSEN = settings_of(SECTION)


def claims(*roles: str, **more: Any) -> dict[str, Any]:
    return {"is_logged_in": True, "sub": "1", "email": "kim@x.se", "iat": NOW - 60, "roles": list(roles), **more}


def logged_in(app: AppTest, *roles: str, **more: Any) -> AppTest:
    """The session after a login with some roles."""
    app.user = claims(*roles, **{"iat": time.time(), **more})
    return app
