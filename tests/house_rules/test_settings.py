"""Every setting that comes from the environment is described once, and nothing else is."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pyrage import x25519

from ikk_portal.platform.keys import add_key, make_missing

ROOT = Path(__file__).resolve().parents[2]
#: What a process needs besides its settings.
MACHINE = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPYCACHEPREFIX")}
PRODUCTION = {
    "SECRET_KEY": "0123456789" * 6,
    "ALLOWED_HOSTS": "portal.muster-ikk.example",
    "SURFACE": "public",
    "KEYS_DIRECTORY": os.environ["KEYS_DIRECTORY"],
    "ACCESS_LOG_DIRECTORY": os.environ["ACCESS_LOG_DIRECTORY"],
    "DATABASE_URL": "postgresql://ikk_public@/ikk?host=/nowhere",
    "BESTAND_DATABASE_URL": "postgresql://bestand_read@/bestand?host=/nowhere",
    "HOSTING_LOCATION": "Musterstadt",
    "SECURITY_CONTACT": "mailto:sicherheit@muster-ikk.example",
    "NATIONAL_PHONE": "+49 30 23125 000",
    "CORE_SYSTEM_PUBLIC_KEY": str(x25519.Identity.generate().to_public()),
}


def _settings_read() -> set[str]:
    """Return every name that settings.py asks the environment for."""
    tree = ast.parse((ROOT / "ikk_portal" / "settings.py").read_text())
    readers = ("required", "choice", "database", "mail_service", "networks", "public_key", "switch", "whole_number")
    names = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        function = call.func
        if isinstance(function, ast.Name) and function.id in readers:
            names.add(call.args[1].value)
        elif (
            isinstance(function, ast.Attribute)
            and getattr(function.value, "id", "") == "env"
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ):
            names.add(call.args[0].value)
    return names


def test_env_example_names_exactly_the_settings_read() -> None:
    described = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(described) == sorted(_settings_read())


def check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Django's system check in a process that knows only ``environment``."""
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**MACHINE, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_start() -> None:
    result = check(PRODUCTION)

    assert (result.returncode, result.stderr) == (0, "")


