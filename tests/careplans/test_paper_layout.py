"""The patient's plan as a paper, from data alone: a tagged PDF whose numbers are the plan's, whatever was typed."""

import io
import re
from collections import Counter
from datetime import UTC, datetime

import pypdf
import pytest
from django.core.exceptions import ImproperlyConfigured

from careplans.sheet import Aim, Contact, Medicine, Sheet, Step, Text, Visit, laid_out, texts
from core import papers
from core.figures import numbers
from policy.segments import digest

AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
SHEET = Sheet(
    place="Northside Hospital",
    name='OKAFOR, Amara "Amy"',
    person=("OKAFOR, Amara", "born Fri 14 Mar 1958", "MRN 204310"),
    printed="Printed Tue 3 Nov 2026, 14:30 by M. Svensson",
    matters="To dance at the wedding.",
    purpose="Home for the wedding",
    aims=(
        Aim(
            text="Walk to church without a rest.",
            own=Text("Ka m jee ụka", "ig"),
            target="200 m",
            due="Fri 20 Nov 2026",
            steps=(
                Step("Nurse case manager", "Weigh yourself. Drink at most 1.5 L.", "Every day", "4 Nov 2026"),
            ),
        ),
    ),
    visits=(Visit("Tue 10 Nov 2026, 10:00", "Heart clinic", "Room 417", "Your 3 lists"),),
    medicines=(Medicine("Furosemide 40 mg", "1 tablet at 8:00"),),
    contacts=(Contact("M. Svensson", "Case manager", "555-0100"),),
    explained=(("edema", "swelling"),),
)
SPANISH = {
    digest("Weigh yourself."): "Pésese.",
    digest("Walk to church without a rest."): "Caminar a la iglesia sin descansar.",
    digest("My goals"): "Mis metas",
    digest("Interpreter needed"): "Se necesita intérprete",
}


def made(
    sheet: Sheet = SHEET, language: str = "en", stored: dict[str, str] | None = None, large: bool = False
):
    paper = papers.paper("plan", laid_out(sheet, language=language, stored=stored or {}, large=large), at=AT)
    return paper, pypdf.PdfReader(io.BytesIO(paper.pdf))


