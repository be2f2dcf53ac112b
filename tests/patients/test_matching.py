"""Look-alikes: a labelled table of pairs, and the words each is shown with."""

from datetime import date

import pytest

from patients.matching import Person, Reason, reasons, score, suggested

# On file | typed at the desk | same person? | reasons expected, strongest first
# A person is "Family, Given; birth date or ~year; phone; postcode house; #authority value", any of it left out.
PAIRS = """
Okafor, Amara; 1958-03-14                         | Okafor, Amara; 1958-03-14                        | same  | name, birth
OKAFOR, amara; 1958-03-14                         | okafor, AMARA; 1958-03-14                        | same  | name, birth
Okafor, Amara; 1958-03-14                         | Okaffor, Amarra; 1958-03-14                      | same  | birth, name_typo
Okafor, Amara; 1958-03-14                         | Amara, Okafor; 1958-03-14                        | same  | name_swapped, birth
Okafor, Amara; 1958-03-14                         | Okafor, Amara; 1985-03-14                        | same  | name, birth_digit
Okafor, Amara; 1958-03-04                         | Okafor, Amara; 1958-04-03                        | same  | name, birth_swapped
Okafor, Amara; 1958-03-14                         | Okafor, Amara                                    | same  | name
Okafor, Amara; 1958-03-14                         | Okafor, Amara; ~1955                             | same  | name, birth_estimated
O'Brien, Sean; 1971-07-02                         | Obrien, Sean; 1971-07-02                         | same  | name, birth
O’Brien, Seán; 1971-07-02                         | O Brien, Sean; 1971-07-02                        | same  | name, birth
Ó Briain, Seán; 1971-07-02                        | O'Brien, Sean; 1971-07-02                        | same  | birth, name_sound
Müller, Jürgen; 1949-11-30                        | Mueller, Juergen; 1949-11-30                     | same  | birth, name_typo
Åström, Björn; 1962-05-19                         | Astrom, Bjorn; 1962-05-19                        | same  | name, birth
Łukasiewicz, Paweł; 1980-01-09                    | Lukasiewicz, Pawel; 1980-01-09                   | same  | name, birth
Nuñez, José; 1966-08-21                           | Nunez, Jose; 1966-08-21                          | same  | name, birth
García López, María José; 1975-02-11              | Garcia, Maria; 1975-02-11                        | same  | birth, name_part
García López, María; 1975-02-11                   | López García, María; 1975-02-11                  | same  | birth, name_order
García López, María; 1975-02-11                   | Gracia Lopez, Maria; 1975-02-11                  | same  | birth, name_typo
da Silva Santos, Ana Maria; 1990-10-05            | Santos, Ana Maria da Silva; 1990-10-05           | same  | birth, name_order
da Silva Santos, Ana Maria; 1990-10-05            | Santos, Ana; 1990-10-05                          | same  | birth, name_part
de la Cruz, Rosa; 1988-12-01                      | Delacruz, Rosa; 1988-12-01                       | same  | name, birth
Smith-Jones, Emily; 1995-06-17                    | Smith Jones, Emily; 1995-06-17                   | same  | name, birth
Smith-Jones, Emily; 1995-06-17                    | Jones, Emily; 1995-06-17                         | same  | birth, name_part
Smith-Jones, Emily; 1995-06-17                    | Jones-Smith, Emily; 1995-06-17                   | same  | birth, name_order
van der Berg, Anneke; 1953-04-08                  | Vanderberg, Anneke; 1953-04-08                   | same  | name, birth
Suharto; 1950-09-27                               | Suharto; 1950-09-27                              | same  | name, birth
Suharto; 1950-09-27                               | , Suharto; 1950-09-27                            | same  | name, birth
Suharto; 1950-09-27                               | Soeharto; 1950-09-27                             | same  | birth, name_sound
Suharto; 1950-09-27                               | Suharto, Ahmad; 1950-09-27                       | same  | birth, family_only
Stephens, Catherine; 1969-03-23                   | Stevens, Katharine; 1969-03-23                   | same  | birth, name_sound
Hussein, Mohammed; 1984-07-15                     | Husain, Muhamad; 1984-07-15                      | same  | birth, name_sound
Schmidt, Geoffrey; 1941-05-05                     | Schmitt, Jeffrey; 1941-05-05                     | same  | birth, name_sound
Thompson, Alan; 1977-09-09                        | Tomson, Allen; 1977-09-09                        | same  | birth, name_sound
Nguyen, Thi Hoa; 1968-02-02                       | Ngyuen, Thi Hoa; 1968-02-02                      | same  | birth, name_typo
Nguyen, Van Minh; 1968-02-20                      | Minh, Nguyen Van; 1968-02-20                     | same  | birth, name_order
Kim, Min-jun; 2001-01-30                          | Kim, Minjun; 2001-01-30                          | same  | name, birth
Kim, Min-jun; 2001-01-30                          | Min Jun, Kim; 2001-01-30                         | same  | name_swapped, birth
Ivanova, Anna; 1959-10-10; 212-555-0142           | Ivanov, Anna; 1959-10-01; (212) 555-0142         | same  | name_typo, phone, birth_digit
Ivanova, Anna; 1959-10-10; 212-555-0142           | Ivanova, Anna; 555-0142                          | same  | name, phone
Ivanova, Anna; +46 70 123 45 67                   | Ivanova, Ana; 070-123 45 67                      | same  | name_sound, phone
Taylor, J; 1947-12-12                             | Taylor, James; 1947-12-12                        | same  | birth, name_part
Walker, Grace; 1992-04-25; 212-555-0111           | Murphy, Grace; 1992-04-25; 212-555-0111          | same  | birth, phone, given
Walker, Grace; 1992-04-25                         | Murphy, Grace; 1992-04-25                        | same  | birth, given
Lindqvist, Eva; 1938-06-06; 11122 14B             | Lindkvist, Eva; 1938-06-08; 111 22 14 b          | same  | name_typo, birth_digit, address
Adeyemi, Tunde; #SSN 000-12-3456                  | Johnson, Michael; #ssn 000123456                 | same  | identifier
Adeyemi, Tunde; 1970-01-15                        | Adeyemi, Tunde Samuel; 1970-01-15                | same  | birth, name_part
Oyelaran, Folasade; 1981-11-03                    | Oyelaran, Sade; 1981-11-03                       | same  | birth, twin
Петрова, Анна; 1964-05-14                         | ПЕТРОВА, АННА; 1964-05-14                        | same  | name, birth
محمد, علي; 1979-03-03                             | محمد, علي; 1979-03-03                            | same  | name, birth
Haile, Abebe; ~1950                               | Haile, Abebe; ~1953                              | same  | name, birth_estimated
Robert, Brown; 1930-02-08                         | Brown, Robbert; 1930-08-02                       | same  | name_swapped, birth_swapped
Wu, Xiu Ying; 1956-07-19                          | Wu, Xiuying; 1956-07-19; 212-555-0177            | same  | name, birth
Jones, Peggy; 1944-04-04                          | Jones, Margaret; 1944-04-14; 212-555-0160        | same  | birth_digit, family
Bianchi, Rosa; 1936-01-20                         | Verdi, Rosina; 1936-01-20; 212-555-0161          | same  | birth
Smith, John; 1950-05-05                           | Smith, John; 1983-11-21                          | other | name, birth_other
Garcia, Maria; 1990-01-17                         | Garcia, Maria; 1964-06-28                        | other | name, birth_other
Garcia, Maria; 1990-01-17                         | Garcia, Marta; 1962-08-09                        | other | name_typo, birth_other
Patel, Nisha; 1985-02-14                          | Patel, Rakesh; 1985-09-30                        | other | family, birth_other
Patel, Nisha; 1985-02-14; 212-555-0150; 10001 7   | Patel, Rakesh; 1982-09-30; 212-555-0150; 10001 7 | other | phone, address, family, birth_other
Patel, Nisha; 212-555-0150; 10001 7               | Patel, Rakesh; 212-555-0150; 10001-4321 7        | other | phone, address, family
Chen, Wei; 1972-03-12                             | Chang, Wei; 1951-08-27                           | other | given, birth_other
Nguyen, Lan; 1980-08-18                           | Nguyen, Mai; 1981-05-27                          | other | family, birth_other
Okafor, Amara; 1958-03-14                         | Okonkwo, Chidi; 1961-12-29                       | other |
Brown, James; 1960-01-13                          | James, Peter; 1975-08-22                         | other |
Martin, Paul; 1959-09-19                          | Paul, Simon; 1978-04-26                          | other |
Lee, Ann; 1966-06-16                              | Li, An; 1983-12-09                               | other |
Smith, Anna                                       | Smith, Peter; 1970-07-27                         | other | family
Kowalska, Maria; ~1940                            | Nowak, Maria; ~1941                              | other | birth_estimated, given
Kowalska, Maria; ~1940                            | Kowalska, Ewa; ~1942                             | other | birth_estimated, family
Ali, Fatima; 1999-05-23                           | Alvi, Fadil; 1972-11-04                          | other |
Andersson, Karin; 11122 14                        | Berg, Nils; 11122 14                             | other | address
Andersson, Karin; 212-555-0199                    | Berg, Nils; 212-555-0199                         | other | phone
Hill, Tom; 1974-04-24; #MRN 204310                | Hill, Ida; 1951-01-31; #MRN 204311               | other | family, birth_other
Hill, Tom; #MRN 204310                            | Ray, Ida; #SSN 204310                            | other |
Silva, Ana; 1990-10-05                            | Silva, Bruno; 1969-08-17                         | other | family, birth_other
O'Brien, Sean; 1971-07-02                         | O'Neill, Siobhan; 1986-10-29                     | other |
Young, Ruth; 1949-02-23                           | Young, Ruth; 1978-12-16; 212-555-0101            | other | name, birth_other
Ortiz, Luz; 2026-11-01                            | Ortiz, Leo; 2026-11-01                           | other | birth, twin
King, Carl; 1951-03-19; 212-555-0123; 10002 9     | King, Carl; 1979-10-26; 212-555-0123; 10002 9    | other | name, phone, address, birth_other
Shah, Dev; 1990-12-24                             | Rossi, Elena; 1990-12-24                         | other | birth
Lopez, Ana; 1987-07-07                            | Moreno, Ana; 1987-07-07                          | other | birth, given
"""


