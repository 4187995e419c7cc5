"""The product's settings with what tests need: own data folder, quick passwords, no static manifest.

The database is SQLite in memory, or the PostgreSQL server named by ZHIBU_DATABASE. With ZHIBU_TEST_TEMPLATE the tables
of each test process are a copy of that database, which was migrated once for all of them.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = "/dev/shm"
ENOUGH = 512 * 1024 * 1024  # bytes free, for the files of all tests of one process


def _quick_place() -> str | None:
    """In memory where there is room: the files of tests need not outlive a power cut, and a disk takes its time."""
    return MEMORY if Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH else None


_folder = tempfile.mkdtemp(prefix="zhibu-test-", dir=_quick_place())
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["ZHIBU_DATA"] = _folder
os.environ["ZHIBU_DEBUG"] = "0"
os.environ["ZHIBU_HTTPS"] = "0"
os.environ.pop("ZHIBU_DEMO", None)

from zhibu.config.settings import *  # noqa: E402, F403 (the environment must be set before)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True  # serve style sheets from where they lie, without collecting them
RECEIPT_COST = 2**4
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
if os.environ.get("ZHIBU_TEST_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": DATABASES["default"]["NAME"]}  # noqa: F405
