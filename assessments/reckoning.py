"""Every index of a case from what is known, as it is kept and as it is shown. Pure but for the words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.known import TYPED, Known
from assessments.models import Score
from assessments.risk import acuity, charlson, hospital, lace
from assessments.risk.arithmetic import Band, Result

Kind = Score.Kind
# Cancers that count as oncology in the simplified score.
CANCERS = frozenset({"tumour", "leukaemia", "lymphoma", "metastatic"})
# The inputs of each index, in the order they are shown.
INPUTS: Mapping[str, tuple[str, ...]] = {
    Kind.LACE: tuple(lace.PARTS),
    Kind.HOSPITAL: tuple(hospital.PARTS),
    Kind.EARLY_HOSPITAL: tuple(code for code in hospital.PARTS if code != "procedure"),
    Kind.CHARLSON: tuple(charlson.PARTS),
    Kind.ACUITY: tuple(acuity.PARTS),
}
LABELS: Mapping[str, Mapping[str, Any]] = {
    Kind.LACE: lace.PARTS,
    Kind.HOSPITAL: hospital.PARTS,
    Kind.EARLY_HOSPITAL: hospital.SIMPLE_PARTS,
    Kind.CHARLSON: charlson.PARTS,
    Kind.ACUITY: acuity.PARTS,
}
BANDS = {
    Kind.LACE: lace.BANDS,
    Kind.HOSPITAL: hospital.BANDS,
    Kind.EARLY_HOSPITAL: hospital.SIMPLE_BANDS,
    Kind.ACUITY: acuity.BANDS,
}
# Which hang on the length of a stay that has not ended yet.
BY_STAY = (Kind.LACE, Kind.HOSPITAL, Kind.EARLY_HOSPITAL, Kind.ACUITY)


def bands(kind: str) -> tuple[Band, ...]:
    """The bands of an index; none for one that has no agreed classes."""
    return BANDS.get(Kind(kind), ())


@dataclass(frozen=True)
class Reckoned:
    """One index as it comes out now."""

    kind: str
    result: Result
    inputs: dict[str, Any]
    projected: bool

    @property
    def facts(self) -> dict[str, Any]:
        """The columns of a score."""
        found, band = self.result, self.result.band
        total = None if found.total is None else Decimal(found.total)
        return {
            "inputs": self.inputs,
            "points": {
                part.code: part.low if not part.open else [part.low, part.high] for part in found.parts
            },
            "missing": list(found.missing),
            "total": total,
            "low": Decimal(found.low),
            "high": Decimal(found.high),
            "band": band.code if band else "",
            "band_label": str(band.label) if band else "",
            "projected": self.projected,
            "rules": found.version,
        }


def everything(known: Known, version: str = "2016") -> dict[str, Reckoned]:
    """Every index by its kind."""
    of_lace = lace.score(_lace(known))
    results = {
        Kind.LACE: of_lace,
        Kind.HOSPITAL: hospital.score(_hospital(known, known.get("oncology")), version),
        Kind.EARLY_HOSPITAL: hospital.simplified(_hospital(known, _cancer(known))),
        Kind.CHARLSON: charlson.score(
            charlson.Charlson(_conditions(known), bool(known.get("reviewed")), known.get("age"))
        ),
        Kind.ACUITY: acuity.score(_acuity(known, of_lace)),
    }
    return {str(kind): _reckoned(str(kind), found, known, of_lace) for kind, found in results.items()}


def same(score: Score, now: Reckoned) -> bool:
    """Whether a score on record is what comes out now: the same inputs and points; that a stay grew alone is no change."""
    facts = now.facts
    before = {name: getattr(score, name) for name in ("points", "missing", "projected", "rules", "band")}
    return before == {name: facts[name] for name in before} and _fixed(score.inputs) == _fixed(now.inputs)


def _fixed(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {k: v for k, v in said.items() if k != "at_least"} for name, said in inputs.items()}


def _reckoned(kind: str, found: Result, known: Known, of_lace: Result) -> Reckoned:
    said: dict[str, Callable[[], dict[str, Any]]] = {
        "days": lambda: _said_days(known),
        "conditions": lambda: _said_conditions(known),
        "lace": lambda: {"value": [band.code for band in of_lace.bands], "source": "scored"},
    }
    inputs = {name: said.get(name, lambda n=name: _said(known, n))() for name in INPUTS[kind]}
    return Reckoned(kind, found, inputs, kind in BY_STAY and known.stay.projected)


def _said(known: Known, name: str) -> dict[str, Any]:
    value = known.get(name)
    plain = str(value) if isinstance(value, Decimal) else value
    return {"value": plain, "source": known.source.get(name, "")}


def _said_days(known: Known) -> dict[str, Any]:
    stay = known.stay
    until = stay.until.isoformat() if stay.until else None
    source = "visits" if stay.admitted_on else ""
    return {"value": stay.days, "source": source, "until": until, "at_least": stay.days_at_least}


def _said_conditions(known: Known) -> dict[str, Any]:
    typed = {"conditions", "reviewed"} & set(known.values)
    return {
        "value": sorted(_conditions(known)),
        "reviewed": bool(known.get("reviewed")),
        "source": TYPED if typed else "",
    }


def _conditions(known: Known) -> frozenset[str]:
    return frozenset(known.get("conditions") or ())


def _lace(known: Known) -> lace.Lace:
    return lace.Lace(
        days=known.stay.days,
        acute=known.get("acute"),
        conditions=_conditions(known),
        reviewed=bool(known.get("reviewed")),
        ed_visits=known.get("ed_visits"),
        days_at_least=known.stay.days_at_least,
    )


def _hospital(known: Known, oncology: bool | None) -> hospital.Hospital:
    labs = {name: known.get(name) for name in ("haemoglobin", "sodium")}
    values: dict[str, Any] = {
        name: Decimal(str(lab)) if lab is not None else None for name, lab in labs.items()
    }
    values |= {name: known.get(name) for name in ("procedure", "acute", "admissions")}
    return hospital.Hospital(
        **values, oncology=oncology, days=known.stay.days, days_at_least=known.stay.days_at_least
    )


def _cancer(known: Known) -> bool | None:
    """A cancer diagnosis or a discharge from oncology; no only where both are known."""
    if known.get("oncology") or CANCERS & _conditions(known):
        return True
    return False if known.get("reviewed") and known.get("oncology") is False else None


def _acuity(known: Known, of_lace: Result) -> acuity.Acuity:
    names = ("function", "cognition", "needs", "destination", "payer", "legal", "interpreter")
    low, high = of_lace.bands[0].code, of_lace.bands[-1].code
    codes = [band.code for band in lace.BANDS]
    possible = tuple(codes[codes.index(low) : codes.index(high) + 1])
    return acuity.Acuity(lace=possible, **{name: known.get(name) for name in names})


def expected(score: Score) -> str:
    """How often it came true in the patients it was made from, in words: about one figure, or between two; else nothing."""
    if score.low is None or score.high is None:
        return ""
    if score.kind == Kind.LACE:
        figures = [lace.expected(int(score.low)), lace.expected(int(score.high))]
    elif score.kind == Kind.HOSPITAL:
        figures = [_percent(int(end)) for end in (score.low, score.high)]
    else:
        return survival(score) if score.kind == Kind.CHARLSON else ""
    low, high = dict.fromkeys(figures), figures[1]
    if len(low) == 1:
        return _("about %(high)s %%") % {"high": high}
    return _("about %(low)s to %(high)s %%") % {"low": figures[0], "high": high}


def survival(score: Score) -> str:
    """Ten-year survival of such patients, in words."""
    ends = [round(charlson.survival(int(end)) * 100) for end in (score.high, score.low) if end is not None]
    if len(set(ends)) == 1:
        return _("about %(high)d %% live ten years") % {"high": ends[0]}
    return _("about %(low)d to %(high)d %% live ten years") % {"low": ends[0], "high": ends[1]}


def _percent(total: int) -> str:
    return next(band.percent for band in hospital.BANDS if band.low <= total <= band.high)
