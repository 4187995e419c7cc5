"""Every page has an address name of its own: of two with one name, links would lead to the last one in silence."""

from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_no_two_pages_share_a_name() -> None:
    found = Counter(names(get_resolver().url_patterns))
    assert len(found) > 200
    assert [name for name, count in found.items() if count > 1] == []
