"""What people wrote themselves stays as they wrote it, also on English pages: taken out before looking for Chinese."""

import json
import re
from typing import Any

from django.apps import apps
from django.db import models

from zhibu.target.posts import posts

HAN = re.compile("[\u4e00-\u9fff]")
CHINESE = re.compile("[\u4e00-\u9fff，。；：、（）《》]")


OFFERED = {post.label for post in posts().values()}
"""Becomes a record as it stands: the posts that targets begin with."""


def written_by_people() -> list[str]:
    """Every text in the tables that is no choice and no key, the longest first: names, places, topics, minutes."""
    found: set[str] = set()
    for model in apps.get_models():
        fields = [field.attname for field in model._meta.concrete_fields if _is_text(field)]
        for row in model._base_manager.values_list(*fields) if fields else []:
            for value in row:
                found |= set(_texts(value))
    return sorted(found | OFFERED, key=len, reverse=True)


def _is_text(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def _texts(value: Any) -> list[str]:
    """A whole text and each of its lines: pages show both."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    if isinstance(value, str) and value.startswith("{"):
        return _texts(json.loads(value))  # kept encrypted, texts by name
    if not isinstance(value, str) or not HAN.search(value):
        return []
    return [value, *(line.strip() for line in value.splitlines() if HAN.search(line))]
