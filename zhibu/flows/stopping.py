"""Why work in the background stopped: kept as it was made, to be read in the language of whoever opens the page."""

from typing import Any

from django.db import models

from zhibu.base.errors import Foreseen, Refused
from zhibu.rules.said import joined, kept, reopened

LONGEST = 200


class Stoppable(models.Model):
    """What the worker makes, and may have to stop. `trouble` is the Chinese text, `trouble_made` how it was made."""

    trouble = models.CharField(max_length=LONGEST, blank=True)
    trouble_made = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def why_stopped(self) -> str:
        """The sentence as it was made; from before this was kept, its text."""
        return str(self.trouble) if not self.trouble_made else _again(self.trouble_made)


def _again(made: Any) -> str:
    sentence: str = reopened(made)
    return sentence


def stopped_by(error: Foreseen, otherwise: str) -> dict[str, Any]:
    """Both columns, from what refused to go on. `otherwise`: what is told when it was not a refusal."""
    return stopped(joined((error.reason, error.next_step), "") if isinstance(error, Refused) else otherwise)


def stopped(sentence: str) -> dict[str, Any]:
    """Both columns, from a sentence."""
    return {"trouble": str(sentence)[:LONGEST], "trouble_made": kept(sentence) if sentence else {}}
