"""Hand codes of a study: coders' sheets read, their agreement, and what they say of the codebook."""

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.clean.processed import read_posts, read_processed
from analysis.measure import agreement, coding_sample, sheets, validation
from analysis.measure.analysed import chosen_of, posts_of, with_language
from analysis.measure.codebook import Codebook, codebook_of
from analysis.measure.reach import members
from analysis.study import Study, StudyError

UNDECIDED = "und"  # an empty language means all of them together, in agreement and validation
CODES = ["post_id", "coder", "variable", "value", "use"]


@dataclass(frozen=True)
class HandCodes:
    """The codes as given, one row each, what they say of `each` theme, and one final value per post and theme.

    `languages` are those of the posts. Of some chosen posts (`among`) only `final` and `themes` are told: how coders
    agree is known from all that they coded.
    """

    codes: pd.DataFrame
    each: pd.DataFrame
    final: pd.DataFrame
    themes: list[str]
    languages: pd.Series
    weights: pd.Series | None = None


def read_codes(study: Study, codebook: Codebook, exported: pd.DataFrame) -> HandCodes:
    """The codes in the sheets of data/raw/<study>/coding; empty where there are none, or no posts.

    `exported` has post_id and text of all posts in the study's exports, whosever they are: a sheet may hold any of
    these. Raises `InputError` for bad cells, and for a post that no export holds.
    """
    folder = study.raw / "coding"
    if not folder.is_dir() or exported.empty:
        codes = pd.DataFrame(columns=CODES, dtype="str")
    else:
        codes, _ = sheets.read_sheets(
            folder, codebook.themes, known_posts=exported["post_id"], tables=study.coding.tables
        )
    each = sheets.each_theme(codes, codebook.above())
    coded = with_language(exported[exported["post_id"].isin(codes["post_id"])])
    return HandCodes(
        codes,
        each,
        sheets.final_codes(each),
        [theme for theme in codebook.ids if theme in set(each["variable"])],
        _languages(coded),
        _weights(folder / "sample.csv"),
    )


def among(hand: HandCodes, chosen: pd.DataFrame) -> HandCodes:
    """What the codes say of the chosen posts (post_id, language)."""
    final = hand.final[hand.final["post_id"].isin(chosen["post_id"])].reset_index(drop=True)
    spoken = _languages(chosen)
    others = hand.languages[~hand.languages.index.isin(spoken.index)]
    coded = set(final["variable"])
    return replace(
        hand,
        final=final,
        themes=[theme for theme in hand.themes if theme in coded],
        languages=pd.concat([spoken, others]),
    )


def _languages(posts: pd.DataFrame) -> pd.Series:
    return posts.set_index("post_id")["language"].astype("str").replace("", UNDECIDED)


def _weights(path: Path) -> pd.Series | None:
    """What each drawn post stands for (post_id → weight), where the record of the drawing is there."""
    if not path.is_file():
        return None
    drawn = pd.read_csv(path, dtype="str", keep_default_na=False)
    return drawn.set_index("post_id")["weight"].astype("float64") if "weight" in drawn else None


def agreed(hand: HandCodes, *, confidence: float, seed: int) -> pd.DataFrame:
    """Agreement of the coders per theme, for all posts and per language."""
    return agreement.agreement(hand.each, languages=hand.languages, confidence=confidence, seed=seed)


def validated(hand: HandCodes, coded: pd.DataFrame, *, confidence: float, seed: int) -> pd.DataFrame:
    """Precision, recall and F1 of the codebook per theme, for all posts and per language."""
    return validation.validate(
        coded[hand.themes],
        validation.hand_matrix(hand.final, hand.themes),
        use=validation.held_out(hand.final),
        languages=hand.languages,
        confidence=confidence,
        seed=seed,
    )


def told_apart(hand: HandCodes, coded: pd.DataFrame, *, most: int, seed: int) -> pd.DataFrame:
    """A few posts of each theme that codebook and coders code alike, and that they code otherwise."""
    return validation.cells(
        coded[hand.themes],
        validation.hand_matrix(hand.final, hand.themes),
        use=validation.held_out(hand.final),
        most=most,
        seed=seed,
    )


def corrected(
    hand: HandCodes, coded: pd.DataFrame, accounts: pd.Series, *, confidence: float
) -> pd.DataFrame:
    """Theme shares per account as the codebook counts them, and corrected for its errors."""
    return validation.corrected_shares(
        coded[hand.themes],
        validation.hand_matrix(hand.final, hand.themes),
        accounts,
        use=validation.held_out(hand.final),
        languages=hand.languages,
        weights=hand.weights,
        confidence=confidence,
    )


def draw_sheets(study: Study, coders: list[str]) -> str:
    """Draw a sample of the chosen posts, write a blind sheet per coder, and say how many and why.

    As many posts as the hardest of the planner's reasons asks for: an interval of ± 0.1 around an alpha of
    0.8 for a theme that every fifth post has, and Lacy and Riffe's number for percent agreement.
    """
    book, chosen = codebook_of(study), _chosen(study)
    plan = coding_sample.planned_units(len(chosen), prevalence=[0.2])
    size = int(plan["units"].max())
    sample = coding_sample.draw_sample(chosen, size, seed=study.seed)
    folder = study.raw / "coding"
    sheets.write_sheets(sample, chosen, book.themes, coders, folder, seed=study.seed)
    reasons = ", ".join(
        f"{row['reason'].replace('_', ' ')}: {row['units']}" for row in plan.to_dict("records")
    )
    short = (
        "" if plan["enough"].all() else " All posts together are fewer than an interval of that width takes."
    )
    names = ", ".join(f"{coder}.xlsx" for coder in coders)
    return (
        f"{size} of {len(chosen)} posts were drawn ({reasons}).{short}\nThe sheets are in data/raw/{study.name}/coding: "
        f"{names}. Each coder fills in one, without seeing another's; then run `make paper STUDY={study.name}`."
    )


def draw_adjudication(study: Study) -> str:
    """Write the sheet of the posts on which coders differ, and say how many."""
    book, exported = codebook_of(study), read_posts(study)
    if exported.empty:
        raise StudyError(f"no posts; put exports into data/raw/{study.name}/posts")
    hand = read_codes(study, book, exported)
    differing = sheets.disagreements(hand.codes)
    if differing.empty:
        return (
            "The coders differ on no post."
            if len(hand.codes)
            else "No coding sheets yet; run `make coding-sheets`."
        )
    told = exported.assign(language=exported["post_id"].map(hand.languages))
    sheets.write_adjudication(hand.codes, told, book.themes, study.raw / "coding")
    posts = differing["post_id"].nunique()
    return f"{len(differing)} codes of {posts} posts differ; settle them in data/raw/{study.name}/coding/adjudicated.xlsx."


def _chosen(study: Study) -> pd.DataFrame:
    """The chosen posts of the first group's accounts. Raises `StudyError` where there are none."""
    accounts = members(read_processed(study)["accounts"], study, next(iter(study.groups)))
    chosen = chosen_of(posts_of(study, accounts), study, accounts)
    if chosen.empty:
        raise StudyError(f"no posts of these accounts; put exports into data/raw/{study.name}/posts")
    return chosen
