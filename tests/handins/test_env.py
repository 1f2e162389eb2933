"""The environment becomes typed values, or a sentence that says what is wrong without repeating secrets."""

import base64
import stat
import subprocess
import sys
import threading
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from handins import env
from handins.places import BASE

KEY = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def var(tmp_path, monkeypatch):
    monkeypatch.setattr(env, "VAR", tmp_path / "var")
    for name in ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    return tmp_path / "var"


# --- words --------------------------------------------------------------------------------------------------------


def test_value_from_a_file_loses_its_line_end(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "key"))
    assert env.text("THING") == "from a file"


def test_file_that_cannot_be_read_is_named(monkeypatch):
    monkeypatch.setenv("THING_FILE", "/nowhere/key")
    with pytest.raises(ImproperlyConfigured, match="THING_FILE names /nowhere/key, which cannot be read"):
        env.text("THING")


def test_empty_value_counts_as_absent(monkeypatch):
    monkeypatch.setenv("THING", " ")
    assert env.text("THING", "default") == "default"


@pytest.mark.parametrize(
    ("word", "meaning"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("false", False)]
)
def test_flag_reads_yes_and_no(monkeypatch, word, meaning):
    monkeypatch.setenv("THING", word)
    assert env.flag("THING") is meaning


def test_flag_refuses_other_words(monkeypatch):
    monkeypatch.setenv("THING", "maybe")
    with pytest.raises(ImproperlyConfigured, match="THING must be 1 or 0"):
        env.flag("THING")


# --- keys ---------------------------------------------------------------------------------------------------------


