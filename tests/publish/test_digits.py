import pytest

from analysis.publish.digits import typed_digits


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.\n\nThere are 5 ministries, and 1.8 million", [(3, "5"), (3, "1.8")]),
        ("COVID-19 (2020)", [(1, "COVID-19"), (1, "2020")]),
        ("[COVID-19]{.name} and [ISO 3166]{.name}", []),
        ("as shown [@manor2020, 12–13; @cull2013] by @rule2019 in @fig-x1 and @{sec-2}де", []),
        ("# Results 2 {#sec-results2}", [(1, "2")]),
        ('{{ value("a.followers_per_1000", digits=2) }} {% if x == 2 %}7{% endif %}', [(1, "7")]),
        ("<!-- 12\n13 -->\n`code 14`\n\n```\n15\n```\n", []),
        ("$x = 10$ and costs $5 or $6", [(1, "$5"), (1, "$6")]),
        ("<https://a.org/2020> and [a](https://b.org/1) https://c.org/3", []),
        ("1. first\n2. second\n\nA note.[^1]\n\n[^1]: Text 3", [(6, "3")]),
        ("---\nkeywords: [a 1]\ndate: 2024-01-01\n---\nText 4", [(5, "4")]),
    ],
    ids=lambda case: case[:18] if isinstance(case, str) else "",
)
def test_digits_typed_by_hand_are_found_with_their_line(text, found):
    assert typed_digits(text) == found
