"""What an advocate does with a client's binder: open it, write in it, give a piece to the team, hand it all over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy import reading, sealing, standing
from advocacy.bundle import bundle
from advocacy.models import Binder, BinderEntry, BinderKey
from advocacy.sealing import Tampered
from advocacy.standing import Standing
from audit.keyring import Keyring, KeysMissing
from core import clock
from core.access import OWN, visible_to
from core.actions import action, keep
from core.refusals import Refused
from notes.filing import file_words
from patients.models import Case, Disclosure, Patient

Kind = BinderEntry.Kind


@action("view_case")
def open_binder(patient: Patient, *, by: Any) -> Binder:
    """Begin the binder of a client who consented to this advocate."""
    now, consent = clock.now(), None
    if standing.consented(by, patient.pk):
        live = standing.consents(by).filter(patient=patient, live=True)
        consent = next((each for each in live if each.covers((), now)), None)
    if consent is None:
        raise Refused(
            _("A binder needs the client's consent to you as their advocate. Ask for it to be recorded.")
        )
    with _keys() as keys:
        binder: Binder = keep(Binder(patient=patient, advocate=by, consent=consent))
        key_id, wrapped = sealing.wrap(keys, binder.pk, sealing.fresh_key())
    keep(BinderKey(binder=binder, key_id=key_id, wrapped=wrapped))
    return binder


@action(OWN)
def add_entry(binder: Binder, *, by: Any, kind: str, words: str) -> BinderEntry:
    """Put something in the binder, sealed."""
    _must_live(binder)
    entry = BinderEntry(binder=binder, kind=kind, written_at=clock.now())
    with _keys() as keys:
        key = reading.data_key(binder, keys)
    entry.sealed = sealing.seal(key, binder.pk, entry.pk, kind, words)
    return keep(entry)


@action(OWN)
def answer_question(entry: BinderEntry, *, by: Any) -> BinderEntry:
    """The client's question was answered."""
    _must_live(entry.binder)
    if entry.kind != Kind.QUESTION or entry.answered_at:
        raise Refused(_("Only an open question can be answered."))
    entry.answered_at = clock.now()
    return entry


@action(OWN)
def release_entry(entry: BinderEntry, *, by: Any, case: Case) -> BinderEntry:
    """Give the words of one entry to the care team, as a note of the advocate on one case of the client."""
    _must_live(entry.binder)
    if entry.released_at:
        raise Refused(_("The team has this already."))
    whose = entry.binder.patient.merged_into_id or entry.binder.patient_id
    if not visible_to(Case, by, sources=("consent",)).filter(pk=case.pk, patient=whose).exists():
        raise Refused(_("Choose a case of this client."), field="case")
    with _keys() as keys:
        words = reading.words_of(entry, keys)
    entry.released_at, entry.released_as = clock.now(), file_words(case, by=by, text=words)
    return entry


@action(OWN)
def export_binder(binder: Binder, *, by: Any) -> Disclosure:
    """Hand the client their whole binder; the row on record carries the file in `bundle` for this one answer."""
    if standing.of(binder) is Standing.CLOSED:
        raise Refused(_("This binder is closed: the consent ended more than 30 days ago."))
    with _keys() as keys:
        made = bundle(binder, keys, clock.now())
    given = Disclosure(
        consent=binder.consent,
        classes=["binder"],
        what=_("The client's own binder: %(number)s entries, SHA-256 %(digest)s")
        % {"number": made.number, "digest": made.digest},
        how=Disclosure.How.ELECTRONIC,
        recipient=_("The client"),
        at=clock.now(),
        given_by=by,
    )
    row: Disclosure = keep(given)
    row.bundle = made  # type: ignore[attr-defined]
    return row


@action("manage_policy")
def rewrap(key: BinderKey, *, by: Any) -> BinderKey:
    """Seal a binder's key with the key of the file that is in use now; what is in the binder stays as it is."""
    keys = sealing.ring()
    plain = sealing.unwrap(keys, key.binder_id, key.key_id, key.wrapped)
    key.key_id, key.wrapped = sealing.wrap(keys, key.binder_id, plain)
    return key


def _must_live(binder: Binder) -> None:
    if standing.of(binder) is not Standing.LIVE:
        raise Refused(_("The client's consent has ended. The binder can only be handed over to them."))


@contextmanager
def _keys() -> Iterator[Keyring]:
    """The keys; what goes wrong with them or under them becomes a sentence."""
    try:
        yield sealing.ring()
    except KeysMissing as error:
        raise Refused(NO_KEYS) from error
    except Tampered as error:
        raise Refused(
            _("What is stored was changed outside the application and cannot be opened.")
        ) from error


NO_KEYS = gettext_lazy(
    "The keys of the binders are not at hand, so nothing can be opened or sealed. Tell your administrator."
)
