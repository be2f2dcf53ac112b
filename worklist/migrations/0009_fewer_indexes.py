import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A rung that rings writes to 21 indexes instead of 36, and of all that waits there is one index alone."""

    dependencies = [
        ('patients', '0002_reminder_consent'),
        ('worklist', '0008_desk_item_has_patient_too'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='reminder',
            name='reminder_waiting_item',
        ),
        migrations.RemoveIndex(
            model_name='reminder',
            name='reminder_waiting_meeting',
        ),
        migrations.AlterField(
            model_name='notification',
            name='appointment',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to='worklist.appointment'),
        ),
        migrations.AlterField(
            model_name='notification',
            name='recipient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='notification',
            name='reminder',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to='worklist.reminder'),
        ),
        migrations.AlterField(
            model_name='outbox',
            name='appointment',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='worklist.appointment'),
        ),
        migrations.AlterField(
            model_name='outbox',
            name='consent',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patients.consent'),
        ),
        migrations.AlterField(
            model_name='outbox',
            name='contact',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patients.contactpoint'),
        ),
        migrations.AlterField(
            model_name='outbox',
            name='folded_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='folded', to='worklist.outbox'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='appointment',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='worklist.appointment'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='item',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='worklist.item'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('appointment__isnull', False)), fields=['appointment'], name='notice_appointment'),
        ),
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(condition=models.Q(('contact__isnull', False)), fields=['contact'], name='outbox_contact'),
        ),
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(condition=models.Q(('consent__isnull', False)), fields=['consent'], name='outbox_consent'),
        ),
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(condition=models.Q(('appointment__isnull', False)), fields=['appointment'], name='outbox_appointment'),
        ),
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(condition=models.Q(('folded_into__isnull', False)), fields=['folded_into'], name='outbox_folded_into'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('appointment__isnull', False)), fields=['appointment'], name='reminder_appointment'),
        ),
    ]
