"""`{% guidance "meetings" %}`: what the texts say beside the work, folded. `{% load guidance %}`."""

from typing import Any

from django import template
from django.utils.translation import get_language

from zhibu.web.rules import showing

register = template.Library()


@register.inclusion_tag("components/guidance.html", takes_context=True)
def guidance(context: template.Context, *topics: str) -> dict[str, Any]:
    """Rules of these topics that no check-up judges, with their article and a link."""
    english = (get_language() or "").startswith("en")
    return {"rows": showing.guidance(topics, context["today"], english)}
