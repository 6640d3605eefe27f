import numpy as np
import pandas as pd

from analysis.measure.networks import mentions, network, network_quantities

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
    named = network_quantities(found, ACCOUNTS.iloc[:3]).set_index("name")["value"]
    assert named["mentions.edges"] == 3 and named["mentions.density"] == 0.5
    assert named["mentions.reciprocity"] == 2 / 3 and named["kaz.uzb.mentions"] == 1


def test_every_account_has_a_place_in_the_network():
    found = network(edges(("kaz", ["uzbekmfa"]), ("kgz", ["uzbekmfa"])), ACCOUNTS).set_index("account")
    assert found.loc["uzb"].tolist() == [0, 0, 2, 2] and found.loc["kaz"].tolist() == [1, 1, 0, 0]
    assert found.loc["ig"].tolist() == [0, 0, 0, 0]


def test_no_mentions_are_an_empty_network():
    found = edges(("kaz", []))
    assert found.empty and network_quantities(found, ACCOUNTS)["name"].tolist() == [
        "mentions.edges",
        "mentions.density",
    ]
