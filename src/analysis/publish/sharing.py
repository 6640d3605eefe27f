"""The bundle that may be shared: ids, codes and aggregates without any text.

`rehydration` joins a bundle to an export of the reader's own. Nothing in a bundle is evaluated or used as a path.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.clean.exports import read_posts
from analysis.measure.codebook import codebook_of, write_codebook
from analysis.publish.bundle import FORM, MADE_ID, sha256
from analysis.publish.leaflet import readme
from analysis.publish.material import Material, parts_of, read_material, shared_tables
from analysis.publish.quotations import RUN, without_quotations
from analysis.study import Study, write_whole


def share(study: Study) -> Path:
    """The folder build/<study>/share, written anew, and beside it the same as build/<study>/<study>-share.zip.

    What the study lacks is not in it, and its README.md says so. The same study gives the same bytes. Raises
    `StudyError` where the choice of posts is of other posts than those that are there.
    """
    material = read_material(study)
    tables = shared_tables(material, study.posts.timezone)
    folder = _emptied(study.build / "share.part")
    left_out = [*_strangers(material), *_copy_settings(study, folder)]
    pages = {name: frame.to_csv(index=False, lineterminator="\n") for name, frame in tables.items()}
    pages |= _id_lists(tables.get("posts.csv")) | {"bundle.json": _described(study, tables)}
    there = sorted([*pages, *(path.name for path in folder.iterdir())])
    pages["README.md"] = readme(study, material, tables, there, left_out)
    _write(folder, pages)
    _pack(folder, study.build / f"{study.name}-share.zip")
    shared = study.build / "share"
    shutil.rmtree(shared, ignore_errors=True)
    return folder.rename(shared)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _write(folder: Path, pages: dict[str, str]) -> None:
    """The pages, and the checksums of all that is then in the folder."""
    for name, text in pages.items():
        write_whole(folder / name, text)
    sums = [f"{sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    write_whole(folder / "sha256sums.txt", "".join(sums))


def _copy_settings(study: Study, folder: Path) -> Iterator[str]:
    """Copies what the authors wrote, as it stands but for examples that quote posts; says what is left out."""
    written = (study.folder / "study.yaml", study.folder / "claims.yaml", study.processed / "choice.json")
    for path in written:
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    source = study.folder / "codebook.yaml"
    if not source.is_file():
        return
    parts = parts_of(study.processed / "posts")
    texts = (text for part in parts for text in read_posts([part], ["text"])["text"])
    codebook, taken = without_quotations(codebook_of(study), texts)
    if taken:
        write_codebook(codebook, folder / source.name)
        yield f"examples of the codebook that share {RUN} characters in a row with a post, or hold an @: {taken:,}"
    else:
        shutil.copyfile(source, folder / source.name)


def _strangers(material: Material) -> Iterator[str]:
    count = 0 if material.posts is None else int((material.posts["account"] == "").sum())
    if count:
        yield f"posts of accounts that the study is not about: {count:,}"


def _id_lists(posts: pd.DataFrame | None) -> dict[str, str]:
    """Files of ids by platform, without those that no platform gave."""
    if posts is None:
        return {}
    given = posts[~posts["post_id"].str.startswith(MADE_ID)]
    return {f"ids-{name}.txt": "\n".join(own["post_id"]) + "\n" for name, own in given.groupby("platform")}


def _described(study: Study, tables: dict[str, pd.DataFrame]) -> str:
    about = {
        "form": FORM,
        "study": study.name,
        "title": study.title,
        "date": study.date.isoformat(),
        "timezone": study.posts.timezone,
        "rows": {name: len(frame) for name, frame in sorted(tables.items())},
    }
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def _pack(folder: Path, out: Path) -> None:
    """The files of `folder` as a zip whose bytes tell nothing of when or where it was packed."""
    part = out.with_name(f"{out.name}.part")
    with zipfile.ZipFile(part, "w") as archive:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(f"{out.stem}/{path.name}", (2000, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    part.replace(out)
