"""Questions about Party dues: the base, the sum, the year, and how dues are paid, used and told."""

from zhibu.questions.dues import amount, base, changes, collecting, using, year

QUESTIONS = (
    *base.QUESTIONS,
    *amount.QUESTIONS,
    *changes.QUESTIONS,
    *year.QUESTIONS,
    *collecting.QUESTIONS,
    *using.QUESTIONS,
)
