"""The one form in which a row of the trail is hashed: fixed order, no text that depends on a setting of the session.

The database computes it with its built-in functions from this text, never through a function stored in it, which
somebody who changes rows could change as well.
"""

# Times as microseconds since 1970; arrays and texts through jsonb, whose output no setting changes.
LEAF = """sha256(convert_to(jsonb_build_array(
  id, (extract(epoch from at) * 1000000)::bigint, (extract(epoch from recorded_at) * 1000000)::bigint,
  actor_id, actor, role, verb, outcome, target, target_id, to_jsonb(objects_seen), to_jsonb(patient_ids), case_id,
  to_jsonb(fields), moved, permission, reason, request_id, route, source, session, xact)::text, 'UTF8'))"""

# The rows of a stretch of transactions; an era begins when a restored copy counts its transactions anew.
ROWS = f"""select id, xact, {LEAF} from audit_event
 where xact >= %(first)s and xact < %(past)s and recorded_at >= %(era)s order by xact, id"""  # noqa: S608
FIRST_ROWS = f"{ROWS} limit %(most)s"
