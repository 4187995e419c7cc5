"""Walking through all pages as somebody does who follows links: one page of each kind, for each person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from zhibu.base.actor import Actor
from zhibu.web.access import policy_of

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
NO_PAGES = frozenset({"log_in", "feed", "helper_by_link", "api_described", "api_described_english", "metrics"})
"""Looked at elsewhere, or no page for a reader."""


@dataclass(frozen=True)
class Seen:
    """One page: its name, where it was found, what it says."""

    name: str
    address: str
    content: str


def names(patterns: list[object]) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry.url_patterns)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name


def without_key() -> Iterator[str]:
    """Addresses that need no key; those of 说事 and of programs are not among them."""
    for name in dict.fromkeys(names(get_resolver("zhibu.config.urls").url_patterns)):
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if name not in NO_PAGES and not address.startswith(("/say/", "/api/")):
            yield address


def walk(browser: Client, *, known: frozenset[str] = frozenset()) -> Iterator[Seen]:
    """Every kind of page that can be reached, once each; kinds in `known` are passed through by nobody again."""
    waiting, seen = ["/", *without_key()], set(known)
    while waiting:
        address = waiting.pop(0)
        name = _name(address)
        if name is None or name in seen or name in NO_PAGES:
            continue
        if "." in urlsplit(address).path.rsplit("/", 1)[-1]:
            continue  # a file
        answer = browser.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        seen.add(name)
        content = answer.content.decode()
        if "<main" not in content:
            continue  # a part that a page fetches
        yield Seen(name, address, content)
        waiting += [urldefrag(urljoin(address, unescape(link)))[0] for link in LINK.findall(content)]


def shut_links(content: str, address: str, actor: Actor) -> set[str]:
    """Links of a page that lead this person to a page which their rights do not open."""
    found = set()
    for link in LINK.findall(content):
        parts = urlsplit(urljoin(address, unescape(link)))
        if parts.netloc or parts.scheme:
            continue
        try:
            policy = policy_of(resolve(parts.path).func)
        except Resolver404:
            continue
        if policy is not None and not policy.admits(actor):
            found.add(parts.path)
    return found


def _name(address: str) -> str | None:
    parts = urlsplit(address)
    if parts.netloc:
        return None
    try:
        return resolve(parts.path).url_name
    except Resolver404:
        return None