def person(text):
    names, *facts = (fact.strip() for fact in text.split(";"))
    family, _, given = (name.strip() for name in names.partition(","))
    known = {"family": family, "given": given}
    for fact in facts:
        if fact.startswith("~"):
            known["estimated_birth_year"] = int(fact[1:])
        elif fact.startswith("#"):
            known["identifiers"] = [tuple(fact[1:].split(" ", 1))]
        elif fact[4:5] == "-" and len(fact) == 10:
            known["birth_date"] = date.fromisoformat(fact)
        elif "555" in fact or fact.startswith(("+", "0")):
            known["phones"] = [fact]
        else:
            split = fact.rindex(" ", 0, fact.rindex(" ") if fact.endswith(" b") else None)
            known["postcode"], known["house_number"] = fact[:split], fact[split + 1 :]
    return Person(**known)


def pairs():
    for line in PAIRS.strip().splitlines():
        on_file, typed, label, kinds = (cell.strip() for cell in line.split("|"))
        yield on_file, typed, label == "same", [kind.strip() for kind in kinds.split(",") if kind]


@pytest.mark.parametrize(("on_file", "typed", "same", "kinds"), pairs())
def test_reasons_of_each_pair_are_the_same_both_ways(on_file, typed, same, kinds):
    one, other = person(on_file), person(typed)
    assert [reason.kind for reason in reasons(one, other)] == kinds
    assert [reason.kind for reason in reasons(other, one)] == kinds


