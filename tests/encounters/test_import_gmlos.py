"""The table of expected stays: columns as CMS names them, all of a file or nothing, and twice is once."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from encounters.models import ExpectedStay, StayImport
from encounters.table5 import Faulty, read

HEADING = (
    "MS-DRG,FY 2027 Final Post-Acute DRG,FY 2027 Final Special Pay DRG,MDC,TYPE,MS-DRG Title,Weights,"
    "Geometric mean LOS,Arithmetic mean LOS"
)
# Invented figures: the application ships none.
ROWS = """TABLE 5 (invented for this test),,,,,,,,
{heading}
1,No,No,PRE,SURG,"HEART, WITH EXTRAS",27.1234,29.1,38.7
291,Yes,No,05,MED,INVENTED FAILURE WITH MCC,1.2345,4.1,5.2
998,No,No,**,**,NOT A GROUP,0.0000,0.0,0.0
Notes: figures of this test mean nothing,,,,,,,,
"""


@pytest.fixture
def file(tmp_path):
    def write(text, name="table5.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def run(path, **more):
    call_command("import_gmlos", str(path), year=more.pop("year", 2027), source="A test", **more)


def test_reads_the_columns_of_cms():
    first, second, last = read(ROWS.format(heading=HEADING))
    assert (first.drg, first.title, first.gmlos) == ("001", "HEART, WITH EXTRAS", Decimal("29.1"))
    assert (second.drg, second.post_acute, second.special_pay) == ("291", True, False)
    assert second.weight == Decimal("1.2345")
    assert second.amlos == Decimal("5.2")
    assert last.gmlos is None


@pytest.mark.parametrize(
    "heading",
    [
        HEADING.lower(),
        HEADING.replace("MS-DRG,", "MSDRG,", 1),
        HEADING.replace("Geometric mean LOS", "GMLOS").replace("Arithmetic mean LOS", "AMLOS"),
        HEADING.replace("Final Post-Acute", "NPRM Postacute"),
        '"' + '","'.join(HEADING.split(",")) + '"',
    ],
)
def test_the_heading_may_be_spelled_otherwise(heading):
    assert [row.post_acute for row in read(ROWS.format(heading=heading))] == [False, True, False]


def test_tabs_do_as_well():
    plain = (
        ROWS.replace('"HEART, WITH EXTRAS"', "HEART")
        .replace(",", "\t")
        .format(heading=HEADING.replace(",", "\t"))
    )
    assert [row.drg for row in read(plain)] == ["001", "291", "998"]


def test_a_heading_over_two_lines_counts_its_lines():
    two = HEADING.replace("Geometric mean LOS", '"Geometric\nmean LOS"')
    with pytest.raises(Faulty, match=r"Line 5, column 8 \(gmlos\): 'four' is no number"):
        read(ROWS.format(heading=two).replace(",4.1,", ",four,"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",4.1,", ",four,", r"Line 4, column 8 \(gmlos\): 'four' is no number"),
        (",4.1,", ",-4.1,", r"Line 4, column 8 \(gmlos\): '-4.1' is not between"),
        ("291,", "29l,", r"Line 4, column 1 \(drg\)"),
        ("291,Yes", "291,Maybe", r"Line 4, column 2 \(post_acute\): 'Maybe' is neither"),
        ("291,Yes", "1,Yes", "MS-DRG 001: this group comes twice"),
        ("INVENTED FAILURE WITH MCC", "", r"Line 4, column 6 \(title\): the title is missing"),
        ("Geometric mean LOS", "Stay", "No line is the heading"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_imported(db, file, old, new, said):
    path = file(ROWS.format(heading=HEADING).replace(old, new))
    with pytest.raises(CommandError, match=said) as wrong:
        run(path)
    assert "Nothing was imported." in str(wrong.value)
    assert not ExpectedStay.objects.exists()
    assert not StayImport.objects.exists()


def test_every_bad_row_is_named_at_once(db, file):
    text = ROWS.format(heading=HEADING).replace(",4.1,", ",four,").replace(",29.1,", ",x,")
    with pytest.raises(CommandError) as wrong:
        run(file(text))
    assert "Line 3" in str(wrong.value)
    assert "Line 4" in str(wrong.value)


def test_imports_and_the_same_file_again_changes_nothing(db, file, capsys):
    path = file(ROWS.format(heading=HEADING))
    run(path)
    rows = list(ExpectedStay.objects.order_by("drg").values_list("drg", "gmlos", "version"))
    assert rows == [("001", Decimal("29.10"), 1), ("291", Decimal("4.10"), 1), ("998", None, 1)]
    run(path)
    assert list(ExpectedStay.objects.order_by("drg").values_list("drg", "gmlos", "version")) == rows
    assert StayImport.objects.get().rows == 3
    assert "nothing changed" in capsys.readouterr().out


def test_a_corrected_file_changes_what_differs_and_keeps_the_rest(db, file):
    run(file(ROWS.format(heading=HEADING)))
    run(file(ROWS.format(heading=HEADING).replace(",4.1,", ",4.3,"), "corrected.csv"))
    assert ExpectedStay.objects.get(drg="291").gmlos == Decimal("4.30")
    assert ExpectedStay.objects.get(drg="291").version == 2
    assert ExpectedStay.objects.get(drg="001").version == 1


def test_another_year_stands_beside_it(db, file):
    path = file(ROWS.format(heading=HEADING))
    run(path)
    run(path, year=2028)
    assert ExpectedStay.objects.filter(drg="291").count() == 2


def test_invented_rows_say_so(db, file):
    run(file(ROWS.format(heading=HEADING)), invented=True)
    assert ExpectedStay.objects.filter(brought__invented=True).count() == 3


def test_a_file_that_is_not_there_is_a_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.csv")


def test_no_figure_is_shipped():
    from django.conf import settings

    shipped = [
        path for path in (settings.BASE_DIR / "encounters").rglob("*") if path.suffix in (".csv", ".tsv")
    ]
    assert shipped == []