def test_secret_key_is_made_once_and_for_the_owner_only(var):
    first = env.secret_key()
    assert env.secret_key() == first
    assert len(first) >= 50
    assert stat.S_IMODE((var / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in var.iterdir()] == ["secret-key"]


def test_keys_made_by_many_at_once_are_one(var):
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(env.secret_key())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert len(set(found)) == 1


def test_field_keys_are_made_once(var):
    keys = env.field_keys()
    assert list(keys) == ["k1"]
    assert len(keys["k1"]) == 32
    assert env.field_keys() == keys


def test_field_keys_keep_their_order():
    other = base64.b64encode(b"x" * 32).decode()
    assert env.parse_field_keys(f"new:{other}, old:{KEY}") == {"new": b"x" * 32, "old": bytes(32)}
    assert list(env.parse_field_keys(f"new:{other},old:{KEY}")) == ["new", "old"]


@pytest.mark.parametrize(
    "listed",
    ["", "k1", f":{KEY}", f"k1:{KEY[:-4]}", "k1:no base64 at all!", f"k1:{KEY},k1:{KEY}", f"k 1:{KEY}"],
)
def test_broken_field_keys_are_refused_without_repeating_them(listed):
    with pytest.raises(ImproperlyConfigured) as caught:
        env.parse_field_keys(listed)
    assert KEY[:-4] not in str(caught.value)


# --- database and broker ------------------------------------------------------------------------------------------


def test_database_is_a_file_under_var_by_default(var):
    config = env.database()
    assert config["ENGINE"] == "django.db.backends.sqlite3"
    assert config["NAME"] == str(var / "handins.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]
    assert config["CONN_MAX_AGE"] is None


def test_database_file_is_for_the_owner_only(var):
    path = Path(env.database()["NAME"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_database_file_there_is_stays_as_it_is(var):
    path = Path(env.database()["NAME"])
    path.write_bytes(b"rows")
    path.chmod(0o640)
    env.database()
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"rows", 0o640)


def test_postgresql_gets_a_pool(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:p%40ss@db:5433/handins")
    config = env.database()
    assert (config["HOST"], config["PORT"], config["PASSWORD"]) == ("db", 5433, "p@ss")
    assert config["OPTIONS"]["pool"]["max_size"] == 10
    assert config["CONN_MAX_AGE"] == 0


def test_other_databases_are_refused(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://user@db/handins")
    with pytest.raises(ImproperlyConfigured, match="sqlite:///… or postgresql"):
        env.database()


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("redis://:secret@host:6379/1", "redis://:secret@host:6379/1"),
        ("rediss://host", "rediss://host"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock"),
    ],
)
def test_broker_url_is_spelt_as_celery_wants_it(monkeypatch, given, used):
    monkeypatch.setenv("REDIS_URL", given)
    assert env.broker_url() == used


def test_broker_is_the_embedded_one_by_default(var):
    assert env.broker_url().startswith("redis+socket:///")
    assert env.broker_url().endswith("/valkey.sock")


# --- mail ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "mail"),
    [
        ("console://", env.Mail(backend=env.CONSOLE_BACKEND)),
        ("file:///srv/mail%20box", env.Mail(backend=env.FILE_BACKEND, folder=Path("/srv/mail box"))),
        ("file://var/mail", env.Mail(backend=env.FILE_BACKEND, folder=env.BASE / "var" / "mail")),
        ("smtp://relay", env.Mail(backend=env.SMTP_BACKEND, host="relay", port=25)),
        (
            "smtp+tls://us%40er:p%3Ass@relay:2525",
            env.Mail(env.SMTP_BACKEND, "relay", 2525, user="us@er", password="p:ss", starttls=True),
        ),
        ("smtp+ssl://relay", env.Mail(env.SMTP_BACKEND, "relay", 465, tls=True)),
    ],
)
def test_email_url(url, mail):
    assert env.parse_mail(url) == mail


@pytest.mark.parametrize("url", ["", "http://relay", "smtp://", "user:secret@relay"])
def test_broken_email_url_is_refused_without_repeating_it(url):
    with pytest.raises(ImproperlyConfigured) as caught:
        env.parse_mail(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("demo", "debug", "backend"),
    [
        (False, False, env.FILE_BACKEND),
        (True, False, env.FILE_BACKEND),
        (True, True, env.FILE_BACKEND),
        (False, True, env.CONSOLE_BACKEND),
    ],
)
def test_mail_without_a_url_goes_nowhere(var, demo, debug, backend):
    assert env.mail(demo=demo, debug=debug).backend == backend


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("post@example.org", "example.org"),
        ("Hand-ins <post@example.org>", "example.org"),
        ("nobody", "localhost"),
    ],
)
def test_mail_domain(address, domain):
    assert env.mail_domain(address) == domain


# --- addresses ----------------------------------------------------------------------------------------------------


def test_default_sender_gives_nothing_away(settings):
    assert settings.DEFAULT_FROM_EMAIL == "post@localhost"


def test_public_url_loses_its_slash(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://handins.example.org/")
    assert env.public_url() == "https://handins.example.org"


@pytest.mark.parametrize(
    "url", ["handins.example.org", "ftp://example.org", "https://", "https://example.org/path"]
)
def test_broken_public_url_is_refused(monkeypatch, url):
    monkeypatch.setenv("PUBLIC_URL", url)
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL"):
        env.public_url()


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8000", True),
        ("https://localhost", False),
        ("http://example.org", False),
        ("http://localhost.example.org", False),
    ],
)
def test_local_is_plain_http_on_this_machine(url, is_local):
    assert env.is_local(url) is is_local


@pytest.mark.parametrize("url", ["https://handins.example.org", "http://192.0.2.1:8000", "https://localhost"])
def test_demo_is_refused_where_others_can_reach_it(monkeypatch, url):
    monkeypatch.setenv("DEMO", "1")
    with pytest.raises(ImproperlyConfigured, match="DEMO is on, and others can reach"):
        env.demo(url)


def test_demo_is_for_this_machine(monkeypatch):
    monkeypatch.setenv("DEMO", "1")
    assert env.demo("http://localhost:8000") is True
    monkeypatch.setenv("DEMO", "0")
    assert env.demo("https://handins.example.org") is False


def test_debug_at_a_real_address_keeps_the_second_factor(tmp_path):
    told = "from handins import settings as s; print(s.IS_LOCAL, s.SECOND_FACTOR_REQUIRED, s.SESSION_COOKIE_SECURE)"
    environment = {"DEBUG": "1", "PUBLIC_URL": "https://handins.example.org", "HANDINS_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", told], env=environment, cwd=BASE, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True", "True"]


def test_trusted_proxies(monkeypatch):
    monkeypatch.delenv("TRUSTED_PROXIES", raising=False)
    assert env.trusted_proxies() == (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::1")
    assert env.trusted_proxies() == (ip_network("10.0.0.0/8"), ip_network("2001:db8::1/128"))


def test_broken_trusted_proxies_are_refused(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.1/8")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        env.trusted_proxies()
