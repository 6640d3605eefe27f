"""Keyness: the words that set an account's posts apart from other accounts' posts in the same language."""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.measure.quantities import number, quantities
from analysis.measure.shares import holm
from analysis.measure.tokens import folded

APOSTROPHES = "ʻʼʽ'‘’‛`´′"
WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}-][^\W\d_]+)*[ʻʼʽ]?")
NO_WORD = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+|@\w+", re.IGNORECASE)
DOTTED = ("tr", "az")  # I and İ are two letters
COLUMNS = ["language", "account", "word", "posts_with", "posts", "others_with", "others"]
KEPT = 10  # words of an account in the ledger; keyness.csv has all of them
MEASURES = ["log_ratio", "low", "high", "conservative", "g2", "p", "p_holm"]


def words_of(text: str, language: str = "") -> dict[str, str]:
    """The different words of a text: each as it is matched, with its letters folded, and as it is written, in small ones.

    Links, addresses, @names and numbers are no words, and # is not part of one. What follows the apostrophe
    of a Turkish proper name is a suffix (`Türkiye'nin`) and left out; Uzbek letters with an apostrophe are
    whole.
    """
    clean = NO_WORD.sub(" ", unicodedata.normalize("NFC", text))
    found = (_without_suffix(match[0], language) for match in WORD.finditer(clean))
    return {_folded(word): _small(word, language) for word in found}


@functools.lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    return folded(word)


def _small(word: str, language: str) -> str:
    return (word.replace("I", "ı").replace("İ", "i") if language in DOTTED else word).lower()


def _without_suffix(word: str, language: str) -> str:
    return re.split(f"[{APOSTROPHES}]", word)[0] if language in DOTTED else word


def keyness(posts: pd.DataFrame, *, minimum: int = 5, confidence: float = 0.95) -> pd.DataFrame:
    """Words of each account against the other accounts' posts in the same language, the most telling first.

    `posts` has post_id, account, language and text. Counted is in how many posts a word stands, not how
    often: one post that repeats a word says no more than another. Words in fewer than `minimum` posts of the
    language are left out, as are languages of one account and posts whose language is undecided.

    `log_ratio` is the binary logarithm of how many times as large a share of the account's posts has the word
    (Walter 1975: half a post is added to each count, as in R's corpora 0.6), `[low, high]` its exact interval
    by the conditional test (an end is infinite where one side has none), and `conservative` the end nearer to
    0 after Bonferroni over the words, 0 where it would cross it (Evert 2022, LRC): the order of the rows.
    `g2` is signed, `p` its chi-square's, `p_holm` after Holm over the words of the account and language.
    """
    parts = [
        _key_words(counts, account, language, confidence)
        for language, counts in _counted(posts, minimum)
        for account in counts.columns
    ]
    frame = pd.concat(parts) if parts else pd.DataFrame(columns=[*COLUMNS, *MEASURES])
    keys = ["language", "account", "conservative", "log_ratio", "word"]
    return frame.sort_values(keys, ascending=[True, True, False, False, True]).reset_index(drop=True)


def _counted(posts: pd.DataFrame, minimum: int) -> Iterator[tuple[str, pd.DataFrame]]:
    """Per language, posts of each account (column) that have each word (row); the row "" counts all its posts."""
    known = posts[posts["language"].notna() & ~posts["language"].isin(["", "und"])]
    for language, own in known.groupby("language"):
        if own["account"].nunique() < 2:
            continue
        found = [words_of(text, str(language)) for text in own["text"].fillna("")]
        spelt: dict[str, Counter] = {}
        for words in found:
            for word, written in words.items():
                spelt.setdefault(word, Counter())[written] += 1
        pairs = pd.DataFrame(
            [(account, word) for account, words in zip(own["account"], found) for word in words],
            columns=["account", "word"],
        )
        counts = pairs.groupby(["word", "account"]).size().unstack(fill_value=0)
        sizes = own["account"].value_counts().sort_index()
        counts = counts.reindex(columns=sizes.index, fill_value=0)
        counts = counts[counts.sum(axis=1) >= minimum]
        counts.index = [
            min(spelt[word].items(), key=lambda item: (-item[1], item[0]))[0] for word in counts.index
        ]
        yield str(language), pd.concat([sizes.to_frame("").T, counts])


def _key_words(counts: pd.DataFrame, account: str, language: str, confidence: float) -> pd.DataFrame:
    sizes, words = counts.iloc[0], counts.iloc[1:]
    own, every = words[account].to_numpy("float64"), words.sum(axis=1).to_numpy("float64")
    frame = pd.DataFrame(
        {
            "language": language,
            "account": account,
            "word": words.index.astype("str"),
            "posts_with": own.astype("int64"),
            "posts": int(sizes[account]),
            "others_with": (every - own).astype("int64"),
            "others": int(sizes.sum() - sizes[account]),
        }
    )
    return frame.assign(
        **_measures(own, sizes[account], every - own, sizes.sum() - sizes[account], confidence)
    )


