from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0002_risk_class"),
    ]

    operations = [
        migrations.AlterField(
            model_name="score",
            name="inputs",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="score",
            name="missing",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name="score",
            name="points",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
