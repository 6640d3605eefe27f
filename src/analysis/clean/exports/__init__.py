"""Exports of posts in the formats that tools and platforms write, read into one tidy table."""

from analysis.clean.exports.frames import read_posts
from analysis.clean.exports.reading import (
    ExportError,
    Exports,
    read_export,
    read_exports,
    write_posts,
)

__all__ = ["ExportError", "Exports", "read_export", "read_exports", "read_posts", "write_posts"]
