"""Correspondence analysis: accounts and themes on one map, near each other where they go together."""

import numpy as np
import pandas as pd

from analysis.measure.bootstrap import generator
from analysis.measure.quantities import number, quantities

AXES = ("x", "y")
POINTS = [
    "kind",
    "name",
    "posts",
    "mass",
    "x",
    "y",
    "inertia",
    "contribution_x",
    "contribution_y",
    "quality",
    "supplementary",
]


def correspondence(table: pd.DataFrame, *, rare: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The points of the map, and the inertia of every dimension, from posts per account (row) and theme (column).

    Points (`kind` account or theme) have principal coordinates `x`, `y`; `mass`; their share of the total
    `inertia`; `contribution_x` and `_y`, what they contribute to a dimension (more than the average makes
    it); and `quality`, the part of their own inertia that the two dimensions show. Themes of fewer than
    `rare` posts are placed on the map without shaping it (`supplementary`). The second frame has dimension,
    inertia, share. Both are empty where fewer than three accounts or three themes are left, which no plane is
    needed for, or all accounts have the same mix. A dimension's direction means nothing; it is turned so that the theme that contributes most
    lies at its positive end. Greenacre 2017, Correspondence Analysis in Practice.
    """
    active = table.loc[table.sum(axis=1) > 0, table.sum() >= max(rare, 1)]
    active = active.loc[active.sum(axis=1) > 0].astype("float64")
    if min(active.shape) < 3 or _inertia(active) < 1e-12:
        return pd.DataFrame(columns=POINTS), pd.DataFrame(columns=["dimension", "inertia", "share"])
    import prince  # more than a second to import

    fitted = prince.CA(n_components=min(active.shape) - 1, engine="scipy").fit(active)
    inertias = np.asarray(fitted.eigenvalues_, dtype="float64")
    signs = np.array([
        1.0 if column.iloc[np.argmax(np.abs(column.to_numpy()))] >= 0 else -1.0
        for _, column in fitted.column_coordinates(active).items()
    ])  # fmt: skip
    accounts = _points("account", active, fitted.row_coordinates(active).to_numpy() * signs, inertias)
    themes = _points("theme", active.T, fitted.column_coordinates(active).to_numpy() * signs, inertias)
    others = table.loc[
        active.index, [theme for theme in table if theme not in active and table[theme].sum() > 0]
    ]
    points = [accounts, themes, *([_placed(others, accounts, inertias)] if len(others.columns) else [])]
    dimensions = pd.DataFrame(
        {
            "dimension": np.arange(1, len(inertias) + 1),
            "inertia": inertias,
            "share": inertias / inertias.sum(),
        }
    )
    return pd.concat(points, ignore_index=True), dimensions


def _inertia(table: pd.DataFrame) -> float:
    share = table.to_numpy() / table.to_numpy().sum()
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    return float(((share - expected) ** 2 / expected).sum())


def _points(kind: str, table: pd.DataFrame, coordinates: np.ndarray, inertias: np.ndarray) -> pd.DataFrame:
    mass = table.sum(axis=1).to_numpy() / table.to_numpy().sum()
    parts = mass[:, None] * coordinates**2
    contributions = np.divide(parts, inertias, out=np.zeros_like(parts), where=inertias > 1e-12)
    own = parts.sum(axis=1)
    return pd.DataFrame(
        {
            "kind": kind,
            "name": table.index,
            "posts": table.sum(axis=1).to_numpy("int64"),
            "mass": mass,
            "x": coordinates[:, 0],
            "y": coordinates[:, 1],
            "inertia": own / inertias.sum(),
            "contribution_x": contributions[:, 0],
            "contribution_y": contributions[:, 1],
            "quality": np.divide(parts[:, :2].sum(axis=1), own, out=np.ones(len(own)), where=own > 1e-12),
            "supplementary": False,
        }
    )


def _placed(others: pd.DataFrame, accounts: pd.DataFrame, inertias: np.ndarray) -> pd.DataFrame:
    """Rare themes at the mean of the accounts' standard coordinates, weighted by where their posts are."""
    profiles = (others / others.sum()).T.to_numpy("float64")
    scale = np.sqrt(inertias[:2])
    standard = np.divide(
        accounts[list(AXES)].to_numpy(), scale, out=np.zeros((len(accounts), 2)), where=scale > 1e-9
    )
    places = profiles @ standard
    columns = {"kind": "theme", "name": others.columns, "posts": others.sum().to_numpy("int64"), "mass": 0.0}
    missing = dict.fromkeys(["inertia", "contribution_x", "contribution_y", "quality"], np.nan)
    return pd.DataFrame(columns | {"x": places[:, 0], "y": places[:, 1]} | missing | {"supplementary": True})


def ellipses(
    table: pd.DataFrame,
    points: pd.DataFrame,
    dimensions: pd.DataFrame,
    *,
    resamples: int = 1_000,
    seed: int = 0,
) -> pd.DataFrame:
    """How far each account's point would move had it posted otherwise: account, `xx`, `xy`, `yy` of a covariance.

    Each account's posts are drawn again from its own mix and placed on the map as it is (Greenacre's partial
    bootstrap), which shows the sampling error of the account and not that of the axes.
    """
    themes = points[(points["kind"] == "theme") & ~points["supplementary"].astype(bool)]
    inertias = dimensions["inertia"].to_numpy("float64")[:2]
    scale = np.sqrt(np.pad(inertias, (0, 2 - len(inertias))))
    standard = np.divide(
        themes[list(AXES)].to_numpy("float64"), scale, out=np.zeros((len(themes), 2)), where=scale > 1e-9
    )
    rows = []
    for account in points.loc[points["kind"] == "account", "name"]:
        counts = table.loc[account, themes["name"]].to_numpy("int64")
        drawn = generator(seed, "ellipse", str(account)).multinomial(
            counts.sum(), counts / counts.sum(), size=resamples
        )
        spread = np.cov((drawn / counts.sum() @ standard).T)
        rows.append({"account": account, "xx": spread[0, 0], "xy": spread[0, 1], "yy": spread[1, 1]})
    return pd.DataFrame(rows, columns=["account", "xx", "xy", "yy"])


def map_quantities(dimensions: pd.DataFrame) -> pd.DataFrame:
    """How much of the differences the map shows: `map.inertia`, `map.shown`."""
    if dimensions.empty:
        return quantities([])
    inertia, shown = float(dimensions["inertia"].sum()), float(dimensions["share"].iloc[:2].sum())
    return quantities(
        [
            number("map", "inertia", inertia, "index", formula="chi-square / posts × themes counted"),
            number(
                "map",
                "shown",
                shown,
                "share",
                formula="inertia of two dimensions / inertia",
                inputs=["map.inertia"],
            ),
        ]
    )
