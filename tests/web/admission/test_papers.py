"""Every paper of a case, in Word and on the page: days and numbers from the record, the rest for the pen."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.ledger.papers.reading import opened, text_of
from tests.web.admission.carrying import Carried
from tests.web.workshop import Workshop
from zhibu.admission.models import ReviewLetter
from zhibu.base.looks import looks_at
from zhibu.ledger.papers import admission, admission_forms
from zhibu.ledger.papers.catalogue import drawn, paper_of
from zhibu.ledger.papers.kinds import Asked
from zhibu.ledger.papers.placeholders import names_of, values_of
from zhibu.ledger.papers.shapes import Shape
from zhibu.ledger.papers.word import word_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 3)
CASES = [paper.key for paper in (*admission_forms.PAPERS, *admission.PAPERS) if paper.find is not admission.find_letter]
LETTERS = [paper.key for paper in admission.PAPERS if paper.find is admission.find_letter]


@pytest.fixture
def person(carry: Callable[..., Carried]) -> Carried:
    """Admitted by the paper file; a letter is out; the probation runs."""
    found = carry().apply("纸上人", date(2024, 3, 1))
    found.earlier(
        date(2025, 6, 20), talked="2024-03-20", recommended="2024-05-08", activist="2024-05-09",
        activist_filed="2024-05-10", contacts_assigned="2024-05-11", contacts="2", review="2024-11-08",
        opinions="2025-04-25", target_discussed="2025-04-28", target_filed="2025-04-29", target="2025-05-10",
        introducers="2025-05-12", introducers_number="2", political_review="2025-06-01",
        training_ended="2025-06-05", training_days="3", examined="2025-06-08", pre_reviewed="2025-06-12",
        form_filled="2025-06-15",
    )  # fmt: skip
    found.did("admission_meeting", date(2025, 6, 20))
    found.did("reported", date(2025, 6, 23))
    found.did("committee_talk", date(2025, 7, 1))
    found.did("approved", date(2025, 7, 2))
    found.set_day(TODAY)
    return found


@pytest.fixture
def letter(person: Carried) -> ReviewLetter:
    sent = person.browser.post(
        f"{person.address}letter/", {"about_whom": "father", "by_visit": "no", "sent_on": "2025-05-20"}
    )
    assert sent.status_code == 302
    return ReviewLetter.objects.get(candidate=person.candidate)


def shape(workshop: Workshop, key: str, record: object, who: str = "secretary") -> Shape:
    return drawn(paper_of(key), Asked(workshop.actor(who), record, TODAY, TODAY.year))[1]  # type: ignore[arg-type]


def words(found: Shape) -> str:
    return "\n".join(str(value) for value in values_of(found).values())


def test_every_paper_opens_in_word_and_names_every_label(
    workshop: Workshop, person: Carried, letter: ReviewLetter
) -> None:
    for key in [*CASES, *LETTERS]:
        paper = paper_of(key)
        found = shape(workshop, key, letter.pk if key in LETTERS else person.candidate.pk)
        assert opened(word_of(found)).element.body is not None
        assert "None" not in words(found)
        assert paper.blank
        names = names_of(paper.blank("一车间党支部"))
        assert set(values_of(found)) <= {*names.single, *names.lists}, key
        opened(word_of(paper.blank("一车间党支部")))


SAID = {
    "request": ("2025年6月20日支部召开党员大会讨论接收", "应到会有表决权的8名，到会7名，赞成6票，不赞成0票，弃权1票"),
    "approval": ("预备期从2025年6月20日支部党员大会通过之日算起，到2026年6月20日满",),
    "pre-review": ("2025年6月5日集中培训结束（3天）", "妥否，请批示。"),
    "target-request": ("列为发展对象的备案报告", "经过1次半年考察"),  # sent up by the text before
    "journal": ("2024年3月1日收到入党申请书",),
    "tally": ("2025年6月20日支部大会讨论接收",),
    "probation": ("2025年7月2日",),
}


def test_days_and_votes_stand_as_recorded(workshop: Workshop, person: Carried) -> None:
    for key, sentences in SAID.items():
        told = words(shape(workshop, f"admission-{key}", person.candidate.pk))
        assert all(sentence in told for sentence in sentences), told
    now, others = person.browser.get(person.address).context["papers"]
    assert f"/files/papers/admission-oath/{person.candidate.pk}/" in [button.url for button in now]
    assert "同入党申请人谈话记录" in [str(button.label) for button in others]
    assert not [button for button in (*now, *others) if "志愿书" in str(button.label)]


def test_after_an_extension_the_old_answer_keeps_its_day_and_the_request_names_the_new_one(
    workshop: Workshop, person: Carried
) -> None:
    person.did("conversion_applied", date(2026, 6, 10))
    person.did("extension", date(2026, 6, 22), until_on="2026-12-20")
    pk = person.candidate.pk
    assert "到2026年6月20日满" in words(shape(workshop, "admission-approval", pk))
    assert "同意延长预备期到2026年12月20日" in words(shape(workshop, "admission-extension", pk))
    assert "预备期到2026年12月20日满" in words(shape(workshop, "admission-conversion-request", pk))


def test_a_letter_says_whom_it_asks_about_and_its_page_leads_back(person: Carried, letter: ReviewLetter) -> None:
    page = person.browser.get(f"/files/papers/admission-reminder/{letter.pk}/").content.decode()
    assert "2025年5月20日我们向贵单位党组织发函，了解其父亲的情况" in page
    assert person.address in page
    file = person.browser.get(f"/files/papers/admission-inquiry/{letter.pk}.pdf")
    assert "了解其父亲的政治历史和现实表现" in "".join(text_of(file.content).split())


def test_who_may_not_keep_the_case_does_not_find_its_papers(workshop: Workshop, person: Carried) -> None:
    address = f"/files/papers/admission-approval/{person.candidate.pk}/"
    for who in ("outsider", "member", "leader"):
        assert workshop.browser(who).get(address).status_code == 404
    assert workshop.browser("organiser").get(address).status_code == 200
    assert looks_at(person.candidate.pk, TODAY), "a superior's look is seen by the person"
