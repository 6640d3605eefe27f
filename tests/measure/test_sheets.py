import warnings
import zipfile

import openpyxl
import pandas as pd
import pytest

from analysis.clean.problems import InputError
from analysis.measure.codebook import Theme
from analysis.measure.sheets import (
    codebook_page,
    disagreements,
    each_theme,
    final_codes,
    read_sheets,
    write_adjudication,
    write_sheets,
)
from analysis.study import StudyError

THEMES = [
    Theme(
        id="meeting",
        label={"kk": "Кездесу", "en": "Meeting"},
        definition={"en": "Officials meet."},
        examples={
            "belongs": {"en": ["The ministers met.", "Talks were held."]},
            "belongs_not": {"en": ["We met the goal."]},
        },
        indicators={"en": ["met"]},
    ),
    Theme(id="visit", label={"kk": "Сапар", "en": "Visit"}, parent="meeting"),
    Theme(id="na", label={"en": "Nothing of these"}),
]
IDS = ["1840000000000000001", "1840000000000000002", "1840000000000000003"]
POSTS = pd.DataFrame(
    {
        "post_id": IDS,
        "created_at": pd.to_datetime(["2024-09-01 10:00"] * 3),
        "text": ["=HYPERLINK(0)", "Tokayev\nmet\x07 others", "+1"],
        "language": ["en", "en", None],
        "likes": [5, 6, 7],
    }
)
SAMPLE = pd.DataFrame({"post_id": IDS, "account": "kaz", "use": ["validation", "validation", "indicators"]})


def sheet(folder, name, *rows, header="post_id,meeting,visit"):
    (folder / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def problems_of(folder, **options):
    with pytest.raises(InputError) as caught:
        read_sheets(folder, THEMES, **options)
    return str(caught.value).splitlines()


def cells(path, page="posts"):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[page].iter_rows()]


def test_each_coder_gets_a_blind_workbook_in_an_order_of_their_own(tmp_path):
    many = pd.DataFrame(
        {"post_id": [f"{n:03}" for n in range(40)], "created_at": POSTS["created_at"][0], "text": "t"}
    )
    sample = many[["post_id"]].assign(use="validation")
    paths = write_sheets(sample, many, THEMES, ["aigul", "bek"], tmp_path, seed=1)
    assert [path.name for path in paths] == ["aigul.xlsx", "bek.xlsx"]
    orders = [[row[0] for row in cells(path)[1:]] for path in paths]
    assert orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]) == sorted(many["post_id"])
    assert cells(paths[0])[0] == [
        "post_id",
        "use",
        "day",
        "language",
        "text",
        "meeting",
        "visit",
        "na",
        "comment",
    ]


def test_texts_are_text_and_not_formulas_or_damage(tmp_path):
    (path,) = write_sheets(SAMPLE, POSTS, THEMES, ["a"], tmp_path)
    page = openpyxl.load_workbook(path)["posts"]
    rows = {row[0].value: row for row in page.iter_rows(min_row=2)}
    assert (rows[IDS[0]][4].value, rows[IDS[0]][4].data_type) == ("=HYPERLINK(0)", "s")
    assert rows[IDS[1]][4].value == "Tokayev\nmet others"
    assert rows[IDS[0]][0].number_format == "@" and rows[IDS[0]][0].data_type == "s"


def test_codes_are_chosen_from_lists_and_the_codebook_is_on_the_second_sheet(tmp_path):
    (path,) = write_sheets(SAMPLE, POSTS, THEMES, ["a"], tmp_path)
    book = openpyxl.load_workbook(path)
    lists = book["posts"].data_validations.dataValidation
    assert [(str(one.sqref), one.formula1, one.promptTitle) for one in lists][:2] == [
        ("F2:F4", '"1,0"', "Кездесу"),
        ("G2:G4", '"1,0"', "Сапар"),
    ]
    assert book.sheetnames == ["posts", "codebook"]
    header, first = cells(path, "codebook")[:2]
    assert first[header.index("belongs.en")] == "• The ministers met.\n• Talks were held."
    assert first[header.index("belongs_not.en")] == "• We met the goal."
    assert not any("indicator" in column for column in header)


