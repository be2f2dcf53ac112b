"""How to reach and speak with the patient, and who may be told what."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from patients.merge_rules import MOVES, Change, Rule, Step
from patients.models.patient import PatientRecord


def _unless_the_kept_record_has_one(profile: "CommunicationProfile", step: Step) -> Change:
    has_one = CommunicationProfile.objects.filter(patient=step.survivor).exists()
    return {} if has_one else {"patient_id": step.survivor.pk}


@tracked
class CommunicationProfile(PatientRecord):
    """Languages, interpreter, senses, faith, diet and how the patient decides: asked first, shown everywhere."""

    on_merge = {
        "patient": Rule("moves; stays where the kept record has one", _unless_the_kept_record_has_one)
    }

    class Interpreter(models.TextChoices):
        NONE = "none", _("Not needed")
        PHONE = "phone", _("By phone")
        VIDEO = "video", _("By video")
        IN_PERSON = "in_person", _("In person")
        SIGN = "sign", _("Sign language")
        ANY = "any", _("Any interpreter")

    class Decides(models.TextChoices):
        ALONE = "alone", _("Decides alone")
        FAMILY = "family", _("Decides with family")
        REPRESENTATIVE = "representative", _("A representative decides")

    class Need(models.TextChoices):
        HEARING = "hearing", _("Hearing")
        SIGHT = "sight", _("Sight")
        SPEECH = "speech", _("Speech")
        READING = "reading", _("Reading")
        MEMORY = "memory", _("Memory")
        MOVING = "moving", _("Moving about")

    class Directive(models.TextChoices):
        NOT_ASKED = "", _("Not asked yet")
        COPY_HERE = "copy_here", _("Has one, copy here")
        ELSEWHERE = "elsewhere", _("Has one, copy elsewhere")
        NONE = "none", _("Has none")
        DECLINED = "declined", _("Declined to say")

    patient = models.OneToOneField("patients.Patient", models.PROTECT, related_name="communication")
    spoken = models.CharField(_("language spoken"), max_length=8, blank=True)
    read = models.CharField(_("language read"), max_length=8, blank=True)
    interpreter = models.CharField(
        _("interpreter"), max_length=10, choices=Interpreter, default=Interpreter.NONE
    )
    needs = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("hearing, sight, reading")
    )
    faith = models.CharField(_("faith"), max_length=80, blank=True)
    diet = models.CharField(_("diet"), max_length=120, blank=True)
    decides = models.CharField(
        _("how decisions are made"), max_length=15, choices=Decides, default=Decides.ALONE
    )
    directive = models.CharField(_("advance directive"), max_length=10, choices=Directive, blank=True)
    zone = models.CharField(_("time zone of the patient"), max_length=60, blank=True)
    notes = models.TextField(_("what else helps"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("communication profile")

    @property
    def needs_interpreter(self) -> bool:
        return self.interpreter != self.Interpreter.NONE


@tracked
class RelatedPerson(PatientRecord):
    """Somebody in the patient's life: family, caregiver, guardian, emergency contact."""

    on_merge = {"patient": MOVES}

    class Authority(models.TextChoices):
        NONE = "none", _("None")
        PROXY = "proxy", _("Health care proxy")
        GUARDIAN = "guardian", _("Guardian")
        POWER = "power", _("Power of attorney")

    name = models.CharField(_("name"), max_length=160)
    relation = models.CharField(_("relation"), max_length=60)
    household = models.BooleanField(_("lives with the patient"), default=False)
    emergency = models.BooleanField(_("emergency contact"), default=False)
    authority = models.CharField(
        _("legal authority"), max_length=10, choices=Authority, default=Authority.NONE
    )
    may_be_told = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("may be told about")
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("related person")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="related_person_period",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class ContactPoint(PatientRecord):
    """A phone, e-mail or address of the patient or of a related person, and whether it is safe to use."""

    on_merge = {"patient": MOVES}

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        MAIL = "mail", _("E-mail")
        ADDRESS = "address", _("Address")

    person = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="contact_points"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    use = models.CharField(_("use"), max_length=20, blank=True)
    value = models.CharField(_("number or address"), max_length=240)
    # The digits that identify a phone, for look-alikes.
    key = models.CharField(max_length=24, blank=True, editable=False)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    safe_to_call = models.BooleanField(_("safe to use"), default=True)
    leave_message = models.BooleanField(_("a message may be left"), default=False)
    hours = models.CharField(_("best hours"), max_length=80, blank=True)
    unreliable = models.BooleanField(_("did not work"), default=False)
    source = models.CharField(max_length=60, blank=True)
    ended = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("contact point")
        constraints = [models.CheckConstraint(condition=~Q(value=""), name="contact_point_has_value")]
        indexes = [models.Index(fields=["key"], condition=~Q(key=""), name="contact_point_key")]
