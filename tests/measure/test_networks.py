import numpy as np
import pandas as pd
import pytest

from analysis.measure.networks import mentions, network_quantities, possible_pairs

ACCOUNTS = pd.DataFrame(
    [("kaz", "twitter", "MFA_KZ"), ("uzb", "twitter", "uzbekmfa"), ("kgz", "twitter", "MFA_Kyrgyzstan"), ("ig", "instagram", "uzbekmfa"), ("no", "twitter", "")],
    columns=["account", "platform", "handle"],
)  # fmt: skip


def posts(*rows, **columns):
    frame = pd.DataFrame(rows, columns=["account", "mentions"])
    return frame.assign(platform="twitter", is_repost=False).assign(**columns)


def edges(*rows, **columns):
    return mentions(posts(*rows, **columns), ACCOUNTS)


def test_a_mention_counts_once_per_post_whatever_its_case():
    found = edges(
        ("kaz", ["UzbekMFA", "uzbekmfa"]),
        ("kaz", np.array(["@uzbekmfa"], dtype=object)),
        ("kaz", []),
        ("kaz", None),
    )
    assert found[["source", "target", "posts", "of", "share"]].to_numpy().tolist() == [
        ["kaz", "uzb", 2, 4, 0.5]
    ]


def test_mentions_of_oneself_and_of_strangers_are_no_edges():
    assert edges(("kaz", ["mfa_kz", "someone"])).empty


def test_mentions_in_reposts_are_anothers():
    assert edges(("kaz", ["uzbekmfa"]), is_repost=[True]).empty


def test_a_handle_of_another_platform_is_another_account():
    found = edges(("kaz", ["uzbekmfa"]), platform="instagram")
    assert found["target"].tolist() == ["ig"]


def test_reciprocity_is_the_share_of_edges_that_are_returned():
    found = edges(("kaz", ["uzbekmfa", "MFA_Kyrgyzstan"]), ("uzb", ["MFA_KZ"]))
    assert found.set_index(["source", "target"])["reciprocated"].to_dict() == {
        ("kaz", "uzb"): True,
        ("kaz", "kgz"): False,
        ("uzb", "kaz"): True,
    }
    every = pd.DataFrame(
        {
            "source": ["kaz", "kaz", "uzb", "uzb", "kgz", "kgz"],
            "target": ["uzb", "kgz", "kaz", "kgz", "kaz", "uzb"],
        }
    )
    named = network_quantities(found, every).set_index("name")["value"]
    assert named["mentions.edges"] == 3 and named["mentions.density"] == 0.5
    assert named["mentions.reciprocity"] == 2 / 3 and named["kaz.uzb.mentions"] == 1


def test_a_mention_is_possible_where_there_are_own_posts_and_a_handle_on_their_platform():
    made = posts(("kaz", []), ("kaz", None), ("uzb", []), ("no", []), ("ig", []))
    made = made.assign(is_repost=[False, False, True, False, False], platform=["twitter"] * 4 + ["instagram"])
    found = possible_pairs(made, ACCOUNTS)
    assert sorted(zip(found["source"], found["target"])) == [
        ("kaz", "kgz"), ("kaz", "uzb"), ("no", "kaz"), ("no", "kgz"), ("no", "uzb")
    ]  # fmt: skip


def test_no_mention_is_a_zero_only_where_one_was_possible():
    made = posts(("kaz", ["uzbekmfa"]), ("kgz", ["uzbekmfa"]), ("kgz", []))
    found = network_quantities(mentions(made, ACCOUNTS), possible_pairs(made, ACCOUNTS)).set_index("name")
    assert found.loc[
        ["mentions.pairs", "mentions.edges", "uzb.mentioned_by", "kaz.mentioned_by"], "value"
    ].tolist() == [4, 2, 2, 0]
    assert found.loc[["kaz.accounts_mentioned", "kgz.accounts_mentioned"], "value"].tolist() == [1, 1]
    assert not {"uzb.accounts_mentioned", "ig.mentioned_by", "no.mentioned_by"} & set(found.index)


def test_the_share_of_posts_with_a_mention_has_wilsons_interval():
    made = posts(("kgz", ["uzbekmfa"]), *[("kgz", [])] * 9)
    found = network_quantities(mentions(made, ACCOUNTS), possible_pairs(made, ACCOUNTS)).set_index("name")
    # Wilson for 1 of 10: (0.1 + 0.192 ± 1.96 × √(0.009 + 0.0096)) / 1.384
    share = found.loc["kgz.uzb.mentions_share", ["value", "low", "high"]].tolist()
    assert share == pytest.approx([0.1, 0.0179, 0.4042], abs=1e-4)


def test_no_mentions_are_an_empty_network():
    found = edges(("kaz", []))
    named = network_quantities(found, possible_pairs(posts(("kaz", [])), ACCOUNTS)).set_index("name")["value"]
    assert found.empty and named[["mentions.pairs", "mentions.edges", "mentions.density"]].tolist() == [
        2,
        0,
        0,
    ]
    assert "mentions.reciprocity" not in named