def test_precision_and_recall():
    """A missed duplicate is worse than a needless look, so recall is held higher than precision."""
    answers = [
        (bool(suggested(person(typed), [(0, person(on_file))])), same) for on_file, typed, same, _ in pairs()
    ]
    hits = sum(shown and same for shown, same in answers)
    shown, truly = sum(shown for shown, _ in answers), sum(same for _, same in answers)
    assert len(answers) >= 80
    assert truly >= 50
    assert hits / truly >= 0.95, f"recall {hits}/{truly}"
    assert hits / shown >= 0.90, f"precision {hits}/{shown}"


def test_what_the_clerk_reads():
    on_file = person("Okafor, Amara; 1958-03-04; 212-555-0142; 10001 12; #MRN 204310")
    typed = person("Amara, Okafor; 1958-04-03; +1 (212) 555-0142; 10001-1234 12; #mrn 204310 ")
    assert [reason.phrase for reason in reasons(on_file, typed)] == [
        "same identifier (MRN)",
        "same name, family and given name swapped",
        "birth day and month swapped",
        "same phone",
        "same postcode and house number",
    ]
    assert score(reasons(on_file, typed)) == 100


def test_twins_are_shown_but_not_as_a_misspelling():
    luz, leo = person("Ortiz, Luz; 2026-11-01"), person("Ortiz, Leo; 2026-11-01")
    (suggestion,) = suggested(leo, [("luz", luz)])
    phrases = [reason.phrase for reason in suggestion.reasons]
    assert phrases == ["same birth date", "same family name, other given name: perhaps a twin"]
    again = [reason.phrase for reason in reasons(luz, person("Ortis, Luz; 2026-11-01"))]
    assert "perhaps a twin" not in " ".join(again)


