"""Values that a manuscript names: whether the tables give them, before a notebook has run."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.publish.names import near

# What notebooks compute from these values, or from other things than the tables: left to the build.
COMPUTED = re.compile(r"(?:_growth\w*|_rank_any|\.leader_to_\w+)$")
OTHERS = ("claims", "orders", "robustness", "themes", "posts", "agreement", "coding", "corpus")


@dataclass(frozen=True)
class Values:
    """The names of all values that the tables give, and the ids of accounts, countries and groups."""

    names: frozenset[str]
    subjects: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str], ids: Iterable[str]) -> "Values":
        names = frozenset(names)
        return cls(names, frozenset(ids) | {name.rpartition(".")[0] for name in names})

    def wrong_with(self, name: str) -> str:
        """What is wrong with the name, and what to do; nothing where it is right, or only the build can tell."""
        subject, _, measure = name.rpartition(".")
        if name in self.names or COMPUTED.search(name) or name.partition(".")[0] in OTHERS:
            return ""
        if subject not in self.subjects:
            return f"there is no such value{near(name, self.names)}"
        if any(known.rpartition(".")[2] == measure for known in self.names):
            return (
                "has no value, since what it is computed from is not given: fill that in, take the sentence out, "
                f'or write it between {{% if has("{name}") %}} and {{% endif %}}'
            )
        own = [known for known in self.names if known.startswith(f"{subject}.")]
        return f"there is no such value{near(name, own or self.names)}"
