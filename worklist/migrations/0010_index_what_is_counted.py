from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Health, numbers for a monitor and the hook are asked for every few seconds: what they count is found, not searched for."""

    dependencies = [("worklist", "0009_fewer_indexes")]

    operations = [
        migrations.AddIndex(
            "outbox",
            models.Index(fields=["bounced_at"], condition=Q(bounced_at__isnull=False), name="outbox_bounced"),
        ),
        migrations.AddIndex(
            "outbox",
            models.Index(fields=["created_at"], condition=Q(channel="webhook"), name="outbox_of_hook"),
        ),
        migrations.AddIndex(
            "notification",
            models.Index(fields=["told_at"], condition=Q(kind__in=["late", "climbed"]), name="notice_late"),
        ),
    ]