def _measures(a: np.ndarray, n: float, b: np.ndarray, m: float, confidence: float) -> dict[str, np.ndarray]:
    from scipy.stats import chi2  # half a second to import

    low, high = log_ratio_bounds(a, n, b, m, 1 - confidence)
    strict_low, strict_high = log_ratio_bounds(a, n, b, m, (1 - confidence) / max(len(a), 1))
    g2 = signed_g2(a, n, b, m)
    p = chi2.sf(np.abs(g2), 1)
    more = a / n >= b / m
    return {
        "log_ratio": np.log2((a + 0.5) / (n + 0.5)) - np.log2((b + 0.5) / (m + 0.5)),
        "low": low,
        "high": high,
        "conservative": np.where(more, np.maximum(strict_low, 0), np.minimum(strict_high, 0)),
        "g2": g2,
        "p": p,
        "p_holm": holm(p),
    }


def log_ratio_bounds(
    a: np.ndarray, n: float, b: np.ndarray, m: float, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the binary logarithm of (a/n) / (b/m): Clopper and Pearson's of a/(a + b), taken to the ratio."""
    from scipy.stats import beta

    with np.errstate(divide="ignore"):
        low = np.where(a > 0, beta.ppf(alpha / 2, np.maximum(a, 1), b + 1), 0)
        high = np.where(b > 0, beta.ppf(1 - alpha / 2, a + 1, np.maximum(b, 1)), 1)
        return tuple(np.log2(m / n) + np.log2(end) - np.log2(1 - end) for end in (low, high))


def signed_g2(a: np.ndarray, n: float, b: np.ndarray, m: float) -> np.ndarray:
    """Log-likelihood ratio of the two-by-two table, negative where the account has the word less often."""
    rows = a + b
    cells = [(a, rows * n / (n + m)), (b, rows * m / (n + m))]
    cells += [(n - a, n - rows * n / (n + m)), (m - b, m - rows * m / (n + m))]
    total = sum(
        np.where(seen > 0, seen * np.log(np.where(seen > 0, seen, 1) / np.where(seen > 0, due, 1)), 0)
        for seen, due in cells
    )
    return np.sign(a * m - b * n) * 2 * np.maximum(total, 0)


def telling(found: pd.DataFrame) -> pd.DataFrame:
    """The words that are surely more frequent in an account's posts than in the others', by account and `place`.

    1 is the account's most telling word, of whatever language: the one whose `conservative` bound is highest.
    """
    own = found[found["conservative"] > 0].sort_values(
        ["account", "conservative", "log_ratio", "language", "word"],
        ascending=[True, False, False, True, True],
    )
    return own.assign(place=own.groupby("account").cumcount() + 1).reset_index(drop=True)


def keyness_quantities(found: pd.DataFrame, *, kept: int = KEPT) -> pd.DataFrame:
    """What the ledger has of words: how many were compared and are telling, and the first `kept` of each account.

    `words.compared` and `words.telling`; `<account>.words_telling`, 0 where it has none. A word's values are
    `<account>.word_<place>.log_ratio` with its interval, `.posts_with` and `.others_with`; the posts compared are
    `<account>.<language>.posts_compared` and `.others_compared`.
    """
    own = telling(found)
    compared = "words of an account and language, held against the other accounts"
    rows = [number("words", "compared", len(found), "count", formula=compared)]
    certain = "log ratio above 0 after Bonferroni over the words of the account and language"
    rows += [number("words", "telling", len(own), "count", formula=certain, inputs=["words.compared"])]
    counts = own["account"].value_counts()
    for account in found["account"].drop_duplicates():
        rows.append(number(account, "words_telling", int(counts.get(account, 0)), "count", formula=certain))
    first = own[own["place"] <= kept]
    for row in first.drop_duplicates(["account", "language"]).to_dict("records"):
        rows += _compared(row)
    for row in first.to_dict("records"):
        rows += _of_word(row)
    return quantities(rows)


def _compared(row: dict) -> list[dict]:
    subject = f"{row['account']}.{row['language']}"
    return [
        number(
            subject, "posts_compared", row["posts"], "count", formula="posts of the account in the language"
        ),
        number(
            subject, "others_compared", row["others"], "count", formula="posts of the others in the language"
        ),
    ]


def _of_word(row: dict) -> list[dict]:
    subject, language = f"{row['account']}.word_{row['place']}", f"{row['account']}.{row['language']}"
    ratio = number(
        subject,
        "log_ratio",
        row["log_ratio"],
        "log_ratio",
        formula="log2 of the share of posts with the word / the others' share, half a post added to each count",
        inputs=[
            *(f"{subject}.{measure}" for measure in ("posts_with", "others_with")),
            *(f"{language}.{measure}" for measure in ("posts_compared", "others_compared")),
        ],
    )
    with_it = f"posts with the word {row['word']}"
    return [
        number(subject, "posts_with", row["posts_with"], "count", formula=with_it),
        number(subject, "others_with", row["others_with"], "count", formula=f"others' {with_it}"),
        ratio | {"low": row["low"], "high": row["high"]},
    ]
