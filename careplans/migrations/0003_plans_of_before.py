"""Plans from before there were versions: their goals were the patient's wishes, and what was in effect stays in effect."""

from django.db import migrations

GOALS = "UPDATE careplans_goal SET is_wish = true WHERE problem_id IS NULL"
FROZEN = """jsonb_build_object('what_matters', p.what_matters, 'before_versions', true, 'goals', coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', g.id, 'words', g.words, 'status', g.status) ORDER BY g.created_at)
    FROM careplans_goal g WHERE g.plan_id = p.id AND g.error_at IS NULL), '[]'::jsonb))"""
VERSIONS = f"""
INSERT INTO careplans_planversion (id, version, created_at, case_id, created_by_id, error_reason, plan_id, number, status,
    because, prompted_by, return_comment, approved_at, approved_by_id, activated_at, superseded_at, frozen, frozen_hash)
SELECT gen_random_uuid(), 1, p.created_at, p.case_id, p.created_by_id, '', p.id, 1,
    CASE p.status WHEN 'draft' THEN 'draft' WHEN 'active' THEN 'active' ELSE 'closed' END,
    '', '', '', p.activated_at, p.activated_by_id, p.activated_at, NULL,
    CASE WHEN p.activated_at IS NOT NULL THEN {FROZEN} END, ''
FROM careplans_careplan p
"""  # noqa: S608 - two constants


class Migration(migrations.Migration):
    dependencies = [("careplans", "0002_plans_to_steer_by")]

    operations = [migrations.RunSQL([GOALS, VERSIONS], migrations.RunSQL.noop)]
