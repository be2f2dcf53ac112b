"""The payer and plan that an insurance segment names; one not heard of before joins the directory."""

from core.actions import change, keep
from coverage.models import Plan
from directory.models import Organisation
from interop.hl7.adt import Coverage as Said
from interop.hl7.terminology import PayerKind

PRODUCTS = {
    PayerKind.MEDICARE: Plan.Product.MEDICARE,
    PayerKind.MEDICAID: Plan.Product.MEDICAID,
    PayerKind.COMMERCIAL: Plan.Product.COMMERCIAL,
    PayerKind.SELF_PAY: Plan.Product.SELF_PAY,
    PayerKind.MILITARY: Plan.Product.MILITARY,
}


def plan_of(said: Said) -> Plan | None:
    """The plan of a segment, made with its payer when it is new; None when the segment names no payer."""
    company = (said.company or _code(said) or said.plan.text or said.plan.code)[:160]
    if not company:
        return None
    payer = _payer(company, _code(said))
    name = (said.plan.text or said.plan.code or said.payer_kind.text or company)[:120]
    known = Plan.objects.filter(payer=payer, name__iexact=name).first()
    product = (
        PRODUCTS.get(PayerKind(said.payer_kind.value), Plan.Product.OTHER)
        if said.payer_kind.value
        else Plan.Product.OTHER
    )
    return known or keep(Plan(payer=payer, name=name, product=product))


def _payer(name: str, code: str) -> Organisation:
    known = Organisation.objects.filter(name__iexact=name).first()
    if known is None:
        return keep(Organisation(name=name, code=code[:60], kinds=[Organisation.Kind.PAYER]))
    if Organisation.Kind.PAYER not in known.kinds:
        change(known, kinds=[*known.kinds, Organisation.Kind.PAYER])
    return known


def _code(said: Said) -> str:
    return said.company_ids[0].value if said.company_ids else ""