def test_one_theme_per_post_is_chosen_from_the_codebooks_ids(tmp_path):
    (path,) = write_sheets(SAMPLE, POSTS, THEMES, ["a"], tmp_path, single_label=True)
    (offer,) = openpyxl.load_workbook(path)["posts"].data_validations.dataValidation
    assert offer.formula1 == "=codebook!$A$2:$A$4"
    assert [row[0] for row in cells(path, "codebook")[1:]] == ["meeting", "visit", "na"]


def test_the_same_sheet_is_the_same_file(tmp_path):
    files = [write_sheets(SAMPLE, POSTS, THEMES, ["a"], tmp_path / name, seed=3)[0] for name in "xy"]
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {2000}


def test_a_sheet_that_is_there_is_never_overwritten(tmp_path):
    write_sheets(SAMPLE, POSTS, THEMES, ["a"], tmp_path)
    before = (tmp_path / "a.xlsx").read_bytes()
    with pytest.raises(StudyError, match="a.xlsx, sample.csv in .*: already there; move or rename"):
        write_sheets(SAMPLE, POSTS, THEMES, ["a", "b"], tmp_path)
    assert (tmp_path / "a.xlsx").read_bytes() == before and not (tmp_path / "b.xlsx").exists()


@pytest.mark.parametrize("coder", ["../x", "adjudicated", "codebook", "A", "a/b", ""])
def test_a_coders_name_is_never_a_path(tmp_path, coder):
    with pytest.raises(StudyError, match="cannot be a coder; name coders with small letters"):
        write_sheets(SAMPLE, POSTS, THEMES, [coder], tmp_path)


def test_a_filled_workbook_comes_back(tmp_path):
    (path,) = write_sheets(SAMPLE, POSTS, THEMES, ["a"], tmp_path)
    book = openpyxl.load_workbook(path)
    for row in book["posts"].iter_rows(min_row=2):
        row[5].value, row[6].value = 1, 0  # a spreadsheet makes numbers of what is typed
    book["posts"]["F4"].value = None
    book.save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        codes, odd = read_sheets(tmp_path, THEMES, known_posts=IDS)
    assert odd == [] and set(codes["coder"]) == {"a"}
    assert codes.groupby("variable")["value"].agg(list).to_dict() == {
        "meeting": ["1", "1"],
        "visit": ["0", "0", "0"],
    }
    assert codes.set_index("post_id").loc[IDS[0], "use"].unique().tolist() == ["validation"]


def test_a_category_called_na_is_not_a_blank(tmp_path):
    sheet(tmp_path, "a.csv", "1,NA", "2,meeting", "3,", header="post_id,theme")
    codes, _ = read_sheets(tmp_path, THEMES)
    assert codes[["post_id", "variable", "value"]].to_numpy().tolist() == [
        ["1", "theme", "na"],
        ["2", "theme", "meeting"],
    ]


def test_a_code_that_is_not_offered_is_a_problem_with_its_place(tmp_path):
    sheet(tmp_path, "a.csv", "1,1,0", "2,2,0", "3,NA,0", "4,x,0")
    assert problems_of(tmp_path) == [
        f"a.csv, row {row}, column meeting: '{value}': write 1 or 0; leave it empty only where the post could not be coded"
        for row, value in ((3, "2"), (4, "NA"), (5, "x"))
    ]


def test_a_misspelt_theme_is_named(tmp_path):
    sheet(tmp_path, "a.csv", "1,meting", header="post_id,theme")
    assert problems_of(tmp_path) == [
        "a.csv, row 2, column theme: 'meting': no theme of codebook.yaml; did you mean 'meeting'?; leave it empty only "
        "where the post could not be coded"
    ]


def test_a_misspelt_column_is_an_error_and_a_strange_one_is_odd(tmp_path):
    sheet(tmp_path, "a.csv", "1,1,1", header="post_id,meeting,vist")
    assert problems_of(tmp_path) == [
        "a.csv, row 1, column vist: no theme of codebook.yaml; did you mean 'visit'?"
    ]
    sheet(tmp_path, "a.csv", "1,1,1", header="post_id,meeting,mood of the day")
    _, odd = read_sheets(tmp_path, THEMES)
    assert [str(one) for one in odd] == [
        "a.csv, row 1, column mood of the day: no theme of codebook.yaml; the column is not read"
    ]


