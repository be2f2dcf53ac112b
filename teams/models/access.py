"""The two access views as tables that guardian reads; nothing is ever stored in them."""

from typing import Any, ClassVar

from django.db import models
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from facilities.models import Facility
from patients.models import Case


class GivenByHand(UserObjectPermissionManager):
    """What guardian gives and takes: grants by hand only, whatever else a person holds by a relation."""

    def get_or_create(self, defaults: Any = None, **facts: Any) -> Any:
        return self.get_queryset().get_or_create(defaults, **facts, source="manual")

    def remove_perm(self, perm: Any, user_or_group: Any, obj: Any) -> Any:
        name = getattr(perm, "codename", perm)
        given = self.filter(
            permission__codename=name, user=user_or_group, content_object=obj, source="manual"
        )
        return given.delete()


class CaseAccess(UserObjectPermissionBase):
    """One permission of one person on one case and where it comes from; a view, never a table."""

    content_object = models.ForeignKey(Case, models.DO_NOTHING, related_name="access_rows")
    user = models.ForeignKey("accounts.User", models.DO_NOTHING, related_name="+")
    # guardian joins through the reverse name, so it must be one of its own.
    permission = models.ForeignKey("auth.Permission", models.DO_NOTHING, related_name="case_access_rows")
    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=20)
    row_id = models.UUIDField()
    role = models.CharField(max_length=20)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    objects: ClassVar[GivenByHand] = GivenByHand()

    class Meta(UserObjectPermissionBase.Meta):
        managed = False
        db_table = "case_access"


class FacilityAccess(UserObjectPermissionBase):
    """One permission of one person on one facility; a view, never a table."""

    content_object = models.ForeignKey(Facility, models.DO_NOTHING, related_name="access_rows")
    user = models.ForeignKey("accounts.User", models.DO_NOTHING, related_name="+")
    permission = models.ForeignKey("auth.Permission", models.DO_NOTHING, related_name="facility_access_rows")
    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=20)
    row_id = models.UUIDField()
    role = models.CharField(max_length=20)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta(UserObjectPermissionBase.Meta):
        managed = False
        db_table = "facility_access"
