"""What a web page says about its article besides the text: title, author, address, site, section, day of publication.

Title, author and site are for trafilatura to tell, which knows the ways of many sites. The others stand in places that
are data (``metadata.toml``, ``page_dates.toml``): the first of them that has something to say is asked, what it says is
taken verbatim, and nothing is guessed.

The day of publication is not asked from htmldate, whose answer is a day without the place where it stands: it takes
days from addresses, running text and notices of copyright alike, and completes what lacks a day or a year from today's
date (dateutil's default). Such an answer can neither be repeated nor traced.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import chain, islice
from typing import Any, NamedTuple

import re2

from stages.clean.read.limits import limits
from stages.clean.read.markup import allowed, plain
from stages.clean.read.repair import repair_line
from stages.resources import toml

#: The longest value that can be a date, the name of a section, anything.
DATE_LONGEST = 64
SECTION_LONGEST = 80
LONGEST = 2000

#: What parses as JSON-LD, and what trafilatura takes for it.
SCRIPTS = '//script[@type="application/ld+json" or @type="application/settings+json"]'

#: Elements that name authors, for trafilatura (METANAME_AUTHOR, PROPERTY_AUTHOR, OG_AUTHOR in its metadata.py).
_AUTHOR = re2.compile("(?i)author|creator|byl")
_YEAR = re2.compile("[12][0-9]{3}|[۱۲][۰-۹]{3}|[١٢][٠-٩]{3}|[१२][०-९]{3}")
_URL = re2.compile(r"(?i)https?://[^\s/][^\s]*")

#: Lists and objects inside one another that JSON-LD may hold, and of which what is kept for trafilatura.
DEEPEST = 100
KEPT_DEEPEST = 8

#: What parts a title from the name of the site after it.
PARTERS = " -–—|:·•»"

#: Rounds of undoing escaped entities in the text of an article: more are nobody's text.
ROUNDS = 3


class Stated(NamedTuple):
    """What a page states."""

    title: str | None
    author: str | None
    site: str | None
    url: str | None
    section: str | None
    date: str | None
    #: The row of ``page_dates.toml`` that gave the date.
    date_rule: str | None
    #: All days of publication that the page states, that one first, each with its row.
    dates: tuple[tuple[str, str], ...] = ()


class _Place(NamedTuple):
    """One row of the tables: where to look."""

    name: str
    xpath: Any
    pattern: Any
    json: str | None
    of: frozenset[str] | None
    near: int
    classes: tuple[str, ...]
    alone: bool


@cache
def _places(kind: str) -> list[_Place]:
    from lxml.etree import XPath  # with trafilatura, which every page needs and many corpora do not

    tables = toml(__package__, "metadata.toml")
    rows = toml(__package__, "page_dates.toml")["date"] if kind == "date" else tables[kind]
    return [
        _Place(
            name=row["name"],
            # A string that knows its element looks for it through all text before it.
            xpath=XPath(row["xpath"], smart_strings=False) if "xpath" in row else None,
            pattern=re2.compile(row["pattern"]) if "pattern" in row else None,
            json=row.get("json"),
            of=frozenset(tables["types"][row["of"]]) if "of" in row else None,
            near=row.get("near", 0),
            classes=tuple(row.get("classes", ())),
            alone=row.get("alone", False),
        )
        for row in rows
    ]


def stated(tree: Any) -> Stated:
    """Return what a page states, and leave of it what usual pages have.

    Args:
        tree: the root of the page, an lxml element; what is too much of its metadata is taken out of it.
    """
    nodes = [node for block in json_ld(tree) for node in _nodes(block)]
    urls = [value for _, value in _values("url", tree, nodes)]
    dates = _dates(tree, nodes)
    rule, date = dates[0] if dates else (None, None)
    trim(tree)
    told = _told(tree)
    title = _without_site(told.title, told.sitename)
    return Stated(
        title=title,
        author=told.author,
        site=told.sitename,
        url=next(filter(_is_url, [*urls, told.url or ""]), None),
        section=_section(tree, nodes, title),
        date=date,
        date_rule=rule,
        dates=dates,
    )


def _dates(tree: Any, nodes: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Return the days of publication that a page states, each with its place, the most trustworthy first.

    One of each place, and each wording once. Places that may be about something else count only if they come first.
    """
    found: dict[str, str] = {}  # wording -> place
    for place, value in _values("date", tree, nodes):
        if _is_date(value) and value not in found and place.name not in found.values() and not (found and place.alone):
            found[value] = place.name
    return tuple((name, value) for value, name in found.items())


