"""Every rule of the law says where it stands, since when, and who looked at it when."""

import pytest

from zhibu.norms import library
from zhibu.norms.model import ARTICLE_CONFIDENCES, CONFIDENCES

NORMS = library().norms


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_every_norm_cites(norm):
    regulation = library().regulations[norm.regulation]
    assert regulation.title_zh and regulation.issuer and regulation.checked_on
    assert norm.confidence in CONFIDENCES and norm.article_confidence in ARTICLE_CONFIDENCES
    assert norm.article or norm.article_reason_zh, "neither an article nor a reason why there is none"
    assert norm.span.from_on


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_every_figure_cites(norm):
    for value in norm.values.values():
        for spell in value.spells:
            assert spell.checked_on
            assert spell.article or value.reason_zh or norm.article_reason_zh, f"{value.key}: no article, no reason"


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_what_may_be_shown_as_a_mark_has_a_next_step(norm):
    assert set(norm.seen) == set(norm.steps), "a status with words but without a step, or the other way round"
    assert all(norm.seen.values()) and all(norm.steps.values())
    assert norm.plain_zh and norm.plain_en
    if norm.id in library().judgements and norm.strength_class != "definitional":
        assert norm.seen, "judged, but nothing could ever be shown"