def text_of(reader: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def kinds(node, found: Counter) -> Counter:
    """The structure elements of a tagged PDF, by kind."""
    node = node.get_object()
    if isinstance(node, dict):
        if "/S" in node:
            found[node["/S"]] += 1
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kinds(kid, found)
    return found


def test_it_is_a_tagged_pdf_in_its_language_with_a_title_and_headings() -> None:
    paper, reader = made()
    root = reader.trailer["/Root"]
    assert paper.tagged
    assert paper.pdf.startswith(b"%PDF-")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata.title == "My care plan"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    tags = kinds(root["/StructTreeRoot"], Counter())
    assert tags["/H1"] == 1
    assert tags["/H2"] == 7
    assert tags["/H3"] == 1
    assert tags["/L"] == 5
    assert tags["/LI"] == 5


def test_every_number_of_the_plan_is_on_it_and_no_other() -> None:
    _paper, reader = made()
    days = [*(aim.due for aim in SHEET.aims), *(step.starts for aim in SHEET.aims for step in aim.steps)]
    days += [visit.at for visit in SHEET.visits]
    named = [*(one.name for one in SHEET.medicines), *(one.phone for one in SHEET.contacts)]
    whole = " ; ".join([*texts(SHEET), SHEET.printed, *SHEET.person, *days, *named, "1"])
    told = re.sub(r"Page\s+\d+ / \d+", "", text_of(reader))
    assert set(numbers(told)) == set(numbers(whole))
    for amount in ("1.5 L", "40 mg", "200 m", "8:00", "10:00", "555-0100"):
        assert amount in told


def test_each_page_says_whose_it_is_and_which_page_of_how_many() -> None:
    many = Sheet(**{**SHEET.__dict__, "aims": SHEET.aims * 12})
    _paper, reader = made(many)
    pages = len(reader.pages)
    assert pages > 2
    for n, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert f"Page {n} / {pages}" in " ".join(text.split())
        assert "MRN 204310" in text
        assert "14:30 by M. Svensson" in text


@pytest.mark.parametrize(
    "typed",
    [
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0": *',
        "$ x^2 $ *bold* _it_ `raw` <label> @ref = Heading",
        '"]; #panic("x") //',
        "\\u{41} \\ #{1+1}",
        "</text><script>alert(1)</script>",
    ],
)
def test_what_somebody_typed_stays_text(typed: str) -> None:
    sheet = Sheet(**{**SHEET.__dict__, "matters": typed, "purpose": typed, "name": typed, "person": (typed,)})
    _paper, reader = made(sheet)
    told = re.sub(r"\s", "", text_of(reader))
    assert re.sub(r"\s", "", typed) in told


def test_signs_that_cannot_be_seen_are_left_out() -> None:
    turned = Sheet(**{**SHEET.__dict__, "purpose": "Take \u202e05\u202c mg\x07 now\x00"})
    paper, reader = made(turned)
    assert paper.tagged
    assert "\u202e" not in text_of(reader)
    assert "05" in text_of(reader)


def test_large_print_has_letters_of_eighteen_points() -> None:
    sizes = {}
    for large in (False, True):
        _paper, reader = made(large=large)
        found: Counter[float] = Counter()
        for page in reader.pages:
            page.extract_text(
                visitor_text=lambda text, cm, tm, font, size, found=found: found.update(
                    {round(abs(size * tm[3] * cm[3])): len(text.strip())}
                )
            )
        sizes[large] = found.most_common(1)[0][0]
    assert sizes == {False: 14, True: 18}


def test_a_stored_translation_is_used_and_what_has_none_is_marked() -> None:
    paper, reader = made(language="es", stored=SPANISH)
    told = " ".join(text_of(reader).split())
    assert paper.tagged
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert "Mis metas" in told
    assert "Pésese. Drink at most 1.5 L. Se necesita intérprete" in told
    assert "Caminar a la iglesia sin descansar. Se" not in told
    assert "200 m Se" not in told
    assert "Ask us for an interpreter" in told
    assert "Nurse case manager Se" not in told


def test_a_paper_in_the_language_of_the_record_asks_for_nobody() -> None:
    told = text_of(made()[1])
    assert "nterpreter" not in told


def test_what_the_patient_said_in_their_language_is_tagged_with_it() -> None:
    _paper, reader = made()
    assert reader.pages[0].get_contents().get_data().count(b"/Lang(ig)") == 1


def test_a_paper_from_right_to_left_is_tagged_and_keeps_its_numbers() -> None:
    stored = {
        digest("Weigh yourself."): "زن نفسك كل صباح.",
        digest("Drink at most 1.5 L."): "اشرب 1.5 لتر على الأكثر.",
    }
    paper, reader = made(language="ar", stored=stored)
    assert paper.tagged
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    assert "1.5" in text_of(reader)


def test_a_letter_that_no_typeface_has_costs_the_tags_and_not_the_paper(caplog) -> None:
    paper, reader = made(Sheet(**{**SHEET.__dict__, "purpose": "Home \U00013080"}))
    assert not paper.tagged
    assert "14:30 by M. Svensson" in text_of(reader)
    [line] = [record for record in caplog.records if record.name == "core.papers"]
    assert "\U00013080" not in line.getMessage()
    assert line.event == "plan"


def test_letters_at_hand_are_known() -> None:
    assert papers.drawable("Ağrı, Größe, Вес, Βάρος, Cân nặng, وزن, משקל, 体重, वजन")
    assert not papers.drawable("ክብደት")


def test_without_typefaces_no_paper_is_made(settings, tmp_path) -> None:
    settings.PAPER_FONTS = [str(tmp_path)]
    with pytest.raises(ImproperlyConfigured, match="typefaces"):
        made()


@pytest.mark.parametrize(("size", "width"), [("us-letter", 612), ("a4", 595)])
def test_the_site_says_the_size_of_its_paper(settings, size: str, width: int) -> None:
    settings.PAPER_SIZE = size
    _paper, reader = made()
    assert int(reader.pages[0].mediabox.width) == width
