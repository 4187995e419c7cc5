"""Identity numbers: dropped unless the unit says so; then encrypted, shown to two people on asking, taken out again."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from tests.flows.files import workbook
from tests.flows.importing import commit, staged
from tests.personas import TODAY, do
from tests.web.sending import send, text_of, typed
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.flows.imports import keeping
from zhibu.flows.models import StagedRow
from zhibu.flows.settings import keep_identity_numbers
from zhibu.member.identity import forget_where_not_kept
from zhibu.member.models import Details, Member
from zhibu.org.models import Setting

pytestmark = pytest.mark.django_db
DOCUMENT = "厂党委〔2026〕8号"


def with_check_digit(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


NUMBER, OTHER = with_check_digit("11010119800501001"), with_check_digit("11010119850302002")


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def kept(workshop: Workshop) -> None:
    do(
        workshop.actor("organiser"), keep_identity_numbers, Right.SET_UP,
        organisation=workshop.enterprise.company, source_document=DOCUMENT,
    )  # fmt: skip


def file() -> bytes:
    return workbook(("花名册", [("姓名", "性别", "出生日期", "身份证号"), ("何田", "男", "1980-05-01", NUMBER)]))


def raw(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return str(cursor.fetchall())


def brought(workshop: Workshop) -> Details:
    upload = staged(workshop.actor("secretary"), workshop.branch, file(), "花名册.xlsx")
    assert NUMBER not in raw("flows_stagedrow")
    commit(workshop.actor("secretary"), upload)
    keeping.drop_rows(upload)
    return Details.objects.get(name="何田")


def test_where_nothing_is_said_a_number_is_dropped_before_anything_is_stored(workshop: Workshop) -> None:
    upload = staged(workshop.actor("secretary"), workshop.branch, file(), "花名册.xlsx")
    assert [row.identity_number for row in StagedRow.objects.all()] == [""]
    commit(workshop.actor("secretary"), upload)
    details = Details.objects.get(name="何田")
    assert (details.identity_number, details.identity_digest) == ("", "")
    page = workshop.browser("secretary").get(f"/members/{details.member_id}/edit/")
    assert "identity_number" not in page.content.decode()


def test_where_the_unit_keeps_them_they_are_encrypted_and_known_again(workshop: Workshop) -> None:
    kept(workshop)
    details = brought(workshop)
    assert details.identity_number == NUMBER
    assert NUMBER not in raw("member_details")
    again = workbook(("花名册", [("姓名", "性别", "出生日期", "身份证号"), ("何天", "男", "1980-05-01", NUMBER)]))
    upload = staged(workshop.actor("secretary"), workshop.branch, again)
    assert [row.is_known for row in upload.rows.all()] == [True]
    upload.rows.update(choice="take")
    commit(workshop.actor("secretary"), upload)
    assert Details.objects.get(name="何天").identity_number == ""  # the same number is never kept twice


def test_two_people_see_the_number_and_only_on_asking(workshop: Workshop) -> None:
    kept(workshop)
    page = f"/members/{brought(workshop).member_id}/"
    secretary = workshop.browser("secretary")
    assert NUMBER not in secretary.get(page).content.decode()
    assert NUMBER in text_of(secretary.get(page + "?identity=1"))
    for who in ("organiser", "clerk"):
        shown = workshop.browser(who).get(page + "?identity=1")
        assert shown.status_code == 200 and NUMBER not in shown.content.decode(), who
    for address in ("/files/ledgers/roster/", "/files/ledgers/roster/workbook/"):
        assert NUMBER.encode() not in secretary.get(address).content


def test_a_number_is_typed_checked_and_never_shown_in_the_form(workshop: Workshop) -> None:
    kept(workshop)
    brought(workshop)
    member: Member = workshop.members[2]
    address = f"/members/{member.pk}/edit/"
    secretary = workshop.browser("secretary")
    standing = typed(secretary.get(address))
    wrong = send(secretary, address, **standing | {"birth_on": "", "identity_number": OTHER[:-1] + "0"})
    assert wrong.status_code == 422 and "最后一位对不上" in text_of(wrong)
    doubled = send(secretary, address, **standing | {"birth_on": "", "identity_number": NUMBER})
    assert doubled.status_code == 422 and "另一名党员名下" in text_of(doubled)
    differs = send(secretary, address, **standing | {"identity_number": OTHER})
    assert differs.status_code == 422 and "1985-03-02" in text_of(differs)
    right = send(secretary, address, **standing | {"birth_on": "1985-03-02", "identity_number": OTHER.lower()})
    assert right.status_code == 302
    assert Details.objects.get(member=member).identity_number == OTHER
    assert OTHER not in secretary.get(address).content.decode()
    empty = send(secretary, address, **typed(secretary.get(address)) | {"job": "焊工"})
    assert empty.status_code == 302
    assert Details.objects.get(member=member).identity_number == OTHER


def test_no_longer_kept_means_taken_out_of_every_version(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")
    assert send(organiser, "/settings/identity/", source_document=" ").status_code == 422
    assert send(organiser, "/settings/identity/", source_document=DOCUMENT).status_code == 302
    assert DOCUMENT in text_of(workshop.browser("secretary").get("/settings/"))
    member = brought(workshop).member
    secretary = workshop.browser("secretary")
    address = f"/members/{member.pk}/edit/"
    send(secretary, address, **typed(secretary.get(address)) | {"job": "焊工"})
    assert Details.versions.exclude(identity_digest="").count() == 2
    assert "不能恢复" in text_of(organiser.get("/settings/identity/"))
    assert organiser.post("/settings/identity/", {"confirmed": "yes"}).status_code == 302
    assert not Details.versions.exclude(identity_digest="").exists()
    assert not Setting.objects.on(TODAY).exists()


def test_whoever_leaves_the_unit_leaves_no_number_behind(workshop: Workshop) -> None:
    kept(workshop)
    details = brought(workshop)
    assert forget_where_not_kept(TODAY) == 0
    Member.objects.filter(pk=details.member_id).update(branch=None, path="!")
    assert forget_where_not_kept(TODAY) == 1


@pytest.mark.parametrize("who", ["secretary", "member", "outsider"])
def test_only_the_organiser_says_so(workshop: Workshop, who: str) -> None:
    assert workshop.browser(who).get("/settings/identity/").status_code == 403
