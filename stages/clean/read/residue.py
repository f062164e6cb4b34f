"""What of a clean text is not article: the rules of the other modules, each where it may act.

`find` says what is to be dropped, and why, and which fields of the article the dropped parts state; nothing is dropped
here. It looks at the text from both ends: what may stand above an article (a title, a byline, a date), what may stand
below it, and what may stand anywhere.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from stages.clean.read import boilerplate, contents, headline, related
from stages.clean.schema import NESTED, TITLE, TITLE_REPEATED

#: Spans of the clean text with the reason why they are dropped, ascending and without overlap.
Dropped = list[tuple[int, int, str]]

#: Characters of a paragraph from which on it is no accident that the one before it ends with it.
NESTED_LEAST = 80


class Residue(NamedTuple):
    """What is not article in a text."""

    dropped: Dropped
    #: Fields of the article, by their names in `ARTICLES_SCHEMA`, as the text states them.
    fields: dict[str, str]
    #: The rule by which all of the text is a notice of the site.
    notice: str | None = None
    #: Days of publication that lines state, as spans of the text with their rules, ascending.
    dates: Sequence[tuple[int, int, str]] = ()


NOTHING = Residue([], {})

#: The group of a rule that is the day of publication, of which all are kept.
DATE = "stated_date"


def find(text: str, title: headline.Title, set_off: Sequence[bool], title_longest: int) -> Residue:
    """Return what is not article in a clean text, whose paragraphs are its lines.

    Args:
        text: the text; may be empty.
        title: the title of the article, as it is stated outside the text; `headline.UNKNOWN` where it is not.
        set_off: for each paragraph, whether an empty line stands before it in the source.
        title_longest: the most characters of a headline.
    """
    return _Search(text, title, set_off, title_longest).run()


class _Search:
    """The state of `find`: what is known so far of each paragraph."""

    def __init__(self, text: str, title: headline.Title, set_off: Sequence[bool], title_longest: int) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.title = title
        self.set_off = set_off
        self.title_longest = title_longest
        #: Paragraph -> the rule that drops it whole.
        self.whole: dict[int, str] = {}
        #: Paragraph -> the spans of it that are dropped, with their rules.
        self.parts: dict[int, Dropped] = {}
        #: Those of them that by themselves would be a notice.
        self.noticed: set[int] = set()
        #: Fields with the paragraph that states them.
        self.stated: list[tuple[int, str, str]] = []
        #: The paragraph of each day that is stated, where it begins and ends there, and the rule.
        self.dates: list[tuple[int, int, int, str]] = []
        #: Paragraphs that a rule may be about, ascending.
        self.suspects: list[int] = []
        #: The first and the last paragraph of the article.
        self.first = 0
        self.last = len(self.lines) - 1

    def run(self) -> Residue:
        """Take the steps one after another."""
        self._nested()
        self._below()
        rest = self.text if self.last == len(self.lines) - 1 else "\n".join(self.lines[: self.last + 1])
        self.suspects = boilerplate.suspects(rest)
        if self.suspects:
            self._anywhere()
        notice = self._notice()
        if notice:
            return Residue([], {}, notice)
        if self.suspects:
            self._below()
        self._above()
        self._related()
        self._repeated_title()
        self._spare_title()
        self._ends()
        if not self.whole and not self.parts:
            return NOTHING
        return Residue(self._dropped(), self._fields(), dates=self._dates() if self.dates else ())

    def _nested(self) -> None:
        """Drop the text of a paragraph that stands inside another one on its page, and so stands twice."""
        for number, (line, after) in enumerate(pairwise(self.lines)):
            if len(after) >= NESTED_LEAST and line.endswith(after):
                if len(after) < len(line):
                    self.parts[number] = [(len(line) - len(after), len(line), NESTED)]
                else:
                    self.whole[number] = NESTED

    def _below(self) -> None:
        """Drop whole paragraphs after which nothing but such stands."""
        while self.last >= 0:
            if self.last not in self.whole:
                before = self.lines[self.last - 1] if self.last else ""
                rule = boilerplate.below(self.lines[self.last], before)
                if rule is None:
                    return
                self._drop(self.last, rule)
            self.last -= 1

    def _notice(self) -> str | None:
        """Return the name of a rule if every paragraph is a notice of the site or residue."""
        names = []
        for number, line in enumerate(self.lines):
            found = boilerplate.above(line)
            if not found and number not in self.whole:
                return None
            names += [rule.name for rule in found if rule.notice]
            names += [self.whole[number]] if number in self.noticed else []
        return names[0] if names else None

    def _anywhere(self) -> None:
        """Drop whole paragraphs that are residue wherever they stand, and tables of contents."""
        later: dict[str, int] | None = None
        for number in self.suspects:
            for rule in boilerplate.anywhere(self.lines[number]):
                if rule.where == "line" and number not in self.whole:
                    self._drop(number, rule)
                    if rule.name == contents.HEADING:
                        later = contents.last_places(self.lines) if later is None else later
                        for entry in contents.listed(self.lines, number, later):
                            self.whole.setdefault(entry, rule.name)

    def _related(self) -> None:
        """Drop a run of other articles' headlines at the end."""
        headings = {number: rule for number in self.suspects if (rule := self._heading(number))}
        while self.last in headings:
            self.whole[self.last] = headings[self.last]
            self.last -= 1
        below = self.whole.get(self.last + 1)
        if self.last <= self.first or not (headings or related.possible(self.lines[self.last], below)):
            return
        run = related.find(self.lines, self.first + 1, self.last, headings, below)
        if run:
            for number in range(run[0], self.last + 1):
                self.whole.setdefault(number, run[1])
            self.last = run[0] - 1
            self._below()

    def _heading(self, number: int) -> str | None:
        """Return the rule by which a paragraph is the heading of such a run."""
        found = (rule.name for rule in boilerplate.anywhere(self.lines[number]) if rule.where == "heading")
        return next(found, None)

    def _above(self) -> None:
        """Drop what stands above the article, each on its line or in front of the first one: title, byline, date."""
        titled = self.title is not headline.UNKNOWN  # a title is known, and need not be looked for
        while self.first <= self.last:
            number = self.first
            line = self.lines[number]
            if number not in self.whole:
                rule = self._above_rule(number)
                part = None if rule else boilerplate.prefix(line)
                begin = part.end if part and number not in self.parts else 0
                if rule:
                    self._drop(number, rule)
                elif begin and part:
                    self._drop_part(number, part)
                if not rule and begin < len(line):
                    rest = line[begin:]
                    repeated = self.title.is_in(rest)
                    if not repeated and (titled or not self._recognise(number, rest)):
                        return
                    titled = True
                    reason = TITLE_REPEATED if repeated else TITLE
                    self.parts.setdefault(number, []).append((begin, len(line), reason))
            self.first += 1

    def _above_rule(self, number: int) -> boilerplate.Rule | None:
        """Return the rule that drops a whole paragraph above the text."""
        return next((rule for rule in boilerplate.above(self.lines[number]) if rule.where != "notice"), None)

    def _recognise(self, number: int, line: str) -> bool:
        """Take a paragraph, or what is left of it, for the title if it clearly is one; return whether it is."""
        if len(line) > self.title_longest:
            return False
        after = number + 1
        while after <= self.last and (after in self.whole or self._above_rule(after)):
            after += 1
        said = headline.known(line)
        found = headline.headline(
            line,
            self.lines[after] if after <= self.last else "",
            set_off=number < self.last and self.set_off[number + 1],
            marked=any(self._marks_title(between) for between in range(number + 1, after)),
            repeated=any(said.repeated(self.lines[later]) for later in range(after, self.last + 1)),
            longest=self.title_longest,
        )
        if found is None:
            return False
        self.stated.append((number, "title", found))
        self.title = headline.known(found)
        return True

    def _marks_title(self, number: int) -> bool:
        """Return whether a paragraph above the text says who wrote it or when: what stands before it is the title."""
        rule = self._above_rule(number)
        return rule is not None and rule.pattern.groups > 0

    def _repeated_title(self) -> None:
        """Drop paragraphs of the article that only repeat its title."""
        shortest, longest = self.title.shortest, self.title.longest
        for number, line in enumerate(self.lines):
            if (
                shortest <= len(line) <= longest
                and self.first <= number <= self.last
                and number not in self.whole
                and self.title.repeated(line)
            ):
                self.whole[number] = TITLE_REPEATED

    def _spare_title(self) -> None:
        """Keep the first paragraph that repeats the title if nothing else is left: a flash is all in its headline."""
        if not self.parts and TITLE_REPEATED not in self.whole.values():
            return
        reasons = [self._gone(number) for number in range(len(self.lines))]
        if None in reasons or TITLE_REPEATED not in reasons:
            return
        number = reasons.index(TITLE_REPEATED)
        self.whole.pop(number, None)
        self.parts[number] = [part for part in self.parts.get(number, ()) if part[2] != TITLE_REPEATED]

    def _gone(self, number: int) -> str | None:
        """Return the reason why nothing of a paragraph is left; None if something is."""
        if number in self.whole:
            return self.whole[number]
        last = self.parts.get(number, [])[-1:]
        return next((reason for _, _, reason in last if reason in (TITLE, TITLE_REPEATED)), None)

    def _ends(self) -> None:
        """Drop credits and marks behind the last sentence of a paragraph."""
        for number in self.suspects:
            if self.first <= number <= self.last and number not in self.whole:
                self._end(number, boilerplate.end(self.lines[number]))
        if self.last >= self.first:
            self._end(self.last, boilerplate.suffix(self.lines[self.last]))

    def _end(self, number: int, part: boilerplate.Part | None) -> None:
        """Drop the end of a paragraph, if nothing of it is dropped already and a part of the paragraph is left."""
        if part and part.start >= max((end for _, end, _ in self.parts.get(number, ())), default=1):
            self._drop_part(number, part)

    def _drop(self, number: int, rule: boilerplate.Rule) -> None:
        """Drop a whole paragraph, and keep the fields that it states."""
        self.whole[number] = rule.name
        if rule.notice:
            self.noticed.add(number)
        self._state(number, rule, rule.fields(self.lines[number]))

    def _drop_part(self, number: int, part: boilerplate.Part) -> None:
        """Drop a part of a paragraph, and keep the fields that it states."""
        self.parts.setdefault(number, []).append((part.start, part.end, part.rule.name))
        self._state(number, part.rule, part.fields)

    def _state(self, number: int, rule: boilerplate.Rule, fields: dict[str, str]) -> None:
        """Keep the fields that a paragraph states by a rule, and where in it a day stands."""
        line = self.lines[number]
        for name, value in fields.items():
            if name == DATE:
                match = rule.pattern.fullmatch(line) or rule.pattern.search(line)
                self.dates.append((number, *match.span(rule.pattern.groupindex[DATE]), rule.name))
            else:
                self.stated.append((number, name, value))

    def _fields(self) -> dict[str, str]:
        """Return the fields: all credits, and of everything else the statement that stands first."""
        fields: dict[str, str] = {}
        names: list[str] = []  # of all who are credited
        for _, name, value in sorted(self.stated):
            if name == "credit":
                names.append(value)
            elif name not in fields:
                fields[name] = value
        if names:
            fields["credit"] = "; ".join(names)
        return fields

    def _starts(self) -> list[int]:
        """Return where each paragraph begins, and where one after the last would."""
        return [0, *accumulate(len(line) + 1 for line in self.lines)]

    def _dates(self) -> Dropped:
        """Return the spans of the days that are stated, with their rules."""
        starts = self._starts()
        return [(starts[number] + start, starts[number] + end, rule) for number, start, end, rule in sorted(self.dates)]

    def _dropped(self) -> Dropped:
        """Return the spans of everything dropped."""
        starts = self._starts()
        found = [(starts[number], starts[number + 1] - 1, reason) for number, reason in self.whole.items()]
        for number, parts in self.parts.items():
            if number not in self.whole:
                found += [self._trimmed(starts[number] + start, starts[number] + end, why) for start, end, why in parts]
        return sorted(found)

    def _trimmed(self, start: int, end: int, reason: str) -> tuple[int, int, str]:
        """Return a span without the white space at its ends."""
        span = self.text[start:end]
        return end - len(span.lstrip()), start + len(span.rstrip()), reason
