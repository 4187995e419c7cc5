"""The product's own settings, in the folder that the test names, with keys that the attackers' test knows."""

import os

os.environ["ZHIBU_HOSTS"] = "testserver"
os.environ["ZHIBU_SECRET_KEY"] = os.environ["ZHIBU_FIELD_KEY"] = "kept-only-in-the-worlds-of-the-threat-tests"
os.environ["ZHIBU_RECEIPT_KEY"] = "receipts-of-the-worlds-of-the-threat-tests"

from zhibu.config.settings import *  # noqa: F403 (the environment must be set before)

RECEIPT_COST = 2**4
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
MIGRATION_MODULES = {app.split(".")[-1]: None for app in INSTALLED_APPS if app.startswith("zhibu.")}  # noqa: F405
