"""A bundle is read only as it was packed."""

import zipfile

import pytest
from publish.posted import SEP28, posted_study, write
from publish.repacking import posts_csv, repacked

from analysis.clean.problems import InputError
from analysis.publish.bundle import read_bundle
from analysis.study import Study, StudyError


@pytest.fixture
def study(write_study) -> Study:
    return posted_study(write_study)


def test_a_bundle_of_another_study_is_refused(study, bundle):
    about = '{"form": 1, "study": "other", "date": "2025-01-02", "timezone": "UTC"}'
    with pytest.raises(
        StudyError, match="given.zip: a bundle of the study 'other', not of 'mini'; write STUDY="
    ):
        read_bundle(study, repacked(bundle, about=about))


@pytest.mark.parametrize(
    "about, said",
    [
        ("not json", "not a bundle that `make share` made"),
        ("[" * 100_000, "not a bundle that `make share` made"),
        ('{"form": 1}', "not a bundle that `make share` made"),
        ('{"form": 2, "study": "mini", "date": "", "timezone": "UTC"}', "a bundle of another form"),
        ('{"form": 1, "study": "mini", "date": "", "timezone": "../../etc/passwd"}', "timezone: '../../etc/passwd': no such"),
    ],
)  # fmt: skip
def test_a_bundle_that_does_not_say_what_it_is_is_refused(study, bundle, about, said):
    with pytest.raises(InputError) as caught:
        read_bundle(study, repacked(bundle, about=about))
    assert said in str(caught.value)


def test_a_table_that_a_spreadsheet_has_saved_is_refused(study, bundle):
    changed = posts_csv(f"twitter,{SEP28},mfa-kaz,2024-09-28,yes,no,no")
    with pytest.raises(InputError, match="given.zip: posts.csv: not as packed .* unpack the bundle again"):
        read_bundle(study, repacked(bundle, sums=False, posts=changed))


def test_every_cell_of_a_bundle_that_cannot_be_is_named(study, bundle):
    posts = posts_csv(
        "twitter,1.84E+18,mfa-kaz,2024-09-28,yes,no,no",
        "myspace,1,mfa-kaz,2024-09-28,yes,no,no",
        "twitter,a\x1bb,../x,yesterday,yes,no,no",
        "twitter,7,mfa-kaz,2024-09-28,yes,no,no",
        "twitter,7,mfa-kaz,2024-09-28,yes,no,no",
    )
    with pytest.raises(InputError) as caught:
        read_bundle(study, repacked(bundle, posts=posts))
    assert str(caught.value).splitlines() == [
        "posts.csv, row 3, column platform: 'myspace': no platform that is known here",
        "posts.csv, row 2, column post_id: '1.84E+18': a spreadsheet has cut this id; unpack the bundle again",
        "posts.csv, row 4, column post_id: 'a b': not an id: one is made of Latin letters, digits and signs",
        "posts.csv, row 6, column post_id: '7': stands twice; unpack the bundle again",
        "posts.csv, row 4, column account: '../x': not an account's id",
        "posts.csv, row 4, column day: 'yesterday': not a day of the calendar, written as 2024-09-28",
    ]


def test_a_bundle_without_columns_or_posts_says_so(study, bundle):
    with pytest.raises(
        InputError,
        match="posts.csv, row 1: the header lacks post_id, account, day, chosen, is_repost, is_reply; unpack",
    ):
        read_bundle(study, repacked(bundle, posts="platform\ntwitter\n"))
    with pytest.raises(StudyError, match="given.zip: there are no posts in this bundle"):
        read_bundle(study, repacked(bundle, posts=None))


@pytest.mark.parametrize("name", ["../posts.csv", "/tmp/posts.csv", "C:\\posts.csv", "..\\posts.csv"])
def test_a_path_in_a_bundle_is_refused(study, bundle, tmp_path, name):
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr(name, "harm")
    with pytest.raises(InputError, match="given.zip: holds a file whose name leads out of the folder"):
        read_bundle(study, bundle)
    assert not (tmp_path.parent / "posts.csv").exists()


def test_what_is_no_zip_is_no_bundle(study, tmp_path):
    write(tmp_path / "given.zip", "posts")
    with pytest.raises(InputError, match="given.zip: a damaged zip"):
        read_bundle(study, tmp_path / "given.zip")
