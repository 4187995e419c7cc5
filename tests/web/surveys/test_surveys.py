"""小调查 from asking to the list to mend: nobody is known, nothing is shown early, and too few are not shown at all."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.concern.clock import Clock
from tests.web.workshop import Workshop
from zhibu.survey.models import Survey, Tally
from zhibu.work.models import Mend

ASKED = {
    "title": "支部的会开得怎么样",
    "audience": "members",
    "until": "2026年11月25日",
    "text-1": "开会的时间",
    "choices-1": "合适、太长",
    "text-2": "下次会最想说的一件事",
    "choices-2": "",
}


def ask(workshop: Workshop, **changed: str) -> Survey:
    response = workshop.browser("secretary").post("/checkup/surveys/new/", {**ASKED, **changed})
    assert response.status_code == 302, response.context["form"].errors
    return Survey.objects.get()


def answer(survey: Survey, *, again: str = "", **given: str) -> tuple[Any, str]:
    """One person: opens the page, fills, sends. Gives the answer and the form's token."""
    person = Client()
    page = person.get(f"/say/survey/{survey.code}/")
    assert page.status_code == 200
    token = again or re.findall(r'name="token" value="([^"]+)"', page.content.decode())[0]
    response = person.post(f"/say/survey/{survey.code}/", {"token": token, **given})
    assert not person.cookies, "nothing is left in the browser"
    return response, token


def seen(workshop: Workshop, survey: Survey, who: str = "secretary") -> str:
    return workshop.browser(who).get(f"/checkup/surveys/{survey.thread}/").content.decode()


def test_from_asking_to_the_list_to_mend(workshop: Workshop, day: Clock) -> None:
    survey = ask(workshop)
    for number in range(5):
        response, _token = answer(survey, **{"q-0": "1" if number < 3 else "0", "q-1": f"写了{5 - number}"})
        assert "交上了" in response.content.decode()
    assert "写了" not in seen(workshop, survey)
    day.pass_days(2)  # counted, and still open
    assert "写了" not in seen(workshop, survey) and "太长" in seen(workshop, survey)  # what was asked is shown
    assert "收了 5 份" not in seen(workshop, survey)
    day.pass_days(1)
    page = seen(workshop, survey)
    assert "收了 5 份" in page
    assert re.findall(r"<dt>(.*?)</dt><dd>(\d+)", page) == [("合适", "2"), ("太长", "3")]
    assert re.findall(r"<li>(写了\d)</li>", page) == [f"写了{n}" for n in range(1, 6)]
    link = re.findall(r'href="([^"]*mending/new/[^"]*)"', page)[0].replace("&amp;", "&")
    secretary = workshop.browser("secretary")
    form = secretary.get(link).context["form"]
    assert form["fact"].value() == "支部的会开得怎么样：开会的时间（合适 2、太长 3）"
    taken = {"fact": form["fact"].value(), "source": form["source"].value(), "measure": "会压到一小时", "due_on": ""}
    assert secretary.post("/checkup/mending/new/", taken).status_code == 302
    assert Mend.objects.get().source == "survey"


@pytest.mark.parametrize(("on_page", "on_paper", "sheets"), [(4, 0, 0), (5, 0, 5), (4, 5, 5), (5, 4, 5), (4, 4, 0)])
def test_each_part_counts_from_five_sheets_on(
    workshop: Workshop, day: Clock, on_page: int, on_paper: int, sheets: int
) -> None:
    """Whoever counted the paper could otherwise subtract it and read one person's answers."""
    survey = ask(workshop)
    for _number in range(on_page):
        answer(survey, **{"q-0": "0"})
    if on_paper:
        paper = {"sheets": str(on_paper), "q-1-0": "0", "q-1-1": str(on_paper), "words-2": "灯太暗"}
        sent = workshop.browser("secretary").post(f"/checkup/surveys/{survey.thread}/paper/", paper)
        assert sent.status_code == 302
    day.pass_days(3)
    page = seen(workshop, survey)
    if not sheets:
        assert "不到 5 份，不显示结果" in page and "灯太暗" not in page
        return
    assert f"收了 {sheets} 份" in page
    assert ("网页上交来的不到 5 份" in page) == (0 < on_page < 5)
    assert ("灯太暗" in page) == (on_paper >= 5)


def test_what_has_ended_is_not_opened_again(workshop: Workshop, day: Clock) -> None:
    survey = ask(workshop)
    secretary = workshop.browser("secretary")
    assert secretary.post(f"/checkup/surveys/{survey.thread}/end/", {"until": "2026年11月23日"}).status_code == 302
    answer(survey, **{"q-0": "0"})
    day.now += timedelta(days=1)  # the next day, before the morning's release
    assert Client().get(f"/say/survey/{survey.code}/").status_code == 404
    assert "明天早上出结果" in seen(workshop, survey)
    refused = secretary.post(f"/checkup/surveys/{survey.thread}/end/", {"until": "2026年11月30日"})
    assert refused.status_code == 422 and "已经结束" in refused.content.decode()


