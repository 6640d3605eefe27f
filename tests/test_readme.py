import re
from pathlib import Path

from analysis.clean.schemas import dictionary

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_the_data_dictionary_is_the_one_that_the_schemas_give():
    """Mend it with `python -m analysis dictionary`, between the two comments of README.md."""
    printed = re.search(
        r"<!-- data dictionary: begin -->\n(.*)<!-- data dictionary: end -->", README, re.DOTALL
    )
    assert printed[1].strip() == dictionary().strip()


def test_every_make_target_that_the_readme_names_exists():
    makefile = (Path(__file__).parents[1] / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert named and named <= targets