def _told(tree: Any) -> Any:
    """Return trafilatura's answer: title, author, address, site.

    As its `extract_metadata` has it, without what is not needed of that: htmldate, and licences, categories and tags,
    which it looks for below elements that may be nested, in time in the square of what is there.
    """
    from trafilatura import metadata  # 0.3 s with all of it, and many corpora have no pages

    found: Any = metadata.examine_meta(tree)
    if found.author and " " not in found.author:
        found.author = None
    with suppress(Exception):  # as there: JSON-LD may hold anything anywhere
        found = metadata.extract_meta_json(tree, found)
    found.title = found.title or metadata.extract_title(tree)
    found.author = found.author or metadata.extract_author(tree)
    found.url = found.url or metadata.extract_url(tree)
    site = found.sitename or metadata.extract_sitename(tree)
    if site:
        site = site.lstrip("@")
        found.sitename = site if "." in site or site[:1].isupper() else site.title()
    elif found.url:
        host = metadata.META_URL.match(found.url)
        found.sitename = host[1] if host else None
    found.clean_and_trim()
    return found


def _without_site(title: str | None, site: str | None) -> str | None:
    """Return a title without the name of the site at its end."""
    if not title or not site or title[-len(site) :].lower() != site.lower():
        return title
    rest = title[: -len(site)].rstrip()
    shorter = rest.rstrip(PARTERS)
    return shorter if shorter and shorter != rest else title


def json_ld(tree: Any) -> list[Any]:
    """Return what can be parsed of a page's JSON-LD, in the order of the page."""
    blocks = (_parsed(script.text) for script in tree.xpath(SCRIPTS))
    return [block for block in blocks if block is not None]


def _parsed(text: str | None) -> Any:
    try:
        block = json.loads(text, strict=False) if text else None
    except (ValueError, RecursionError):
        return None
    return None if _is_deep(block) else block


