from django.db import migrations


class Migration(migrations.Migration):
    """Joins the two ways on from 0002: the engine, and desk work that names its patient."""

    dependencies = [
        ("worklist", "0003_desk_item_has_patient"),
        ("worklist", "0007_index_what_may_be_folded"),
    ]

    operations: list[object] = []