def test_a_sheet_without_ids_or_codes_says_what_is_missing(tmp_path):
    sheet(tmp_path, "a.csv", "1,hello", header="id,text")
    assert problems_of(tmp_path) == [
        "a.csv, row 1, column post_id: the header lacks it; found: id, text; for a table from elsewhere, name its columns "
        "under `coding: tables:` in study.yaml",
        "a.csv, row 1: no column of codes; add one per theme (meeting, visit, na), or one called theme",
    ]


def test_ids_that_a_spreadsheet_has_damaged_are_recognised(tmp_path):
    sheet(tmp_path, "a.csv", "1.84E+18,1,0", "1840000000000000000,1,0", "7,1,0", ",1,0")
    ids = ["1840000000000000123"]
    assert problems_of(tmp_path, known_posts=ids) == [
        "a.csv, row 2, column post_id: '1.84E+18': a spreadsheet has cut this id; paste it back into a cell of text",
        "a.csv, row 3, column post_id: '1840000000000000000': no such post; a spreadsheet has rounded the id: "
        "was it 1840000000000000123? paste it as text",
        "a.csv, row 4, column post_id: '7': no such post; is it a post of another study, or was it left out?",
        "a.csv, row 5, column post_id: '': empty; paste the id of the post",
    ]


def test_a_post_coded_twice_by_a_coder_is_refused_within_and_across_sheets(tmp_path):
    sheet(tmp_path, "a.csv", "1,1,0", "1,0,0")
    assert problems_of(tmp_path) == [
        "a.csv, row 3, column post_id: '1': coded in row 2 too; keep one of the two rows"
    ]
    sheet(tmp_path, "a.csv", "1,1,0")
    sheet(tmp_path, "b.csv", "1,a,1", header="post_id,coder,meeting")
    assert problems_of(tmp_path) == [
        "b.csv, row 2, column post_id: '1': another sheet has codes of a for this post; keep one"
    ]


def test_a_post_of_a_theme_is_of_the_theme_above_it(tmp_path):
    sheet(tmp_path, "a.csv", "1,0,1", "2,,1")
    assert problems_of(tmp_path) == [
        "a.csv, row 2, column meeting: '0': the post has visit, which is a kind of meeting; write 1, or 0 for both"
    ]


def test_sheets_of_other_forms_are_told_and_locks_are_passed_over(tmp_path):
    for name in ("a.ods", "B.XLSX", "~$a.xlsx", "README.md", "sample.csv"):
        (tmp_path / name).write_text("x")
    (tmp_path / "c.xlsx").write_text("not a workbook")
    found = problems_of(tmp_path)
    assert found[:2] == [
        "B.XLSX: rename it to end in .xlsx",
        "a.ods: save the sheet as .xlsx or .csv; this form is not read",
    ]
    assert len(found) == 3 and found[2].startswith("c.xlsx: not a workbook")


def test_one_theme_and_several_per_post_are_not_mixed(tmp_path):
    sheet(tmp_path, "a.csv", "1,visit", header="post_id,theme")
    sheet(tmp_path, "b.csv", "1,1,1")
    assert problems_of(tmp_path) == [
        "a.csv, column theme: this sheet gives one theme per post and another gives several; use one way"
    ]


def test_what_a_post_was_used_for_must_be_the_same_in_all_sheets(tmp_path):
    sheet(tmp_path, "a.csv", "1,validation,1", header="post_id,use,meeting")
    sheet(tmp_path, "b.csv", "1,indicators,1", "2,test,1", header="post_id,use,meeting")
    assert problems_of(tmp_path) == [
        "b.csv, row 3, column use: 'test': use one of: validation, indicators, or leave it empty",
        "b.csv, row 2, column use: 'indicators': a.csv says validation of post 1; say the same in all sheets",
    ]


def test_posts_that_only_others_coded_are_odd(tmp_path):
    sheet(tmp_path, "a.csv", "1,1,0", "2,1,0")
    sheet(tmp_path, "b.csv", "1,1,0")
    _, odd = read_sheets(tmp_path, THEMES)
    assert [str(one) for one in odd] == ["b.csv: 1 posts that others coded have no code of b"]


