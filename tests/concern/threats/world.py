"""A deployment for the attackers: a folder of data as it lies on a disk, after days on which people said things.

`main` builds one world without a leak and one for each planted leak, in files (SQLite with WAL, the waiting file,
files, backups, what was written to the log). What really happened goes to `truth.json`, which no attacker reads.
People have phones, addresses, sessions and log-ins; each says something at a random second of the day and also uses the
pages with a log-in at another, so that there are traces among which a leak would stand.
"""

import io
import json
import logging
import random
import shutil
import sys
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests.concern.threats.leaks import LEAKS
from tests.concern.unit import Unit, token_in
from tests.personas import NOW
from zhibu.base.clock import day_of
from zhibu.cli.main import main as command
from zhibu.concern.models import Concern
from zhibu.concern.submitting import digest_of, form_token
from zhibu.flows.concerns import release
from zhibu.jobs.clock import tick


class Person:
    """Somebody with a phone of their own and, for their ordinary work, a log-in on the same phone."""

    def __init__(self, number: int, unit: Unit) -> None:
        self.number = number
        self.address = f"10.77.{number // 250}.{number % 250 + 1}"
        self.phone = f"Marked-Phone-{number:04d}"
        self.browser = Client(REMOTE_ADDR=self.address, HTTP_USER_AGENT=self.phone)
        who = list(unit.enterprise.users)[number % len(unit.enterprise.users)]
        self.browser.force_login(unit.user(who), backend="django.contrib.auth.backends.ModelBackend")

    def works(self, *, opens_pages: bool) -> None:
        """Ordinary use with the log-in: leaves traces of the session at this minute."""
        if opens_pages:
            self.browser.get("/concerns/")
        session = self.browser.session
        session["at"] = str(day_of(datetime.now().astimezone()))
        session.save()

    def says(self, unit: Unit, words: str, *, opens_pages: bool) -> str:
        """On the same phone, with the cookies of the log-in in the same browser."""
        token = token_in(self.browser.get(unit.address)) if opens_pages else form_token()
        answer = self.browser.post(
            unit.address, {"token": token, "words": words, "kind": "opinion", "desk": unit.desk()}
        )
        assert answer.status_code == 200, answer.content.decode()[:400]
        return "".join(answer.content.decode().split('class="receipt">')[1].split("<")[0].split())


# --- a world ------------------------------------------------------------------------------------------------------


def live(folder: Path, days: int, people: int, seed: int, unit: Unit, *, is_whole: bool) -> None:
    """Days with people who say things at random minutes; a backup each evening; the release each morning.

    `is_whole`: every page is opened and every job of the day runs. A leak is planted in a world without the rest.
    """
    dice = random.Random(seed)
    persons = [Person(number, unit) for number in range(people)]
    truth: list[dict[str, Any]] = []
    start = NOW.replace(hour=0, minute=0)
    for day in range(days):
        first = start + timedelta(days=day)
        events: list[tuple[datetime, str, Person]] = []
        for person in persons:
            events.append((first + timedelta(seconds=dice.randrange(2 * 3600, 13 * 3600)), "works", person))
            events.append((first + timedelta(seconds=dice.randrange(2 * 3600, 13 * 3600)), "says", person))
        for moment, what, person in sorted(events, key=lambda event: event[0]):
            with time_machine.travel(moment, tick=False):
                if what == "works":
                    person.works(opens_pages=is_whole)
                else:
                    words = f"第{day}天{person.number}号的话{dice.getrandbits(64):x}"
                    receipt = person.says(unit, words, opens_pages=is_whole)
                    truth.append(
                        {
                            "day": day, "at": moment.isoformat(), "person": person.number, "address": person.address,
                            "phone": person.phone, "session": person.browser.cookies["sessionid"].value,
                            "words": words, "receipt": receipt, "digest": digest_of(receipt),
                        }
                    )  # fmt: skip
        evening = first + timedelta(hours=15)
        with time_machine.travel(evening, tick=False):
            keep_copy(folder, f"evening-{day}")
        with time_machine.travel(first + timedelta(hours=23, minutes=7), tick=False):  # 07:07 in China
            now = datetime.now().astimezone()
            if is_whole:
                tick(now)
            else:
                release(day_of(now), now)
            keep_copy(folder, f"morning-{day}")
    for row in truth:
        concern = Concern.objects.filter(receipt=row["digest"]).first()
        row["concern"] = concern.pk.hex if concern else ""
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False))


def keep_copy(folder: Path, name: str) -> None:
    """What a thief of the disk would have: the data folder, and the backup of that day. Keys are not taken along."""
    target = folder / "taken" / name
    data = Path(settings.DATA)
    shutil.copytree(data, target / "data", ignore=shutil.ignore_patterns("keys", "backup-*"))
    if name.startswith("evening") and folder.name == "clean":
        command(["backup", str(target / "backup.tar.gz")])


def build(folder: Path, base: Path, days: int, people: int, seed: int, leak: str) -> None:
    """One world on a copy of the base."""
    folder.mkdir(parents=True)
    data = folder / "data"
    shutil.copytree(base, data)
    connection.close()
    settings.DATA = data
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = data / "zhibu.sqlite3"
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(logging.Formatter("{asctime} {levelname} {name}: {message}", style="{"))
    logging.getLogger().addHandler(handler)
    try:
        with LEAKS[leak]() if leak else nullcontext():
            live(folder, days, people, seed, UNIT[0], is_whole=not leak)
    finally:
        logging.getLogger().removeHandler(handler)
    (folder / "taken" / "log.txt").write_text(log.getvalue())


UNIT: list[Unit] = []


def main() -> None:
    """Arguments: folder, days and people of the clean world, days and people of those with a leak, leaks."""
    folder, leaks = Path(sys.argv[1]), sys.argv[6:]
    days, people, fewer_days, fewer_people = map(int, sys.argv[2:6])
    sys.stdout = io.StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("migrate", interactive=False, verbosity=0, fake=True)  # the tables are there; backups ask for this
        call_command("createcachetable", verbosity=0)
        UNIT.append(Unit())
    connection.close()
    build(folder / "clean", folder / "base", days, people, 4711, "")
    for number, leak in enumerate(leaks):
        build(folder / leak, folder / "base", fewer_days, fewer_people, 4712 + number, leak)
