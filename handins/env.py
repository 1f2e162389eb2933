"""The environment, turned into typed values. Knows no Django settings, so that settings can stay a plain list.

Every value may also come from a file: ``SECRET_KEY_FILE=/run/secrets/key`` stands for ``SECRET_KEY``.
An empty value counts as absent, because compose files and unit files cannot leave a name out.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import os
import secrets
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from handins import beside
from handins.loopback import is_loopback
from handins.places import BASE, VAR, socket_path

FIELD_KEY_BYTES = 32
SECONDS = {"s": 1, "m": 60, "h": 3600}
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def text(name: str, default: str = "") -> str:
    """Return the value of `name`, or the content of the file that NAME_FILE names, or what a running `up` decided."""
    path = os.environ.get(f"{name}_FILE", "")
    if not path:
        return os.environ.get(name, "").strip() or beside.decided().get(name, "") or default
    try:
        return Path(path).read_text(encoding="utf-8").strip() or default
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names {path}, which cannot be read: {error.strerror}."
        ) from error


def flag(name: str) -> bool:
    """Return whether `name` is switched on. Raises ImproperlyConfigured for a word that is neither yes nor no."""
    word = text(name, "0").lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {word!r}.")


def words(name: str) -> list[str]:
    """Return the comma-separated parts of `name`, without blanks."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


# --- keys ---------------------------------------------------------------------------------------------------------


def kept(path: Path, *, make: str) -> str:
    """Return what stands in `path`, after storing `make` there (owner only) if nothing did.

    Several processes may call this at once: the link is atomic and the first one wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{make}\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def secret_key() -> str:
    """Return SECRET_KEY, made once and kept under var/ when the environment has none."""
    return text("SECRET_KEY") or kept(VAR / "secret-key", make=secrets.token_urlsafe(50))


def new_field_key(key_id: str) -> str:
    """Return a fresh key as it stands in FIELD_KEYS: ``id:base64(32 bytes)``."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(FIELD_KEY_BYTES)).decode()}"


def field_keys() -> dict[str, bytes]:
    """Return FIELD_KEYS as {key id: 32 bytes}, the current key first; made once and kept when absent."""
    return parse_field_keys(text("FIELD_KEYS") or kept(VAR / "field-keys", make=new_field_key("k1")))


def parse_field_keys(listed: str) -> dict[str, bytes]:
    """Read ``id:base64,id:base64``. Raises ImproperlyConfigured without repeating any key material."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in listed.split(","))):
        key_id, _colon, encoded = part.partition(":")
        key = _decoded(encoded)
        if not key_id.isalnum() or key_id in keys or len(key) != FIELD_KEY_BYTES:
            raise ImproperlyConfigured(
                f"Part {len(keys) + 1} of FIELD_KEYS is not <id>:<base64 of {FIELD_KEY_BYTES} bytes>, "
                "with an id of its own."
            )
        keys[key_id] = key
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty.")
    return keys


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return b""


# --- database and broker ------------------------------------------------------------------------------------------

# IMMEDIATE: a transaction that reads first and writes later would otherwise fail at once with "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-16000;PRAGMA mmap_size=134217728"
    ),
}
# One pool per process: eight web threads, or one sender, and the odd thread beside.
POSTGRESQL_POOL = {"min_size": 1, "max_size": 10, "timeout": 10, "max_idle": 120}


def database() -> dict[str, Any]:
    """Return Django's database settings for DATABASE_URL; without it, an SQLite file under var/."""
    url = text("DATABASE_URL") or f"sqlite:///{VAR / 'handins.sqlite3'}"
    config: dict[str, Any] = environ.Env.db_url_config(url)
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"] == "django.db.backends.sqlite3":
        _make_private(Path(config["NAME"]))
        return {**config, "OPTIONS": {**SQLITE_OPTIONS, **options}, "CONN_MAX_AGE": None}
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must be sqlite:///… or postgresql://….")
    return {
        **config,
        "OPTIONS": {"pool": POSTGRESQL_POOL, **options},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }


