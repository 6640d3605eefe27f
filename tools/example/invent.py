"""Invents the study `example`: `python tools/example/invent.py [target root] [folder of patterns]`.

Writes data/raw/example (but for its README.md) and tests/example_truth.json under the target, which is the project
unless another is named. Everything is made from words by a fixed rule: the same files on every machine, on any day.
"""

import json
import sys
from pathlib import Path

import bluesky
import capture
import coders
import patterns
import raw
import tables
import truth
import twarc
import twscrape
import zeeschuimer
from plan import MINISTRIES
from posts import posts_of

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = {
    "XAA": twarc.files,
    "XBB": zeeschuimer.files,
    "XCC": twscrape.files,
    "XDD": tables.fourcat,
    "XEE": tables.spreadsheet,
}


def invented(folder: Path = patterns.FOLDER) -> dict[str, str]:
    """Every file of the study that the script makes, by its path under the project's folder."""
    texts = patterns.Texts(folder)
    posts = {ministry.account: posts_of(ministry, texts) for ministry in MINISTRIES}
    exports: dict[str, str] = {}
    for ministry in MINISTRIES:
        exports |= EXPORTS[ministry.code](capture.whole(ministry, posts[ministry.account]))
    exports |= bluesky.files(posts["mfa-xee"])
    drawn = coders.sample({account: [post for post in own if post.chosen] for account, own in posts.items()})
    known = truth.truth(posts, [post for post, _ in drawn])
    folder_of_data = "data/raw/example"
    return {
        **{f"{folder_of_data}/{name}": text for name, text in raw.tables().items()},
        **{f"{folder_of_data}/posts/{name}": text for name, text in exports.items()},
        **{f"{folder_of_data}/coding/{name}": text for name, text in coders.files(drawn).items()},
        "tests/example_truth.json": json.dumps(known, ensure_ascii=False, indent=1) + "\n",
    }


def main(target: Path, folder: Path) -> None:
    for name, text in invented(folder).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    arguments = [Path(word) for word in sys.argv[1:3]]
    main(*(arguments + [ROOT, patterns.FOLDER][len(arguments) :]))
