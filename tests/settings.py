"""Settings of the test suite: the product's own, read from an environment that is always the same.

Nothing of the developer's environment leaks in, apart from DATABASE_URL and REDIS_URL: they name the servers to test
on (tests/databases.py, tests/servers.py) and are taken out of the product's sight.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Memory, where the machine offers it: thousands of small transactions need no disk.
_MEMORY = Path("/dev/shm")
FOLDER = Path(tempfile.mkdtemp(prefix="handins-test-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

(FOLDER / "static").mkdir()  # WhiteNoise warns without its folder

for _name in ("DATABASE_URL", "REDIS_URL"):
    # Workers of pytest-xdist inherit this environment: what was given is kept under another name.
    os.environ.setdefault(f"TEST_{_name}", os.environ.pop(_name, ""))

for _name in (
    "ALLOWED_HOSTS",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "DEMO",
    "EMAIL_URL",
    "FIELD_KEYS_FILE",
    "SECRET_KEY_FILE",
    "TRUSTED_PROXIES",
):
    os.environ.pop(_name, None)

os.environ.update(
    HANDINS_VAR=str(FOLDER),
    PUBLIC_URL="http://localhost",
    DATABASE_URL=f"sqlite:///{FOLDER / 'handins.sqlite3'}",
    SECRET_KEY="a key for tests only, as long as a real one would be",
    FIELD_KEYS="test:" + "dGVzdCBrZXksIDMyIGJ5dGVzLCBmb3IgdGVzdHMgb24=",
)

from handins.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **globals().get("STORAGES", {}),
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    # Names without a digest: no collectstatic before a test.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests change rows past the actions, within the minute in which a board is shared.
CACHES = {**globals()["CACHES"], "shared_parts": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
MAIL_LANES = 1  # on a busy machine every relay seems far away, and the order of mails would hang on that
SECOND_FACTOR_REQUIRED = False  # as on every address of one machine; its own tests switch it on
