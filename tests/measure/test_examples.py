import pytest
import yaml
from projects import ROOT

from analysis.measure.codebook import checked
from analysis.measure.examples import coded_otherwise

CODEBOOK = """
themes:
  - id: fish
    label: {en: Fish}
    examples:
      belongs: {en: [New cod quotas., Herring is back.], tr: [Balık var.]}
      belongs_not: {en: [He fishes for compliments.]}
    indicators: {en: [cod quota*, fish*]}
"""


def test_an_example_that_the_indicators_code_otherwise_is_told():
    assert coded_otherwise(checked(yaml.safe_load(CODEBOOK), "codebook.yaml")) == [
        "fish.examples.belongs.en: 'Herring is back.' is not coded as fish by its indicators",
        "fish.examples.belongs_not.en: 'He fishes for compliments.' is coded as fish by its indicators",
    ]


@pytest.mark.parametrize("study", ["turkic-2024", "example"])
def test_the_examples_of_our_own_codebooks_are_coded_as_they_say(study):
    settings = yaml.safe_load((ROOT / "studies" / study / "codebook.yaml").read_text(encoding="utf-8"))
    assert coded_otherwise(checked(settings, "codebook.yaml")) == []
