from django.db import migrations, models


class Migration(migrations.Migration):
    """The end of a delay never stands without the person who said so."""

    dependencies = [("discharge", "0003_picked_notices")]

    operations = [
        migrations.AddConstraint(
            model_name="delaysegment",
            constraint=models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="delay_ended_pair",
            ),
        ),
    ]
