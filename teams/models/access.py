"""The two access views as tables that guardian reads; nothing is ever stored in them."""

from django.db import models
from guardian.models import UserObjectPermissionBase

from facilities.models import Facility
from patients.models import Case


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
