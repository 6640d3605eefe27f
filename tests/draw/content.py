"""Small literal frames as the measures of posts give them: three ministries, two themes, two languages."""

import datetime as dt
import math
from itertools import permutations

import pandas as pd

from analysis.measure.codebook import Theme
from analysis.measure.events import Event

NAN, INF = math.nan, math.inf
ACCOUNTS = pd.DataFrame(
    [
        {
            "account": f"mfa-{code.lower()}",
            "country": code,
            "role": "ministry",
            "platform": "twitter",
            "handle": code,
        }
        for code in ("TUR", "AZE", "KAZ")
    ]
)
THEMES = [
    Theme(id="visits", label={"en": "Visits", "kk": "Сапарлар", "tr": "Ziyaretler"}),
    Theme(id="energy", label={"en": "Energy", "kk": "Энергетика", "tr": "Enerji"}),
]


def frame(columns, *rows):
    return pd.DataFrame(rows, columns=columns.split())


def moments(periods):
    ends = [column for column in periods if column.endswith(("first", "last"))]
    return periods.assign(**{end: pd.to_datetime(periods[end], utc=True, format="ISO8601") for end in ends})


PERIODS = moments(
    frame(
        "account posts first last days posts_per_day reposts pinned collected_first collected_last",
        ("mfa-tur", 100, "2024-09-01T00:00", "2024-09-21T00:00", 20.0, 4.95, 0, 0, None, None),
        (
            "mfa-aze",
            84,
            "2024-09-11T00:00",
            "2024-09-28T00:00",
            17.0,
            4.88235,
            0,
            0,
            "2024-10-01",
            "2024-10-03",
        ),
        ("mfa-kaz", 0, None, None, NAN, NAN, 0, 0, None, None),
    )
)
CAUTIONS = frame(
    "code account other has wanted",
    ("no_posts", "mfa-kaz", "", NAN, NAN),
    ("fewer_posts", "mfa-aze", "", 84.0, 100.0),
    ("little_overlap", "mfa-tur", "mfa-aze", 0.37, 0.5),
    ("no_account", "", "", 7.0, NAN),
)
SHARES = frame(
    "account theme posts with_theme share low high days block_low block_high joint_low joint_high",
    ("mfa-tur", "visits", 100, 30, 0.3, 0.219, 0.396, 20, 0.18, 0.43, NAN, NAN),
    ("mfa-tur", "energy", 100, 0, 0.0, 0.0, 0.037, 20, NAN, NAN, NAN, NAN),
    ("mfa-aze", "visits", 84, 21, 0.25, 0.17, 0.352, 17, 0.15, 0.36, NAN, NAN),
    ("mfa-aze", "energy", 84, 42, 0.5, 0.395, 0.605, 17, 0.38, 0.62, NAN, NAN),
)
CORRECTED = frame(
    "account theme posts hand_coded raw raw_low raw_high method value low high weight errors state",
    *(
        (
            account,
            theme,
            posts,
            40,
            raw,
            raw - 0.05,
            raw + 0.05,
            method,
            value,
            value - 0.1,
            value + 0.1,
            0.8,
            3,
            state,
        )
        for account, theme, posts, raw, method, value, state in (
            ("", "visits", 184, 0.277, "prediction_powered", 0.35, "defined"),
            ("", "visits", 184, 0.277, "rogan_gladen", 0.36, "defined"),
            ("", "energy", 184, 0.228, "prediction_powered", 0.24, "defined"),
            ("", "energy", 184, 0.228, "rogan_gladen", NAN, "not_defined"),
            ("mfa-tur", "visits", 100, 0.3, "prediction_powered", 0.4, "defined"),
            ("mfa-tur", "visits", 100, 0.3, "rogan_gladen", 0.41, "defined"),
            ("mfa-tur", "energy", 100, 0.1, "prediction_powered", NAN, "too_few"),
            ("mfa-tur", "energy", 100, 0.1, "rogan_gladen", NAN, "not_defined"),
        )
    ),
)
AGREEMENT = frame(
    "variable language coefficient value low high state units coders ratings disagreements prevalence resamples_defined",
    *(
        (variable, language, kind, value, low, high, state, units, 2, 2 * units, differ, prevalence, 1.0)
        for variable, language, kind, value, low, high, state, units, differ, prevalence in (
            ("visits", "", "percent", 0.94, 0.89, 0.98, "defined", 100, 6, 0.15),
            ("visits", "", "alpha", 0.766, 0.559, 0.926, "defined", 100, 6, 0.15),
            ("visits", "", "kappa", 0.765, 0.55, 0.92, "defined", 100, 6, 0.15),
            ("visits", "", "ac1", 0.92, 0.85, 0.97, "defined", 100, 6, 0.15),
            ("energy", "", "percent", 1.0, 0.964, 1.0, "defined", 100, 0, 0.0),
            ("energy", "", "alpha", NAN, NAN, NAN, "not_defined", 100, 0, 0.0),
            ("energy", "", "kappa", NAN, NAN, NAN, "not_defined", 100, 0, 0.0),
            ("energy", "", "ac1", NAN, NAN, NAN, "not_defined", 100, 0, 0.0),
            ("visits", "kk", "alpha", 0.8, 0.6, 0.95, "defined", 60, 3, 0.15),
            ("visits", "ru", "alpha", NAN, NAN, NAN, "no_units", 0, 0, NAN),
        )
    ),
)
VALIDATION = frame(
    "theme language measure value low high state posts undeclared",
    ("visits", "", "precision", 0.9, 0.79, 0.96, "defined", 120, 20),
    ("visits", "", "recall", 0.6, 0.47, 0.71, "defined", 120, 20),
    ("visits", "", "f1", 0.72, 0.61, 0.81, "defined", 120, 20),
    ("energy", "", "precision", 0.0, 0.0, 0.32, "defined", 120, 20),
    ("energy", "", "recall", NAN, NAN, NAN, "not_defined", 120, 20),
    ("energy", "", "f1", NAN, NAN, NAN, "not_defined", 120, 20),
    ("visits", "kk", "f1", 0.8, 0.6, 0.9, "defined", 70, 0),
    ("visits", "ru", "f1", 0.5, 0.3, 0.7, "defined", 50, 0),
    ("energy", "kk", "f1", NAN, NAN, NAN, "not_defined", 70, 0),
    ("energy", "ru", "f1", 0.4, 0.1, 0.6, "defined", 50, 0),
)
TESTS = frame(
    "theme chi_square df p v v_low v_high posts smallest_expected state p_holm",
    ("visits", 0.57, 1, 0.51, 0.06, 0.0, 0.2, 184, 23.3, "defined", 0.51),
    ("energy", NAN, NAN, NAN, NAN, NAN, NAN, 184, NAN, "not_defined", NAN),
)
RESIDUALS = frame(
    "account theme residual",
    ("mfa-tur", "visits", 1.4),
    ("mfa-aze", "visits", -2.1),
    ("mfa-tur", "energy", NAN),
    ("mfa-aze", "energy", NAN),
)
DIFFERENCES = frame(
    "theme account other share other_share difference low high h p p_holm",
    ("visits", "mfa-tur", "mfa-aze", 0.3, 0.25, 0.05, -0.08, 0.178, 0.11, 0.5, 0.5),
    ("energy", "mfa-tur", "mfa-aze", 0.0, 0.5, -0.5, -0.6, -0.39, -1.57, 1e-9, 2e-9),
)
DETECTABLE = frame(
    "base posts other_posts tests difference difference_low difference_high corrected corrected_low corrected_high",
    (0.1, 100, 100, 110, 0.15, 0.15, 0.15, 0.255, 0.255, 0.255),
    (0.05, 100, 100, 110, 0.124, 0.124, 0.124, *[float("inf")] * 3),
)
ACTIVITY = frame(
    "account measure posts with_it unknown share low high",
    ("mfa-tur", "replies_to_others", 100, 20, 0, 0.2, 0.133, 0.289),
    ("mfa-tur", "media", 90, 63, 10, 0.7, 0.599, 0.785),
    ("mfa-tur", "language_tr", 100, 60, 0, 0.6, 0.502, 0.691),
    ("mfa-tur", "language_en", 100, 40, 0, 0.4, 0.309, 0.498),
    ("mfa-aze", "replies_to_others", 84, 42, 0, 0.5, 0.395, 0.605),
    ("mfa-aze", "media", 84, 21, 0, 0.25, 0.17, 0.352),
    ("mfa-aze", "language_en", 84, 63, 0, 0.75, 0.648, 0.83),
    ("mfa-aze", "language_undecided", 84, 21, 0, 0.25, 0.17, 0.352),
)
RATES = frame(
    "account posts days posts_per_day low high",
    ("mfa-tur", 100, 20.0, 4.95, 3.9, 6.1),
    ("mfa-aze", 84, 17.0, 4.88235, NAN, NAN),
)
ENGAGEMENT = frame(
    "account metric posts missing young age_unknown statistic value low high",
    ("mfa-tur", "likes", 96, 0, 4, 0, "median", 40.0, 33.0, 48.0),
    ("mfa-tur", "likes", 96, 0, 4, 0, "mean", 75.2, 60.0, 93.0),
    ("mfa-tur", "replies", 96, 0, 4, 0, "median", 1.0, 0.0, 1.0),
    ("mfa-tur", "replies", 96, 0, 4, 0, "mean", 2.1, 1.5, 2.9),
    ("mfa-aze", "likes", 84, 0, 0, 5, "median", 12.0, 9.0, 14.5),
    ("mfa-aze", "likes", 84, 0, 0, 5, "mean", 15.0, 12.0, 19.0),
    ("mfa-aze", "replies", 84, 0, 0, 5, "median", 0.0, 0.0, 0.0),
    ("mfa-aze", "replies", 84, 0, 0, 5, "mean", 0.25, 0.1, 0.4),
)
PER_1000 = ENGAGEMENT.assign(
    followers=[f"{account}.followers" for account in ENGAGEMENT["account"]],
    **{column: ENGAGEMENT[column] / 50 for column in ("value", "low", "high")},
)
KEYNESS = frame(
    "language account word posts_with posts others_with others log_ratio low high conservative g2 p p_holm",
    ("en", "mfa-aze", "garabagh", 30, 63, 0, 40, 5.0, 3.1, INF, 2.0, 40.0, 1e-9, 1e-8),
    ("en", "mfa-aze", "visit", 10, 63, 6, 40, 0.1, -1.4, 1.6, 0.0, 0.0, 0.9, 0.9),
    ("en", "mfa-tur", "aid", 20, 40, 8, 63, 2.0, 1.0, 3.0, 0.5, 15.0, 1e-4, 1e-3),
    ("en", "mfa-tur", "外交", 20, 40, 0, 63, 5.0, 3.0, INF, 1.9, 30.0, 1e-8, 1e-7),
    ("kk", "mfa-kaz", "сапар", 9, 20, 1, 20, 2.7, 0.5, 6.0, 0.1, 8.0, 5e-3, 0.04),
)
POINTS = frame(
    "kind name posts mass x y inertia contribution_x contribution_y quality supplementary",
    ("account", "mfa-tur", 60, 0.4, -0.6, 0.1, 0.6, 0.7, 0.2, 1.0, False),
    ("account", "mfa-aze", 90, 0.6, 0.4, -0.1, 0.4, 0.3, 0.8, 1.0, False),
    ("theme", "visits", 51, 0.34, -0.5, 0.2, 0.5, 0.5, 0.5, 1.0, False),
    ("theme", "energy", 3, 0.0, 0.7, 0.3, NAN, NAN, NAN, NAN, True),
)
DIMENSIONS = frame("dimension inertia share", (1, 0.2, 0.8), (2, 0.03, 0.12), (3, 0.02, 0.08))
ELLIPSES = frame("account xx xy yy", ("mfa-tur", 0.01, 0.002, 0.005), ("mfa-aze", 0.02, 0.0, 0.004))
PAIRS = frame(
    "source target",
    *((f"mfa-{one}", f"mfa-{other}") for one, other in permutations(("tur", "aze", "kaz"), 2)),
)
EDGES = frame(
    "source target posts of share reciprocated",
    ("mfa-aze", "mfa-tur", 12, 84, 0.142857, True),
    ("mfa-tur", "mfa-aze", 5, 100, 0.05, True),
    ("mfa-kaz", "mfa-tur", 2, 40, 0.05, False),
)
EVENTS = [
    Event(
        id="summit",
        start=dt.date(2024, 9, 3),
        end=dt.date(2024, 9, 4),
        label={"en": "Summit", "kk": "Саммит"},
    ),
    Event(
        id="games", start=dt.date(2024, 9, 8), end=dt.date(2024, 9, 9), label={"en": "Games", "kk": "Ойындар"}
    ),
]
EVENT_RATES = frame(
    "event account posts days event_days other_posts other_days rate_ratio low high dispersion interval"
    " placebos placebo_low placebo_high placebo_p state",
    ("summit", "mfa-tur", 8, 2, 2, 20, 20, 4.0, 1.5, 9.4, 0.9, "exact", 19, 0.4, 2.0, 0.05, "defined"),
    ("summit", "mfa-aze", 0, 2, 2, 20, 20, 0.0, 0.0, 1.9, 0.9, "exact", 19, 0.0, INF, 0.3, "defined"),
    ("games", "mfa-tur", 3, 2, 2, 0, 2, INF, 0.6, INF, 1.0, "exact", 0, NAN, NAN, NAN, "defined"),
    ("games", "mfa-aze", 0, 0, 2, 0, 20, NAN, NAN, NAN, NAN, NAN, 0, NAN, NAN, NAN, "not_covered"),
)
COUNTS = frame(
    "account metric captured_on value low high",
    ("mfa-tur", "followers", "2024-06-01", 1_800_000.0, 1_750_000.0, 1_900_000.0),
    ("mfa-tur", "followers", "2024-09-29", 1_800_000.0, 1_750_000.0, 1_900_000.0),
    ("mfa-aze", "followers", "2024-06-01", 8_000.0, 8_000.0, 8_000.0),
    ("mfa-aze", "followers", "2024-07-31", 8_400.0, 8_400.0, 8_400.0),
    ("mfa-aze", "followers", "2024-09-29", 8_800.0, 8_800.0, 8_800.0),
    ("mfa-kaz", "followers", "2024-09-29", 52_900.0, 52_850.0, 53_000.0),
)
GROWTH = frame(
    "account metric start end days change low high certain span per_30_days per_30_days_low per_30_days_high"
    " relative relative_low relative_high",
    ("mfa-tur", "followers", "2024-06-01", "2024-09-29", 120, 0.0, -150_000.0, 150_000.0, False, "whole",
     0.0, -37_500.0, 37_500.0, 0.0, -0.0789, 0.0857),
    ("mfa-aze", "followers", "2024-06-01", "2024-07-31", 60, 400.0, 400.0, 400.0, True, "step",
     200.0, 200.0, 200.0, 0.05, 0.05, 0.05),
    ("mfa-aze", "followers", "2024-06-01", "2024-09-29", 120, 800.0, 800.0, 800.0, True, "whole",
     200.0, 200.0, 200.0, 0.1, 0.1, 0.1),
)  # fmt: skip
# What each figure draws, in the order of its arguments.
DATA = {
    "activity": (ACTIVITY, RATES, ACCOUNTS),
    "agreement": (AGREEMENT, THEMES),
    "correspondence": (POINTS, DIMENSIONS, ACCOUNTS, THEMES),
    "corrected_shares": (CORRECTED, ACCOUNTS, THEMES),
    "differences": (DIFFERENCES, ACCOUNTS, THEMES),
    "engagement": (ENGAGEMENT, ACCOUNTS),
    "events": (EVENT_RATES, ACCOUNTS, EVENTS),
    "growth": (GROWTH, COUNTS, ACCOUNTS),
    "keyness": (KEYNESS, ACCOUNTS),
    "languages": (ACTIVITY, ACCOUNTS),
    "network": (EDGES, ACCOUNTS, PAIRS),
    "periods": (PERIODS, ACCOUNTS),
    "theme_shares": (SHARES, ACCOUNTS, THEMES),
    "validation": (VALIDATION, THEMES),
    "validation_by_language": (VALIDATION, THEMES),
}
# What may be given beside it.
CHOICES = {
    "correspondence": {"ellipses": ELLIPSES},
    "differences": {"detectable": DETECTABLE},
    "periods": {"warnings": CAUTIONS},
    "theme_shares": {"periods": PERIODS},
}
