from encounters import dispositions as d


def test_the_sets_are_those_of_the_table():
    everything = d.DIED | d.AGAINST_ADVICE | d.ACUTE_TRANSFER | d.COMMUNITY | d.POST_ACUTE | d.STILL_HERE
    assert everything <= set(d.CODES)
    assert len(d.CODES) == len(set(d.CODES)) == 40
    assert set(d.READMISSION_PLANNED.values()) <= set(d.LABELS)


def test_a_planned_readmission_says_the_same_place():
    assert d.label("03") == "Skilled nursing facility"
    assert d.label("83") == "Skilled nursing facility, readmission planned"
    assert d.label("xx") == "xx"


def test_nobody_plans_a_death_or_a_flight():
    assert not set(d.PLANNABLE) & (d.DIED | d.AGAINST_ADVICE | d.STILL_HERE)
    assert "20" in d.LEAVINGS
    assert "30" not in d.LEAVINGS