def _make_private(path: Path) -> None:
    """Let the database's file begin owner only: SQLite would make it, and all that stands beside it, for everybody."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if str(path) != ":memory:" and not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def broker_url() -> str:
    """Return REDIS_URL as Celery spells it; without it, the socket where `up` keeps its own server."""
    url = text("REDIS_URL") or f"unix://{socket_path()}"
    scheme, _colon, rest = url.partition("://")
    return f"redis+socket://{rest}" if scheme == "unix" else url


# --- mail ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mail:
    """Where mail goes. `folder` is set for file:// only, host and the rest for smtp only."""

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    folder: Path | None = None


FILE_BACKEND = "handins.mailbox.FileBackend"
CONSOLE_BACKEND = "django.core.mail.backends.console.EmailBackend"
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


def mail(*, demo: bool, debug: bool) -> Mail:
    """Return where EMAIL_URL sends mail; without it a folder under var/, or the console while debugging."""
    default = "console://" if debug and not demo else f"file://{quote(str(VAR / 'mail'))}"
    return parse_mail(text("EMAIL_URL", default))


def parse_mail(url: str) -> Mail:
    """Read an EMAIL_URL. Raises ImproperlyConfigured for an unknown scheme, without repeating the password."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return Mail(backend=CONSOLE_BACKEND)
    if parts.scheme == "file":
        # file://var/mail is meant as a relative path, though a URL calls its first part a host
        return Mail(backend=FILE_BACKEND, folder=BASE / unquote(parts.netloc + parts.path))
    if parts.scheme not in SMTP_PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL must be smtp://, smtp+tls://, smtp+ssl://, file:// or console://."
        )
    return Mail(
        backend=SMTP_BACKEND,
        host=parts.hostname,
        port=parts.port or SMTP_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtp+ssl",
    )


def mail_lanes() -> int:
    """Return how many connections one sender may open to a relay that is far away. Raises ImproperlyConfigured."""
    number = text("MAIL_LANES", "4")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 50:
        raise ImproperlyConfigured(f"MAIL_LANES must be a number from 1 to 50, not {number!r}.")
    return int(number)


def mail_rate() -> float | None:
    """Return how many mails a second all senders together may hand over; None for no limit.

    MAIL_RATE is a number and a unit: 10/s, 300/m or 5000/h, as relays state theirs. Raises ImproperlyConfigured.
    """
    rate = text("MAIL_RATE")
    if not rate:
        return None
    number, _slash, unit = rate.partition("/")
    if not number.isascii() or not number.isdigit() or not int(number) or unit not in SECONDS:
        raise ImproperlyConfigured(f"MAIL_RATE must be like 10/s, 300/m or 5000/h, not {rate!r}.")
    return int(number) / SECONDS[unit]


def mail_domain(address: str) -> str:
    """Return what stands after the @ of `address` (which may carry a name): Message-IDs end with it."""
    _name, at, domain = parseaddr(address)[1].rpartition("@")
    return domain if at and domain else "localhost"


# --- addresses ----------------------------------------------------------------------------------------------------


def public_url() -> str:
    """Return the address people type, without a slash at its end."""
    url = text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ImproperlyConfigured("PUBLIC_URL must be https://name or http://name, without a path.")
    return url


def is_local(url: str) -> bool:
    """Tell whether `url` is plain http on this machine: cookies over it need no TLS."""
    parts = urlsplit(url)
    return parts.scheme == "http" and is_loopback(parts.hostname or "")


def demo(url: str) -> bool:
    """Return whether DEMO is on. Raises ImproperlyConfigured at a `url` others can reach: every process refuses it."""
    is_on = flag("DEMO")
    if is_on and not is_local(url):
        raise ImproperlyConfigured(
            f"DEMO is on, and others can reach {url}: they would read everybody's mail. Unset DEMO."
        )
    return is_on


def trusted_proxies() -> tuple[Network, ...]:
    """Return the networks whose forwarded addresses are believed; this machine's own by default."""
    try:
        return tuple(
            ipaddress.ip_network(part) for part in words("TRUSTED_PROXIES") or ("127.0.0.0/8", "::1/128")
        )
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES must list addresses or networks: {error}.") from error
