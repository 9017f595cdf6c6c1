"""Reading values from the environment so that a missing or wrong one ends in a single helpful line."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

import environ
import pyrage
from django.core.exceptions import ImproperlyConfigured


def required(env: environ.Env, name: str, meaning: str) -> str:
    """Return the value of ``name``; raise ``ImproperlyConfigured`` saying what to set if it is empty."""
    value = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Set {name} to {meaning} (see .env.example).")
    return value


def choice(env: environ.Env, name: str, allowed: tuple[str, ...]) -> str:
    """Return the value of ``name``, which must be one of ``allowed``."""
    value = required(env, name, "one of " + ", ".join(allowed))
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value} is unknown. Set {name} to one of {', '.join(allowed)}.")
    return value


def switch(env: environ.Env, name: str) -> bool:
    """Return whether ``name`` is on; it is off where it is not set."""
    values = {"": False, "off": False, "on": True}
    value = env.str(name, default="").strip().lower()
    if value not in values:
        raise ImproperlyConfigured(f"{name}={value} is unknown. Set {name} to on or off.")
    return values[value]


def whole_number(env: environ.Env, name: str, default: int, *, least: int, most: int) -> int:
    """Return the number in ``name``, which must lie between ``least`` and ``most``."""
    text = env.str(name, default=str(default)).strip()
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ImproperlyConfigured(f"{name}={text} is no possible value. Set {name} to {least} to {most}.")
    return int(text)


def networks(env: environ.Env, name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """Return the addresses and networks that ``name`` lists, comma-separated."""
    texts = env.str(name, default=default).split(",")
    try:
        return [ip_network(text.strip()) for text in texts]
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} holds no list of addresses. Set {name} to addresses or networks, with commas."
        ) from None


def mail_service(env: environ.Env, name: str, default: str) -> dict[str, Any]:
    """Return Django's settings of the mail service whose URL stands in ``name``."""
    url = env.str(name, default=default).strip() or default
    scheme = url.partition("://")[0]
    if scheme not in environ.Env.EMAIL_SCHEMES:
        raise ImproperlyConfigured(f"{name} names no mail service. Set it to {_MAIL_SHAPE}.")
    config: dict[str, Any] = environ.Env.email_url_config(url)
    return config


_MAIL_SHAPE = "smtp+tls://USER:PASSWORD@HOST:587, or smtp://localhost:25 for a mail server of this machine"


def public_key(env: environ.Env, name: str, *, is_required: bool) -> str:
    """Return the public key in ``name`` (age format); what was set instead is never repeated: it may be a private one.

    Empty where it may be missing and is.
    """
    value = required(env, name, _PUBLIC_KEY_SHAPE) if is_required else env.str(name, default="").strip()
    try:
        if value:
            pyrage.x25519.Recipient.from_str(value)
    except pyrage.RecipientError:
        raise ImproperlyConfigured(f"{name} holds no public key. Set {name} to {_PUBLIC_KEY_SHAPE}.") from None
    return value


_PUBLIC_KEY_SHAPE = "the public key of the core system, as `age-keygen -y` prints it: age1…"


def database(env: environ.Env, name: str, *, is_required: bool = True) -> dict[str, Any]:
    """Return Django's settings of the PostgreSQL database whose URL stands in ``name``; nothing if it may be missing.

    Connections are kept and checked: a new one per request would halve the throughput.
    """
    if not is_required and not env.str(name, default="").strip():
        return {}
    url = required(env, name, _URL_SHAPE)
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(f"{name} names no PostgreSQL database. Set it to {_URL_SHAPE}.")
    config: dict[str, Any] = environ.Env.db_url_config(url)
    config["OPTIONS"] = {**_GIVE_UP, **config.get("OPTIONS", {})}
    return {**config, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}


#: A server that is silent must not hold a request: seconds to connect, milliseconds without an answer.
_GIVE_UP = {"connect_timeout": 3, "tcp_user_timeout": 5_000, "keepalives_idle": 10}
_URL_SHAPE = "postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE"
