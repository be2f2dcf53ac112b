from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Messages of what can harm pile up unfolded while a flood is told: the search for what may be folded passes them by."""

    dependencies = [("worklist", "0006_contact_result")]

    operations = [
        migrations.AddIndex(
            "outbox",
            models.Index(
                fields=["recipient", "channel"],
                condition=Q(status="pending", safety=False, recipient__isnull=False),
                name="outbox_to_fold",
            ),
        ),
        migrations.RemoveIndex("outbox", "outbox_of_person"),
    ]