def test_the_same_opened_form_counts_once_and_an_empty_one_not_at_all(workshop: Workshop, day: Clock) -> None:
    survey = ask(workshop)
    _response, token = answer(survey, **{"q-0": "1"})
    again, _token = answer(survey, again=token, **{"q-0": "1"})
    assert "没有重复交" in again.content.decode()
    empty, _token = answer(survey)
    assert empty.status_code == 422 and "还一题都没有答" in empty.content.decode()
    stranger, _token = answer(survey, **{"q-0": "7"})
    assert stranger.status_code == 422
    day.pass_days(1)
    assert Tally.objects.get().sheets == 1


def test_nothing_kept_tells_who_when_or_which_answers_belong_together(workshop: Workshop, day: Clock) -> None:
    survey = ask(workshop)
    for choice, words in (("0", "甲的话"), ("1", "乙的话"), ("1", "丙的话")):
        answer(survey, **{"q-0": choice, "q-1": words})
    day.pass_days(1)
    tally = Tally.objects.get()
    assert (tally.sheets, tally.counts, tally.words) == (3, [[1, 2], []], [[], ["丙的话", "乙的话", "甲的话"]])
    columns = {field.name for field in Tally._meta.get_fields()}
    assert columns == {"survey", "sheets", "counts", "words", "taken", "is_final"}, "no column of time or person"


@pytest.mark.parametrize("who", ["organiser", "outsider", "member", "keeper"])
def test_it_is_the_branchs_own(workshop: Workshop, day: Clock, who: str) -> None:
    survey = ask(workshop)
    assert workshop.browser(who).get(f"/checkup/surveys/{survey.thread}/").status_code in {403, 404}
    assert str(survey.thread) not in workshop.browser(who).get("/checkup/surveys/").content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text-1": "李晓明会开得好不好"}, "里面有“李晓明”的名字"),
        ({"text-1": "大家的思想状况"}, "里面有“思想”"),
        ({"choices-1": "合适"}, "只有一个选项"),
        ({"choices-1": "一、二、三、四、五、六、七"}, "最多 6 个选项"),
        ({"text-1": "", "choices-1": "好、不好"}, "问什么还没写"),
        ({"text-1": "", "choices-1": "", "text-2": ""}, "至少写一个问题"),
        ({"text-1": "开" * 61}, "最多 60 个字"),
        ({"until": "2026年11月22日"}, "已经过了"),
        ({"until": "2027年2月1日"}, "最长开 60 天"),
    ],
)
def test_what_may_not_be_asked_is_said_at_its_field(
    workshop: Workshop, day: Clock, changed: dict[str, str], sentence: str
) -> None:
    response = workshop.browser("secretary").post("/checkup/surveys/new/", {**ASKED, **changed})
    assert response.status_code == 422 and sentence in response.content.decode()
    assert not response.context["form"].non_field_errors(), "it stands at a field"
    assert not Survey.objects.exists()


def test_paper_that_does_not_add_up_is_refused(workshop: Workshop, day: Clock) -> None:
    survey = ask(workshop)
    secretary = workshop.browser("secretary")
    for paper, sentence in (
        ({"sheets": "6", "q-1-0": "4", "q-1-1": "3"}, "第 1 题加起来是 7，比收回的 6 张多。"),
        ({"sheets": "0"}, "不能少于 1"),
        ({"sheets": "六七"}, "要写一个整数"),
    ):
        response = secretary.post(f"/checkup/surveys/{survey.thread}/paper/", paper)
        assert response.status_code == 422 and sentence in response.content.decode()
    assert Survey.objects.get().paper == {}
    for counts in ("2", "3"):  # the second counting takes the place of the first
        paper = {"sheets": "6", "q-1-0": counts, "q-1-1": "3", "words-2": "一句\n\n另一句"}
        assert secretary.post(f"/checkup/surveys/{survey.thread}/paper/", paper).status_code == 302
    kept = Survey.objects.get()
    assert kept.paper == {"sheets": 6, "counts": [[3, 3], []], "words": [[], ["一句", "另一句"]]}
    assert (
        secretary.get(f"/checkup/surveys/{survey.thread}/paper/").context["form"]["words-2"].value() == "一句\n另一句"
    )


def test_the_printed_sheet_and_undo(workshop: Workshop, day: Clock) -> None:
    survey = ask(workshop)
    secretary = workshop.browser("secretary")
    assert "□ 太长" in secretary.get(f"/checkup/surveys/{survey.thread}/sheet/").content.decode()
    answer(survey, **{"q-0": "0"})
    day.pass_days(1)
    assert secretary.post(f"/checkup/surveys/{survey.thread}/undo/").status_code == 302
    assert not Survey.objects.exists() and not Tally.objects.exists()
    assert Client().get(f"/say/survey/{survey.code}/").status_code == 404