def _is_deep(block: Any) -> bool:
    """Return whether lists and objects are nested deeper than `DEEPEST`, which is far below what the parser can do."""
    level = [block]
    for _ in range(DEEPEST):
        level = [
            inner
            for value in level
            if isinstance(value, list | dict)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True


def _nodes(block: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a block of JSON-LD that say something of the page, in their order."""
    waiting = [block]
    left = limits()["json_ld_nodes"]
    while waiting and left:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            left -= 1
            yield node
            waiting.extend(node[name] for name in ("mainEntity", "@graph") if name in node)


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {kind.lower() for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}


def _strings(value: Any) -> list[str]:
    """Return the strings of a property: one, or those of a list."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _values(kind: str, tree: Any, nodes: list[dict[str, Any]]) -> Iterator[tuple[_Place, str]]:
    """Yield what stands in the places of one kind, the most trustworthy first, with the place."""
    for place in _places(kind):
        for value in _found(place, tree, nodes):
            if place.pattern:
                match = place.pattern.search(value)
                stated = match[1] if match else ""
            else:
                stated = value
            if len(stated) <= LONGEST and (line := repair_line(allowed(stated))):
                yield place, line  # JSON may hold half surrogate pairs


def _found(place: _Place, tree: Any, nodes: list[dict[str, Any]]) -> list[str]:
    """Return all that stands in a place."""
    if place.json:
        wanted = [node for node in nodes if place.of is None or not place.of.isdisjoint(_types(node))]
        return [value for node in wanted for value in _strings(node.get(place.json))]
    if place.xpath:
        values: list[str] = place.xpath(tree)
        return values
    return list(_near(tree, place)) if place.near else _breadcrumb(tree, nodes)


def _near(tree: Any, place: _Place) -> Iterator[str]:
    """Yield the texts of the first elements after the first headline, if their class says that they may be meant."""

    def named(element: Any) -> bool:
        return element is not None and any(part in element.get("class", "") for part in place.classes)

    headline = next(tree.iter("h1"), None)
    if headline is None:
        return
    following = islice(chain.from_iterable(_after(headline)), place.near)
    for element in following:
        inside = named(element.getparent())
        for text, wanted in ((element.text, inside or named(element)), (element.tail, inside)):
            if text and wanted:
                yield text


def _after(element: Any) -> Iterator[Any]:
    """Yield what comes after an element in the order of the page: later siblings, those of its parent, and so on."""
    for outer in (element, *element.iterancestors()):
        for sibling in outer.itersiblings():
            yield sibling.iter("*")


def _is_url(value: str) -> bool:
    return bool(_URL.fullmatch(value))


def _is_date(value: str) -> bool:
    return len(value) <= DATE_LONGEST and bool(_YEAR.search(value))


def _section(tree: Any, nodes: list[dict[str, Any]], title: str | None) -> str | None:
    """Return the part of the paper; several, from one place, parted by semicolons."""
    nothing = toml(__package__, "metadata.toml")["nothing"]["sections"]
    found: dict[str, list[str]] = {}
    for place, value in _values("section", tree, nodes):
        if value.lower() not in nothing and value != title and len(value) <= SECTION_LONGEST:
            found.setdefault(place.name, []).append(value)
    if not found:
        return None
    name, values = next(iter(found.items()))
    return "; ".join(dict.fromkeys(values[-1:] if name == "breadcrumb" else values))


def _breadcrumb(tree: Any, nodes: list[dict[str, Any]]) -> list[str]:
    """Return the steps of the path to the article: those of JSON-LD, without the article; else the links shown."""
    for node in nodes:
        steps = node.get("itemListElement")
        if "breadcrumblist" in _types(node) and isinstance(steps, list):
            names = list(filter(None, map(_name, steps[: limits()["json_ld_nodes"]])))
            return names[:-1] if len(names) > 2 else names
    return ["".join(link.itertext()) for link in _crumbs()(tree)]


@cache
def _crumbs() -> Any:
    from lxml.etree import XPath  # see above

    called = 'translate(concat(@class, " ", @id), "BREADCUM", "breadcum")'
    return XPath(f'(//*[contains({called}, "breadcrumb")])[1]//a[@href]')


def _name(step: Any) -> str | None:
    """Return what a step of a breadcrumb is called."""
    if not isinstance(step, dict):
        return None
    item = step.get("item")
    name = step.get("name") or (item.get("name") if isinstance(item, dict) else None)
    return name if isinstance(name, str) else None


def trim(tree: Any) -> None:
    """Leave of a page's metadata what usual pages have of it, for trafilatura to read; see ``limits.toml``."""
    _trim_metas(tree)
    reducer = _Reducer()
    for script in tree.xpath(SCRIPTS):
        script.text = reducer.reduced(script.text or "")


def _trim_metas(tree: Any) -> None:
    most = limits()
    number = total = authors = 0
    for meta in list(tree.iter("meta")):
        content = meta.get("content") or ""
        called = next(filter(None, map(meta.get, ("property", "name", "itemprop"))), "")
        names_author = bool(_AUTHOR.search(called))
        number, total, authors = number + 1, total + len(content), authors + names_author
        if (
            number > most["metas"]
            or total > most["meta_total"]
            or len(content) > most["meta_length"]
            or (names_author and (authors > most["authors"] or len(content) > most["author_length"]))
        ):
            meta.attrib.clear()


class _Reducer:
    """Makes JSON-LD small: what is left of all blocks together is within the limits."""

    def __init__(self) -> None:
        self.most = limits()
        self.kept = toml(__package__, "metadata.toml")["json_ld"]
        self.nodes = self.most["json_ld_nodes"]
        self.authors = self.most["authors"]
        self.broken = self.most["broken_json_ld"]

    def reduced(self, text: str) -> str | None:
        """Return what is left of one block; None for nothing."""
        block = _parsed(text)
        if block is not None:
            reduced = self._value(block, 0)
            return allowed(json.dumps(reduced, ensure_ascii=False)) if reduced else None
        self.broken -= len(text)
        return text if self.broken >= 0 else None

    def _value(self, value: Any, depth: int) -> Any:
        """Return a value reduced: objects to the properties that are read, lists to the first of what they hold."""
        if isinstance(value, list):
            first = value[: self.most["json_ld_nodes"]] if depth < KEPT_DEEPEST else []
            return [kept for one in first if (kept := self._value(one, depth + 1)) is not None]
        if isinstance(value, dict):
            return self._node(value, depth + 1) if depth < KEPT_DEEPEST else None
        if isinstance(value, str):
            plain = self._plain(value) if len(value) <= self.most["json_ld_value"] else None
            return plain if plain is None or len(plain) <= self.most["json_ld_value"] else None
        return value if isinstance(value, bool | None) else None

    def _node(self, node: dict[str, Any], depth: int) -> dict[str, Any] | None:
        self.nodes -= 1
        if self.nodes < 0:
            return None
        kept: dict[str, Any] = {}
        for name, value in node.items():
            if name in self.kept["texts"]:
                if isinstance(value, str):
                    kept[name] = self._plain(value)
            elif name == "author":
                kept[name] = self._author(value, depth)
            elif name in self.kept["names"] or name in self.kept["objects"]:
                kept[name] = self._value(value, depth)
        if "person" in _types(node):
            self.authors -= 1
            if self.authors < 0:
                return None
        return {name: value for name, value in kept.items() if value is not None}

    def _author(self, value: Any, depth: int) -> Any:
        names = value if isinstance(value, list) else [value]
        found = []
        for one in names[: self.most["authors"]]:
            reduced = self._value(one, depth)
            if isinstance(reduced, str):
                self.authors -= 1
                reduced = reduced if self.authors >= 0 and len(reduced) <= self.most["author_length"] else None
            if reduced is not None:
                found.append(reduced)
        return found if isinstance(value, list) else next(iter(found), None)

    def _plain(self, text: str) -> str:
        """Return a text without markup, escaped or not: patterns that look for tags take time in the square."""
        if "<" in text or "&" in text:
            for _ in range(ROUNDS):
                text = plain(text)
            text = text.replace("<", " ")
            if "<" in plain(text):
                text = text.replace("&", " ")
        return text
