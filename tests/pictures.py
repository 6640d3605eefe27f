"""Takes the pictures of docs/tutorial.md anew: follows the tutorial in a folder of its own, and opens what it makes."""

import os
import tempfile
from pathlib import Path

from browsing import opened_browser
from PIL import Image
from playwright.sync_api import Page
from projects import OF_AN_OUTER_MAKE, ROOT, copy_project
from tutorial import steps, type_in, write

PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1000, "height": 700}
COLOURS = 64  # enough for pages that are mostly text


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, opened_browser() as browser:
        project = copy_project(Path(folder) / "project")
        page = browser.new_page(viewport=SIZE, device_scale_factor=1.5)
        build = project / "build" / "practice"
        for step in steps():
            if step.kind in ("csv", "yaml", "md"):
                write(step, project)
            elif step.kind == "sh":
                environment = {k: v for k, v in os.environ.items() if k not in OF_AN_OUTER_MAKE}
                type_in(step, project, environment)
                if step.more == "fails":
                    take(page, build / "check.html", "check")
                elif step.content.startswith("make paper STUDY=practice\n"):
                    take(page, build / "paper.en.html", "paper")
                    take_number(page)
                elif "what-if" in step.content:
                    take(page, build / "what-if.en.html", "what-if", at="h2:has-text('Order')")


def take(page: Page, file: Path, name: str, at: str = "body") -> None:
    page.goto(file.as_uri())
    page.wait_for_load_state("load")
    page.locator(at).first.evaluate("place => { place.scrollIntoView(); scrollBy(0, -70); }")
    save(page, name)


def take_number(page: Page) -> None:
    """The window that opens on the first number."""
    number = page.locator(".value").first
    number.scroll_into_view_if_needed()
    number.click()
    page.wait_for_timeout(300)
    save(page, "number")


def save(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(f"docs/pictures/{name}.png: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
