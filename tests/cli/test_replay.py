"""A backup made before somebody's data were deleted: restored, they are deleted again."""

import os
import subprocess
import sys

from tests.cli.conftest import Deployment

SET_UP = "import django; django.setup()\n"
MAKE = "from zhibu.account.models import User\nUser.objects.create_user('shanxue', 'pine-river-lamp', '单雪')\n"
ERASE = """
from datetime import timedelta
from zhibu.account.models import Erasure, User
from zhibu.base import clock
from zhibu.flows import erasing
Erasure.objects.create(user=User.objects.get(), asked_on=clock.today() - timedelta(days=30))
assert erasing.carry_out_due(clock.today(), clock.now()) == 1
"""


def python(deployment: Deployment, code: str) -> None:
    own = {"ZHIBU_DATA": str(deployment.data), "DJANGO_SETTINGS_MODULE": "zhibu.config.settings"}
    own |= {"ZHIBU_DATABASE": deployment.address} if deployment.address else {}
    subprocess.run([sys.executable, "-c", SET_UP + code], env=os.environ | own, check=True, timeout=120)


def names(deployment: Deployment) -> str:
    return str(deployment.execute("SELECT username, display_name FROM account_user"))


def test_restoring_replays_the_deletions_since_the_backup(backed_up: Deployment) -> None:
    python(backed_up, MAKE)
    assert backed_up.zhibu("backup", "before.tar.gz").returncode == 0
    python(backed_up, ERASE)
    assert "单雪" not in names(backed_up)
    done = backed_up.zhibu("restore", "before.tar.gz", "--force")
    assert done.returncode == 0, done.stderr
    assert "1 人，已经再删一遍" in done.stdout
    assert "单雪" not in names(backed_up)
    assert "资料已删除的人" in names(backed_up)
