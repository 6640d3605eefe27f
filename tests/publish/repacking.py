"""Bundles whose files somebody has changed."""

import hashlib
import zipfile
from pathlib import Path


def repacked(bundle: Path, sums: bool = True, **changes: str | None) -> Path:
    """The bundle with other content in some of its files (`posts` for posts.csv), its checksums made anew or not."""
    with zipfile.ZipFile(bundle) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    names = {"posts": "posts.csv", "about": "bundle.json"}
    files |= {names[key]: content.encode() for key, content in changes.items() if content is not None}
    files = {
        name: content
        for name, content in files.items()
        if changes.get(name.partition(".")[0], "") is not None
    }
    if sums:
        lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items()]
        files["sha256sums.txt"] = "\n".join(lines).encode()
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"mini-share/{name}", content)
    return bundle


def posts_csv(*rows: str) -> str:
    return "\n".join(["platform,post_id,account,day,chosen,is_repost,is_reply", *rows]) + "\n"
