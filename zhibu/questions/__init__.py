"""Pure answers from facts, figures and layers: the calculators, the command line, the rooms and the tests ask here."""

from zhibu.norms import Case, Colour, Layer, NextStep, Norm
from zhibu.questions.asking import (
    answer,
    answer_json,
    example_of,
    list_json,
    list_questions,
    question_named,
    questions_using,
)
from zhibu.questions.catalogue import NormPage, all_norms, cases_of, describe, guidance_on, law_in_english, search
from zhibu.questions.citing import article_name, cite
from zhibu.questions.model import Answer, Ask, Cite, Question, QuestionError, Told

__all__ = [
    "Answer",
    "Ask",
    "Case",
    "Cite",
    "Colour",
    "Layer",
    "NextStep",
    "Norm",
    "NormPage",
    "Question",
    "QuestionError",
    "Told",
    "all_norms",
    "answer",
    "answer_json",
    "article_name",
    "cases_of",
    "cite",
    "describe",
    "example_of",
    "guidance_on",
    "law_in_english",
    "list_json",
    "list_questions",
    "question_named",
    "questions_using",
    "search",
]
