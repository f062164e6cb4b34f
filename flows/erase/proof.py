"""The record of an erase: what went, where it was, where it is, and what remains elsewhere. No word of the article."""

from dataclasses import asdict, dataclass, field
from typing import Any

from flows.erase.article import Article
from flows.erase.built import Copy
from flows.erase.others import Mention
from flows.erase.places import Find
from flows.erase.remains import Remain, Remote


@dataclass
class Proof:
    """What was erased, and what the searches found.

    Attributes:
        articles: what went.
        needles: how many signs of it were looked for, by kind; those that other articles have are not counted.
        shared: how many of its signs other articles have, by kind: nothing can be told from these.
        before: files that held it before anything was changed, by where they are.
        after: files that hold it now.
        unseen: where the search should have found it before, and did not: then finding nothing proves nothing.
        deleted: objects of DVC's cache that held it and were deleted, by MD5.
        copies: articles of the same story that stay.
        mentions: sources that stay and have its title, its address or much of its text.
        remotes: what DVC's remotes have.
        remains: what is left elsewhere, and how to purge it.
        unfinished: doc_ids of an earlier erase whose sources are there still, or again.
        at: when, in UTC.
    """

    articles: list[Article]
    needles: dict[str, int] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    after: list[Find] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    remotes: list[Remote] = field(default_factory=list)
    remains: list[Remain] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    at: str = ""

    @property
    def holds(self) -> bool:
        """Whether it is proven that nothing is left here."""
        return not (self.after or self.unseen)

    def record(self) -> dict[str, Any]:
        """Return all of it for a program."""
        return {
            "proven": self.holds,
            "at": self.at,
            "erased": [named(article) for article in self.articles],
            "needles": self.needles,
            "shared_with_others": self.shared,
            "found_before": self.before,
            "found_after": [{"file": find.place.name, "by": find.by, "why": find.why} for find in self.after],
            "not_seen_before": self.unseen,
            "deleted_from_cache": sorted(self.deleted),
            "copies_that_stay": [asdict(copy) for copy in self.copies],
            "mentions_that_stay": [asdict(mention) for mention in self.mentions],
            "remotes": [asdict(remote) for remote in self.remotes],
            "remains": [asdict(remain) for remain in self.remains],
            "unfinished": self.unfinished,
        }


def named(article: Article) -> dict[str, Any]:
    """Return how an article is named in a record: not by its id in a batch, which may be its address."""
    return {"doc_id": article.doc_id, "source": article.source, "whole_file": article.is_file}
