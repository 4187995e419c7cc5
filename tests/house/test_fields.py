"""No table has a place for points, ranks, log-in counts, time on line, whereabouts, photos or attitudes."""

import re

import pytest
from django.apps import apps

FORBIDDEN = {
    "point", "points", "score", "scores", "scoring", "rank", "ranks", "ranking", "rating", "credit", "credits", "star",
    "stars", "like", "likes", "badge", "badges", "level", "medal", "leaderboard",
    "online", "visits", "clicks", "views", "streak", "stay",
    "location", "latitude", "longitude", "lat", "lng", "gps", "geo", "position_x", "position_y", "ip", "useragent",
    "photo", "photos", "picture", "selfie", "face", "image",
    "attitude", "thought", "thoughts", "ideology", "loyalty", "mood", "opinion", "religion",
}  # fmt: skip
WHOLE_NAMES = {
    "login_count",
    "login_counts",
    "log_in_count",
    "online_time",
    "last_login_at",
    "last_seen",
    "last_active",
}
NOT_MEANT = {"Item.points": "发言要点: the main points of what was said, not a mark for anybody"}


def forbidden_parts(name):
    words = set(re.split(r"_+", name.lower()))
    return sorted(words & FORBIDDEN) + ([name] if name in WHOLE_NAMES else [])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("points", ["points"]),
        ("total_score", ["score"]),
        ("login_count", ["login_count"]),
        ("check_in_location", ["location"]),
        ("photo_1", ["photo"]),
        ("happened_on", []),
        ("underscored", []),
        ("place", []),
    ],
)
def test_what_is_forbidden(name, wrong):
    assert forbidden_parts(name) == wrong


def test_no_table_has_such_a_field():
    models = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("zhibu.")]
    assert models
    found = {
        f"{model.__name__}.{field.name}": forbidden_parts(field.name)
        for model in models
        for field in model._meta.get_fields()
        if not field.auto_created and forbidden_parts(field.name)
    }
    assert set(found) == set(NOT_MEANT), found
