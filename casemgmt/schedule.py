"""Celery's settings and the beat table. Beat holds no clinical schedule, only a tick."""

from django.conf import settings

broker_url = settings.BROKER_URL
task_serializer = "json"
accept_content = ["json"]
task_ignore_result = True
result_backend = None
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
task_time_limit = 300
task_soft_time_limit = 240
worker_max_tasks_per_child = 500
# Longer than the hard time limit, or a running task would be started a second time.
broker_transport_options = {
    "visibility_timeout": 900,
    "unacked_restore_throttle": 1,
    "socket_timeout": 15,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
worker_cancel_long_running_tasks_on_connection_loss = True
worker_hijack_root_logger = False
timezone = "UTC"
enable_utc = True
beat_schedule_filename = str(settings.VAR_DIR / "beat.schedule")

TICK = 10.0
beat_schedule = {
    "deliver-what-is-due": {"task": "worklist.tasks.deliver", "schedule": TICK, "options": {"expires": TICK}},
    "keep-worklist": {"task": "worklist.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "keep-holes": {"task": "worklist.tasks.keep_holes", "schedule": 300.0, "options": {"expires": 300}},
    "keep-intake": {"task": "intake.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "keep-covers": {"task": "supervision.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "settle-messages": {
        "task": "interop.tasks.settle_interrupted",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep-access": {"task": "teams.tasks.sweep_access", "schedule": 300.0, "options": {"expires": 300}},
    "seal-audit": {"task": "audit.tasks.seal", "schedule": TICK, "options": {"expires": TICK}},
    "anchor-audit": {"task": "audit.tasks.drop_anchor", "schedule": 3600.0},
    "keep-oversight": {"task": "oversight.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    # Once a day at each facility after its midnight; a tick that finds the day read costs one statement.
    "read-the-trail": {
        "task": "oversight.tasks.look_through",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "keep-audit-partitions": {"task": "audit.tasks.keep_partitions", "schedule": 3600.0},
}
