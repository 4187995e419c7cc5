"""Questions about admitting members: age, training, notice, probation, conversion, reviews, papers, a whole case."""

from zhibu.questions.admission import age, approval, conversion, notice, papers, probation, reviews, timeline, training

QUESTIONS = (
    *timeline.QUESTIONS,
    age.QUESTION,
    training.QUESTION,
    notice.QUESTION,
    approval.QUESTION,
    probation.QUESTION,
    conversion.QUESTION,
    *reviews.QUESTIONS,
    *papers.QUESTIONS,
)
