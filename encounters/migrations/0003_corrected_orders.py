import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("encounters", "0002_stays")]

    operations = [
        migrations.AddField(
            model_name="statusorder",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="encounters.statusorder",
                verbose_name="corrects",
            ),
        ),
        migrations.RemoveConstraint(model_name="statusorder", name="status_order_once"),
        migrations.AddConstraint(
            model_name="statusorder",
            constraint=models.UniqueConstraint(
                fields=["encounter", "ordered_at", "status"],
                condition=models.Q(corrects=None),
                name="status_order_once",
                violation_error_message="This order is on record already.",
            ),
        ),
    ]