def test_while_only_a_name_is_typed_less_is_enough():
    on_file = person("Okafor, Amara; 1958-03-14")
    for typed in ("Okafor", ", Amara", "Okaffor, Amarra", "Amara, Okafor"):
        assert suggested(person(typed), [(0, on_file)]), typed
    assert not suggested(person("Okafor; 1990-12-31"), [(0, on_file)]), "the birth date speaks against it"
    assert not suggested(Person(), [(0, on_file)])


def test_best_first():
    files = [
        "Okafor, Ada; 1958-03-14",
        "Okafor, Amara; 1958-03-14",
        "Okafor, Amara",
        "Nowak, Ewa; 1931-08-08",
    ]
    found = suggested(person("Okafor, Amara; 1958-03-14"), [(text, person(text)) for text in files])
    assert [suggestion.candidate for suggestion in found] == [files[1], files[0], files[2]]
    assert [suggestion.score for suggestion in found] == [76, 48, 40]


def test_earlier_names_count():
    married = Person("Murphy", "Grace", date(1992, 4, 25), other_names=[("Walker", "Grace")])
    assert reasons(married, person("Walker, Grace; 1992-04-25")) == [Reason("name"), Reason("birth")]


def test_nothing_in_common_gives_no_reasons_even_against():
    assert reasons(person("Okafor, Amara; 1958-03-14"), person("Nowak, Ewa; 1931-08-08")) == []


def test_identifiers_need_authority_and_value():
    assert reasons(Person(identifiers=[("MRN", "")]), Person(identifiers=[("MRN", " ")])) == []
    assert reasons(Person(identifiers=[("MRN", "204310")]), Person(identifiers=[("SSN", "204310")])) == []


def test_a_huge_name_does_not_hold_up_the_desk():
    huge = Person("a" * 10_000_000, "b" * 10_000_000, phones=["1" * 10_000_000])
    assert reasons(huge, huge) == [Reason("name"), Reason("phone")]
