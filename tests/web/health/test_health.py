"""What monitors read: alive, ready, figures. Nothing about people, and nothing for strangers."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection
from django.test import Client

from tests.personas import NOW, build_enterprise
from tests.web.sending import text_of
from zhibu.base import clock
from zhibu.flows import beats
from zhibu.flows.beats import Part, beat, health
from zhibu.jobs import beating
from zhibu.member.models import Member

pytestmark = pytest.mark.django_db
TOKEN = "t" * 32


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def test_alive_is_one_word_for_everybody_and_asks_no_table(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = Client(REMOTE_ADDR="10.0.0.7").get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


def test_ready_tells_the_machine_why_and_others_one_word() -> None:
    beat(Part.CLOCK, clock.now())
    told = Client().get("/health/ready").json()
    assert told["ready"] and told["clock_age_seconds"] <= 5 and told["late"] == ["worker", "backup"]
    assert Client(REMOTE_ADDR="10.0.0.7").get("/health/ready").content == b"ready\n"


@pytest.mark.logs_errors
@pytest.mark.parametrize("trouble", ["database", "disk"])
def test_not_ready(monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    if trouble == "disk":
        monkeypatch.setattr(beats.shutil, "disk_usage", lambda place: SimpleNamespace(free=4, total=100))
    else:

        def away() -> None:
            raise DatabaseError

        monkeypatch.setattr(connection, "ensure_connection", away)
    answer = Client().get("/health/ready")
    assert answer.status_code == 503 and answer.json()["ready"] is False
    assert Client().get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ({}, {}, 200),
        ({"REMOTE_ADDR": "::1"}, {}, 200),
        ({"REMOTE_ADDR": "10.0.0.7"}, {}, 404),
        ({}, {"X-Forwarded-For": "10.0.0.7"}, 404),
        ({}, {"X-Forwarded-Proto": "https"}, 404),
        ({"REMOTE_ADDR": "10.0.0.7"}, {"Authorization": f"Bearer {TOKEN}"}, 200),
        ({}, {"Authorization": "Bearer wrong"}, 404),
        ({"REMOTE_ADDR": ""}, {}, 404),
    ],
)
def test_who_reads_the_figures(settings: LazySettings, client, headers, status) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert Client(**client).get("/metrics", headers=headers).status_code == status


def test_the_figures_are_readable_by_prometheus_and_name_nobody() -> None:
    build_enterprise()
    beat(Part.BACKUP, clock.now() - timedelta(days=3))
    text = text_of(Client().get("/metrics"))
    for line in text.splitlines():
        assert line.startswith("# ") or line.rsplit(" ", 1)[1].lstrip("-").isdigit(), line
    assert 'zhibu_beat_late{part="backup"} 1' in text
    assert 'zhibu_organisations{kind="branch"} 2' in text
    assert not any(name in text for name in Member.objects.values_list("name", flat=True))


def test_the_worker_answers_the_clock_and_leaves_nothing_behind() -> None:
    beating.beat_and_ask(NOW)
    beating.beat_and_ask(NOW + timedelta(minutes=1))
    own = beating.DBTaskResult.objects.filter(task_path=beating.answer.module_path)
    assert own.count() == 1, "one question waits"
    own.delete()
    beat(Part.WORKER, NOW)
    beating.beat_and_ask(NOW + timedelta(minutes=4))
    assert own.count() == 0
    beating.beat_and_ask(NOW + timedelta(minutes=5))
    assert own.count() == 1
    assert not health(NOW + timedelta(minutes=15)).is_late(Part.WORKER)
    assert health(NOW + timedelta(minutes=16)).is_late(Part.WORKER)


def test_whoever_keeps_the_accounts_sees_how_the_program_is(as_role) -> None:
    beat(Part.CLOCK, clock.now() - timedelta(minutes=9))
    beat(Part.WORKER, clock.now())
    text = text_of(as_role("administrator").get("/settings/accounts/"))
    assert "9 分钟前有动静，太久了" in text and "刚才" in text and "还没有备份过" in text
