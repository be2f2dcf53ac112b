from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careplans", "0003_plans_of_before")]

    operations = [
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('problem__isnull', False), ('is_wish', True), _connector='OR'), name='goal_serves_something', violation_error_message="Say which problem the goal serves, or that it is the patient's wish."),
        ),
    ]
