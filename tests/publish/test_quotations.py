"""Examples of a codebook that quote a post or name somebody are found."""

from analysis.measure.codebook import Codebook, Examples, Theme
from analysis.publish.quotations import quoting, without_quotations


def test_a_quotation_has_twenty_characters_in_a_row_in_common():
    text = "0123456789abcdefghijKLMNO"
    sayings = [
        "x0123456789abcdefghij",
        "x0123456789abcdefghi",
        "56789ABCDEFGHIJ klmno",
        "56789abcdefghijklmnO",
        "",
    ]
    assert quoting(sayings, ["unlike it", text]) == {"x0123456789abcdefghij", "56789abcdefghijklmnO"}


def test_an_example_that_names_an_account_is_left_out():
    examples = Examples(belongs={"en": ["thanks to @somebody", "kept"]}, belongs_not={"kk": ["@a"]})
    codebook, taken = without_quotations(
        Codebook(themes=[Theme(id="a", label={"en": "A"}, examples=examples)]), []
    )
    assert taken == 2
    assert codebook.themes[0].examples == Examples(belongs={"en": ["kept"]})