def test_a_folder_that_is_not_there_has_no_codes(tmp_path):
    codes, odd = read_sheets(tmp_path / "coding", THEMES)
    assert (
        codes.empty
        and odd == []
        and list(final_codes(codes)) == ["post_id", "variable", "value", "status", "use"]
    )


@pytest.fixture
def disputed(tmp_path):
    sheet(tmp_path, "a.csv", f"{IDS[0]},1,0", f"{IDS[1]},1,1", f"{IDS[2]},1,")
    sheet(tmp_path, "b.csv", f"{IDS[0]},1,0", f"{IDS[1]},1,0")
    return tmp_path


def test_disagreements_say_who_chose_what(disputed):
    found = disagreements(read_sheets(disputed, THEMES)[0])
    assert found[["post_id", "variable", "told"]].to_numpy().tolist() == [
        [IDS[1], "visit", "a: visit=1; b: visit=0"]
    ]
    assert found["adjudicated"].isna().all()


def test_final_codes_are_agreed_single_or_disputed(disputed):
    found = final_codes(read_sheets(disputed, THEMES)[0]).set_index(["post_id", "variable"])
    assert found.loc[(IDS[0], "meeting"), ["value", "status"]].tolist() == ["1", "agreed"]
    assert found.loc[(IDS[2], "meeting"), ["value", "status"]].tolist() == ["1", "single"]
    assert found.loc[(IDS[1], "visit"), "status"] == "disputed" and pd.isna(
        found.loc[(IDS[1], "visit"), "value"]
    )


def test_the_adjudicated_sheet_wins(disputed):
    path = write_adjudication(read_sheets(disputed, THEMES)[0], POSTS, THEMES, disputed)
    header, only = cells(path)
    assert only[header.index("codes")] == "a: visit=1; b: visit=0"
    assert (only[header.index("meeting")], only[header.index("visit")]) == ("1", None)
    book = openpyxl.load_workbook(path)
    book["posts"].cell(row=2, column=header.index("visit") + 1).value = 0
    book.save(path)
    codes, odd = read_sheets(disputed, THEMES)
    final = final_codes(codes).set_index(["post_id", "variable"])
    assert final.loc[(IDS[1], "visit"), ["value", "status"]].tolist() == ["0", "adjudicated"]
    assert disagreements(codes)["adjudicated"].tolist() == ["0"]
    with pytest.raises(StudyError, match="adjudicated.xlsx in .*already there"):
        write_adjudication(codes, POSTS, THEMES, disputed)


def test_a_sampled_post_without_a_text_is_named(tmp_path):
    with pytest.raises(StudyError, match="1 posts of the sample are not among the posts, the first is 9"):
        write_sheets(pd.DataFrame({"post_id": ["9"], "use": "validation"}), POSTS, THEMES, ["a"], tmp_path)


def test_the_codebook_page_lists_kinds_in_order():
    assert list(codebook_page(THEMES)) == [
        "theme", "under", "label.kk", "label.en", "definition.en", "belongs.en", "belongs_not.en",
    ]  # fmt: skip


def test_one_theme_a_post_says_of_each_theme_whether_the_post_has_it(tmp_path):
    sheet(tmp_path, "a.csv", "1,visit", "2,na", "3,meeting", header="post_id,theme")
    sheet(tmp_path, "b.csv", "1,meeting", header="post_id,theme")
    codes, _ = read_sheets(tmp_path, THEMES)
    found = each_theme(codes, {"meeting": [], "visit": ["meeting"], "na": [], "trade": []})
    table = found[found["coder"] == "a"].pivot(index="variable", columns="post_id", values="value")
    assert table.T.to_dict("list") == {
        "theme": ["visit", "na", "meeting"],
        "meeting": ["1", "0", "1"],
        "visit": ["1", "0", "0"],
        "na": ["0", "1", "0"],
    }
    final = final_codes(found).set_index(["post_id", "variable"])["status"]
    assert final["1"].to_dict() == {
        "theme": "disputed",
        "meeting": "agreed",
        "visit": "disputed",
        "na": "agreed",
    }


def test_themes_coded_one_by_one_stay_as_they_are(disputed):
    codes, _ = read_sheets(disputed, THEMES)
    assert each_theme(codes, {"meeting": [], "visit": ["meeting"], "na": []}) is codes
