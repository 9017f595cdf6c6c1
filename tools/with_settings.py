"""Run a command under settings that never touch a server: `python tools/with_settings.py demo|production COMMAND …`.

For tools that only read the code, such as the type checker and Django's deployment check.
"""

import os
import sys
from pathlib import Path

# The private part of the core system's key is nowhere.
COMMON = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_",
    "ACCESS_LOG_DIRECTORY": "/nowhere",
    "HOSTING_LOCATION": "Rechenzentrum Musterstadt",
    "SECURITY_CONTACT": "mailto:sicherheit@muster-ikk.example",
    "NATIONAL_PHONE": "+49 30 23125 000",
    "CORE_SYSTEM_PUBLIC_KEY": "age1guw7p7432pf9adxx0m9fmsfqp32q3ra9s7g5es2akqw7evdpq5jsk32hwd",
    "DATABASE_URL": "postgresql://ikk_public@/ikk?host=/nowhere",
    "BESTAND_DATABASE_URL": "postgresql://bestand_read@/bestand?host=/nowhere",
}
SETTINGS = {
    "demo": {"DEMO": "on", "SURFACE": "all", "ALLOWED_HOSTS": "localhost"},
    "production": {"DEMO": "off", "SURFACE": "public", "ALLOWED_HOSTS": "portal.muster-ikk.example"},
}

ROOT = Path(__file__).resolve().parent.parent


def _keys() -> dict[str, str]:
    """Return where throw-away keys lie; production does not start without."""
    sys.path.insert(0, str(ROOT))
    from ikk_portal.platform import keys  # found only now

    return {"KEYS_DIRECTORY": str(keys.make_missing(ROOT / "var" / "tools" / "keys"))}


if __name__ == "__main__":
    _, name, program, *arguments = sys.argv
    os.execve(program, [program, *arguments], {**os.environ, **COMMON, **SETTINGS[name], **_keys()})  # noqa: S606
