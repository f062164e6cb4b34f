"""The slow twin of `stages.dedupe.decide`: the documentation in plain Python, article by article."""

import datetime as dt
from collections.abc import Iterable
from itertools import combinations
from typing import Any

from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import DECISIONS

Row = dict[str, Any]

#: No title, one, and the same as that of a revision.
TITLES = [None, "The animals", "UPDATE 2-The animals"]


class Twin:
    """Decides as the documentation says it, article by article. The texts have neither numbers nor names."""

    def __init__(self, rows: list[Row], params: DedupeParams) -> None:
        self.params = params
        self.rows = sorted(rows, key=self.place)
        self.nodes: dict[Any, list[Row]] = {}
        self.columns: set[tuple[str, str]] = set()
        for row in self.rows:
            words = tuple(row["text"].split())
            self.nodes.setdefault(words or row["doc_id"], []).append(row)

    @staticmethod
    def times(row: Row) -> tuple[dt.date | None, dt.datetime | None, dt.datetime | None]:
        """Return the day, the outlet's clock, and the instant."""
        stated = row["stated_date"]
        if stated is None:
            return None, None, None
        at = dt.datetime.fromisoformat(stated)
        if at.tzinfo:
            return at.date(), at.replace(tzinfo=None), at
        return at.date(), at if ":" in stated else None, None

    @classmethod
    def when(cls, row: Row) -> tuple[Any, ...]:
        day, clock, instant = cls.times(row)
        return (day or dt.date.max, instant or dt.datetime.max.replace(tzinfo=dt.UTC), clock or dt.datetime(9999, 1, 1))  # noqa: DTZ001 - of no zone

    @classmethod
    def place(cls, row: Row) -> tuple[Any, ...]:
        words = len(row["text"].split())
        return (*cls.when(row), row["rank"] or 99, -words, row["source"], row["record"], row["doc_id"])

    @staticmethod
    def revision(row: Row) -> int:
        return 2 if row["title"] == TITLES[2] else 0

    def later(self, one: Row, other: Row) -> int:
        """Return 1 where the other came later, -1 where the one did."""
        first = [self.times(one), self.times(other)]
        for a, b in reversed(list(zip(*first, strict=True))):
            if a is not None and b is not None and a != b:
                return 1 if a < b else -1
        return (self.revision(one) < self.revision(other)) - (self.revision(one) > self.revision(other))

    def shingles(self, words: Any) -> set[tuple[str, ...]]:
        width = self.params.shingle_words
        return {words[at : at + width] for at in range(len(words) - width + 1)}

    def related(self, one: Any, other: Any) -> dict[str, Any] | None:
        """Say what a pair of nodes is to one another; ``into`` is 1 where only the one is folded into the other."""
        if isinstance(one, str) or isinstance(other, str) or min(len(one), len(other)) <= self.params.shingle_words:
            return None
        a, b = self.shingles(one), self.shingles(other)
        similarity, inside = len(a & b) / len(a | b), (len(a & b) / len(a), len(a & b) / len(b))
        near = similarity >= self.params.threshold
        holds = (
            inside[0] >= self.params.contained and len(a) <= len(b),
            inside[1] >= self.params.contained and len(b) <= len(a),
        )
        signs, announced, subject, issue = set(), False, False, False
        for row in self.firsts(one):
            for twin in self.firsts(other):
                if row["outlet"] == twin["outlet"]:
                    dates = [self.times(each)[0] for each in (row, twin)]
                    days = abs((dates[1] - dates[0]).days) if dates[0] and dates[1] else None
                    sign = 0 if days is not None and days > self.params.update_days else self.later(row, twin)
                    signs.add(sign)
                    announced |= sign * (self.revision(twin) - self.revision(row)) > 0
                    issue |= days != 0 and self.heading(row) in self.columns and self.heading(row) == self.heading(twin)
                    subject |= None not in (row["title"], twin["title"])
        sign = (1 in signs) - (-1 in signs)
        alike = near or any(holds)
        grown = sign * (len(b) - len(a)) >= 8
        holder = holds[0] if sign > 0 else holds[1]
        old, new = (a, b) if sign > 0 else (b, a)
        corrects = near or holder or (subject and max(inside) >= self.params.corrected)
        if announced:
            later = sign if len(new) >= 0.75 * len(old) and corrects else 0
        else:
            later = sign if (near or holder) and grown and not issue else 0
        if not (later or (alike and not issue and not announced)):
            return None
        into = later or (0 if near else int(holds[0]) - int(holds[1]))
        return {"near": near, "later": later, "into": into, "similarity": similarity, "inside": inside}

    @staticmethod
    def heading(row: Row) -> tuple[str, str] | None:
        """Return what says that a row is an issue of a column: all titles are alike but for the mark of a revision."""
        return (row["outlet"], "animals") if row["outlet"] and row["title"] else None

    def find_columns(self, survivor: dict[Any, Any]) -> set[tuple[str, str]]:
        """Return the headings of columns, given what was folded without knowing them."""
        issues: dict[tuple[str, str], set[Any]] = {}
        for node, rows in self.nodes.items():
            for row in rows:
                if heading := self.heading(row):
                    issues.setdefault(heading, set()).add(self.times(row)[0] or survivor[node])
        return {heading for heading, found in issues.items() if len(found) >= self.params.column_issues}

    def firsts(self, node: Any) -> list[Row]:
        """Return the first article of each known outlet in a node."""
        found: dict[str, Row] = {}
        for row in self.nodes[node]:
            if row["outlet"]:
                found.setdefault(row["outlet"], row)
        return list(found.values())

    def decide(self) -> list[Row]:
        self.columns = self.find_columns(self.fold()[1])
        pairs, survivor = self.fold()
        return sorted(self.told(pairs, survivor), key=lambda row: row["doc_id"])

    def fold(self) -> tuple[dict[tuple[Any, Any], dict[str, Any]], dict[Any, Any]]:
        names = list(self.nodes)
        pairs: dict[tuple[Any, Any], dict[str, Any]] = {}
        for one, other in combinations(names, 2):
            if found := self.related(one, other):
                back = found | {"later": -found["later"], "into": -found["into"], "inside": found["inside"][::-1]}
                pairs[one, other], pairs[other, one] = found, back
        when = {name: self.when(rows[0]) for name, rows in self.nodes.items()}
        for _ in names:
            for (old, new), found in pairs.items():
                if found["later"] > 0:
                    when[new] = min(when[new], when[old])
        order = sorted(
            names,
            key=lambda name: (when[name], self.place(self.nodes[name][0])[3:5], self.place(self.nodes[name][0])),
        )
        survivor: dict[Any, Any] = {}
        while len(survivor) < len(names):
            left = [name for name in order if name not in survivor]
            free = [a for a in left if all(b in survivor for b in names if (a, b) in pairs and pairs[a, b]["into"] > 0)]
            node = (free or left)[0]
            survivor[node] = node
            for other in left:
                if other != node and (other, node) in pairs and pairs[other, node]["into"] >= 0:
                    survivor[other] = node
        return pairs, survivor

    def told(self, pairs: dict[tuple[Any, Any], dict[str, Any]], survivor: dict[Any, Any]) -> Iterable[Row]:
        for node in set(survivor.values()):
            members = [(name, row) for name in self.nodes if survivor[name] == node for row in self.nodes[name]]
            head = self.nodes[node][0]
            if len(members) < 2:
                continue
            outlets = len({row["outlet"] for _, row in members if row["outlet"]})
            about = {"cluster_id": head["doc_id"], "duplicates": 0, "outlets": 0}
            for name, row in members:
                if row is head:
                    nothing = dict.fromkeys(DECISIONS.names[1:])
                    yield (
                        nothing | about | {"doc_id": row["doc_id"], "duplicates": len(members) - 1, "outlets": outlets}
                    )
                    continue
                found = {"kind": "exact", "similarity": 1.0, "containment": 1.0, "rule": self.rule(row, head)}
                if name != node:
                    pair = pairs[name, node]
                    kind = "update" if pair["later"] > 0 else "near" if pair["near"] else "contained"
                    rule = {"update": "revision", "contained": "longer_holds_it"}.get(kind)
                    held = any(one == name and each["into"] > 0 == each["later"] for (one, _), each in pairs.items())
                    waited = self.rule(row, head)
                    if self.place(row) < self.place(head):
                        waited = "longer_holds_it" if held else "revision"
                    found = {"kind": kind, "similarity": round(pair["similarity"], 4), "rule": rule or waited}
                    found["containment"] = round(pair["inside"][0], 4)
                yield about | {"doc_id": row["doc_id"], "duplicate_of": head["doc_id"], "changed": 0, **found}

    def rule(self, row: Row, head: Row) -> str:
        for name, part in (("earliest", slice(0, 3)), ("outlet_rank", slice(3, 4)), ("longest", slice(4, 5))):
            if self.place(row)[part] != self.place(head)[part]:
                return name
        return "first_key"