def test_production_without_keys_does_not_start(tmp_path: Path) -> None:
    environment = {**PRODUCTION, "KEYS_DIRECTORY": str(tmp_path)}
    line = f"There is no key in {tmp_path}/limits. Make one: manage.py add_key limits"

    checked = check(environment)
    served = subprocess.run(
        [sys.executable, "-c", "import ikk_portal.wsgi"],
        cwd=ROOT,
        env={**MACHINE, **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, served.returncode) == (1, 1)
    assert f"(ikk_portal.E001) {line}" in checked.stderr
    assert served.stderr.splitlines()[-1] == f"ikk_portal.platform.keys.KeysUnusable: {line}"


@pytest.mark.parametrize(("surface", "code"), [("public", 1), ("staff", 0)])
def test_surface_where_members_sign_in_does_not_start_without_the_pepper(
    tmp_path: Path, surface: str, code: int
) -> None:
    for path in (make_missing(tmp_path) / "pins").iterdir():
        path.unlink()

    result = check(
        {**PRODUCTION, "KEYS_DIRECTORY": str(tmp_path), "SURFACE": surface, "STAFF_NETWORKS": "192.0.2.0/24"}
    )

    assert result.returncode == code
    assert ("Make one: manage.py add_key pins" in result.stderr) == bool(code)


def test_browser_printing_says_what_it_lacks(tmp_path: Path) -> None:
    for ring in ("limits", "forms"):
        add_key(tmp_path, ring)
    jobs = "postgresql://ikk_jobs@/ikk?host=/nowhere"

    result = check({**PRODUCTION, "KEYS_DIRECTORY": str(tmp_path), "PRINT_DATABASE_URL": jobs})

    assert result.returncode == 1
    for line in (
        "PRINT_DATABASE_URL is for the staff surface. Take it, and the key ring pins, off the public host.",
        "Printing in the browser needs PRINT_BESTAND_DATABASE_URL, too. Set it to the role bestand_match, or unset",
        f"There is no key in {tmp_path}/pins. Make one: manage.py add_key pins",
    ):
        assert f"(accounts.E001) {line}" in result.stderr


def test_staff_area_without_its_networks_does_not_start() -> None:
    refused = check({**PRODUCTION, "SURFACE": "staff"})
    started = check({**PRODUCTION, "SURFACE": "staff", "STAFF_NETWORKS": "192.0.2.0/24, 2001:db8::/48"})

    line = "STAFF_NETWORKS is not set. Set STAFF_NETWORKS to the networks of your staff, comma-separated"
    assert (refused.returncode, refused.stderr) == (1, f"{line} (see .env.example).\n")
    assert (started.returncode, started.stderr) == (0, "")


def test_mail_service_that_nobody_has_named_stops_the_start() -> None:
    abroad = {**PRODUCTION, "EMAIL_URL": "smtp+tls://user:secret@mail.example:587"}

    refused = check(abroad)
    named = check({**abroad, "MAIL_PROCESSOR": "Muster-Post GmbH, Deutschland"})
    own = check({**PRODUCTION, "EMAIL_URL": "smtp://localhost:25"})

    assert (refused.returncode, named.returncode, own.returncode) == (1, 0, 0)
    assert "(ikk_portal.E002) EMAIL_URL names the mail service mail.example. Set MAIL_PROCESSOR to" in refused.stderr
    assert "secret" not in refused.stderr


def test_surface_that_takes_in_no_case_starts_without_the_key_of_the_core_system() -> None:
    staff = {**PRODUCTION, "SURFACE": "staff", "STAFF_NETWORKS": "192.0.2.0/24"}

    result = check({key: value for key, value in staff.items() if key != "CORE_SYSTEM_PUBLIC_KEY"})

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    "value",
    [str(x25519.Identity.generate()), "age1" + "q" * 58, "ssh-ed25519 AAAA"],
    ids=["a private key", "a wrong check sum", "of another kind"],
)
def test_what_is_no_public_key_stops_the_start_and_is_not_repeated(value: str) -> None:
    result = check({**PRODUCTION, "CORE_SYSTEM_PUBLIC_KEY": value})

    assert result.returncode == 1
    assert result.stderr == (
        "CORE_SYSTEM_PUBLIC_KEY holds no public key. Set CORE_SYSTEM_PUBLIC_KEY to the public key of the core system, "
        "as `age-keygen -y` prints it: age1….\n"
    )


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_missing_setting_stops_the_start_with_one_line(name: str) -> None:
    result = check({key: value for key, value in PRODUCTION.items() if key != name})

    assert result.returncode == 1
    assert result.stderr.startswith(f"{name} is not set. Set {name} to ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SURFACE", "both", "SURFACE=both is unknown. Set SURFACE to one of public, staff, all."),
        (
            "SURFACE",
            "all",
            "SURFACE=all is for the demo only. Set SURFACE=public or SURFACE=staff, one process group for each.",
        ),
        ("SECRET_KEY", "short", "SECRET_KEY is too short. Set a random text of at least 50 characters."),
        (
            "DATABASE_URL",
            "mysql://x/y",
            "DATABASE_URL names no PostgreSQL database. Set it to postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE.",
        ),
        ("NATIONAL_PHONE", "0800 1", "NATIONAL_PHONE=0800 1 is no number. Set it like +49 30 23125 000."),
        (
            "TRUSTED_PROXIES",
            "10.0.0.0/24, front",
            "TRUSTED_PROXIES holds no list of addresses. Set TRUSTED_PROXIES to addresses or networks, with commas.",
        ),
        (
            "EMAIL_URL",
            "mail.example",
            (
                "EMAIL_URL names no mail service. Set it to smtp+tls://USER:PASSWORD@HOST:587, or smtp://localhost:25 "
                "for a mail server of this machine."
            ),
        ),
        ("DEMO", "perhaps", "DEMO=perhaps is unknown. Set DEMO to on or off."),
        ("ACCESS_LOG_DAYS", "15", "ACCESS_LOG_DAYS=15 is no possible value. Set ACCESS_LOG_DAYS to 1 to 14."),
        ("ACCESS_LOG_DAYS", "a week", "ACCESS_LOG_DAYS=a week is no possible value. Set ACCESS_LOG_DAYS to 1 to 14."),
    ],
)
def test_wrong_setting_stops_the_start_with_one_line(name: str, value: str, line: str) -> None:
    result = check({**PRODUCTION, name: value})

    assert (result.returncode, result.stderr) == (1, line + "\n")
