"""抄录: what official systems ask for, a field at a time, each kind for those who keep it, the day noted once."""

from datetime import date

import pytest

from tests.personas import do
from tests.web.dues.keeping import collect, fixed
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.admission.models import Candidate
from zhibu.base.actor import Right
from zhibu.base.models import LookTrace
from zhibu.flows.models import CopiedOut
from zhibu.flows.settings import keep_identity_numbers
from zhibu.member.actions import correct_details
from zhibu.member.models import Course, Transfer
from zhibu.member.queries import details_of

pytestmark = pytest.mark.django_db


def fields_of(workshop: Workshop, address: str, who: str = "secretary") -> dict[str, str]:
    page = workshop.browser(who).get(address)
    assert page.status_code == 200
    return {one["label"]: one["text"] for one in page.context["fields"]}


def is_noted_once(
    workshop: Workshop, address: str, strangers: tuple[str, ...] = ("outsider", "member", "organiser")
) -> None:
    secretary = workshop.browser("secretary")
    for _time in range(2):
        noted = secretary.post(f"{address}noted/", follow=True)
        assert "今天抄过" in text_of(noted)
    assert CopiedOut.objects.count() == 1
    for who in strangers:
        assert workshop.browser(who).get(address).status_code in {403, 404}, who
        assert workshop.browser(who).post(f"{address}noted/").status_code in {403, 404}, who


def test_a_month_of_dues(workshop: Workshop) -> None:
    collect(fixed(workshop), 10, 5)
    page = text_of(workshop.browser("secretary").get("/members/dues/?month=2026-10"))
    address = "/files/copy/dues/2026-10/"
    assert address in page
    found = fields_of(workshop, address)
    assert (found["所属月份"], found["应交党员数"], found["已交党员数"]) == ("2026年10月", "8", "7")
    assert found["没交的"] == "孙春芳"
    assert len(found["逐人（姓名、应交、实交，整块粘贴到表格里）"].splitlines()) == 8
    assert workshop.browser("secretary").get("/files/copy/dues/2026-13/").status_code == 404
    assert fields_of(workshop, address, "outsider")["党支部"] == "二车间党支部"  # everybody keeps the own branch's
    is_noted_once(workshop, address, ("member", "organiser"))


def test_a_case_of_admission(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    send(secretary, "/members/admission/new/", name="何田", applied_on="2026-10-08", born_on="1998-08-08")
    candidate = Candidate.objects.get()
    address = f"/files/copy/admissions/{candidate.pk}/"
    assert address in text_of(secretary.get(f"/members/admission/{candidate.pk}/"))
    found = fields_of(workshop, address)
    assert (found["姓名"], found["递交申请书时间"], found["出生日期"]) == ("何田", "2026-10-08", "1998-08-08")
    is_noted_once(workshop, address)


def test_a_training_with_everybody_who_was_there(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    people = [str(workshop.members[number].pk) for number in (2, 3)]
    send(
        secretary, "/members/training/courses/new/", members=people, title="县委党校轮训", happened_on="2026-06-12",
        hours="4",
    )  # fmt: skip
    course = Course.objects.order_by("member__sort_key").first()
    assert course is not None
    address = f"/files/copy/training/{course.pk}/"
    assert address in text_of(secretary.get("/members/training/"))
    found = fields_of(workshop, address)
    assert (found["培训时间"], found["参加人数"]) == ("2026-06-12", "2")
    assert set(found["参加人员"].split("、")) == {"单雪", "赵志强"}
    is_noted_once(workshop, address)


def test_a_transfer_keeps_its_note_when_the_receipt_comes(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    send(
        secretary, "/members/transfers/new/", member=str(workshop.members[5].pk), happened_on="2026-11-10",
        outside="南江县交通局机关党委",
    )  # fmt: skip
    address = f"/files/copy/transfers/{Transfer.objects.get().pk}/"
    assert address in text_of(secretary.get("/members/transfers/"))
    found = fields_of(workshop, address)
    assert (found["姓名"], found["转入党支部"], found["开具日期"]) == (
        "孙春芳",
        "南江县交通局机关党委",
        "2026-11-10",
    )
    is_noted_once(workshop, address)
    send(secretary, f"/members/transfers/{Transfer.objects.get().pk}/receive/", received_on="2026-11-20")
    fresh = f"/files/copy/transfers/{Transfer.objects.get().pk}/"
    assert fields_of(workshop, fresh)["接收日期"] == "2026-11-20"
    assert workshop.browser("secretary").get(fresh).context["is_today"]


def test_an_identity_number_is_copied_only_where_it_is_kept_and_by_whom_may_see_it(workshop: Workshop) -> None:
    number, member = "11010119850302002X", workshop.members[2]
    do(
        workshop.actor("organiser"), keep_identity_numbers, Right.SET_UP, organisation=workshop.enterprise.company,
        source_document="厂党委〔2026〕8号",
    )  # fmt: skip
    do(
        workshop.actor("secretary"), correct_details, Right.RECORD, details=details_of(member),
        identity_number=number, birth_on=date(1985, 3, 2),
    )  # fmt: skip
    address = f"/files/copy/roster/{member.pk}/"
    assert fields_of(workshop, address)["公民身份号码"] == number
    assert fields_of(workshop, address, "clerk")["公民身份号码"] == ""


def test_a_superior_sees_no_whole_phone_and_leaves_a_trace(workshop: Workshop) -> None:
    member, address = workshop.members[2], f"/files/copy/roster/{workshop.members[2].pk}/"
    do(workshop.actor("secretary"), correct_details, Right.RECORD, details=details_of(member), phone="13802050002")
    assert fields_of(workshop, address)["联系电话"] == "13802050002"
    assert not LookTrace.objects.exists()
    assert fields_of(workshop, address, "organiser")["联系电话"] == "138****0002"
    trace = LookTrace.objects.get()
    assert (trace.subject, trace.looker) == (member.pk, workshop.actor("organiser").user_id)


def test_what_goes_into_a_chinese_system_is_chinese_for_an_english_reader_too(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    secretary.cookies["django_language"] = "en"
    page = secretary.get(f"/files/copy/roster/{workshop.members[2].pk}/")
    assert "Copy" in text_of(page)
    assert {one["label"]: one["text"] for one in page.context["fields"]}["人员类别"] == "正式党员"


@pytest.mark.parametrize("address", ["/files/copy/targets/x/", "/files/copy/roster/x/", "/files/copy/dues/x/"])
def test_what_is_not_there_is_not_found(workshop: Workshop, address: str) -> None:
    assert workshop.browser("secretary").get(address).status_code == 404
