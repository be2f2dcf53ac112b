"""Celery's settings and the beat table. Beat holds no clinical schedule, only a tick."""

from django.conf import settings

broker_url = settings.BROKER_URL
# Nothing but keys travels, as text that can run nothing.
task_serializer = "json"
accept_content = ["json"]
# What came of a task stands in the database; a second place could only disagree.
task_ignore_result = True
result_backend = None
# A task is done when it is done: killed in the middle, it is given to another worker, and every task may run twice.
task_acks_late = True
task_reject_on_worker_lost = True
# Nobody holds what another could do now.
worker_prefetch_multiplier = 1
# A task that hangs ends: asked after four minutes, made to after five.
task_time_limit = 300
task_soft_time_limit = 240
# What leaks is given back: a child ends after so many tasks, or kilobytes.
worker_max_tasks_per_child = 500
worker_max_memory_per_child = 300_000
broker_transport_options = {
    # Longer than the hard time limit, or a running task would be started a second time.
    "visibility_timeout": 900,
    # kombu looks for abandoned messages every tenth time by default: recovery would take a hundred seconds more.
    "unacked_restore_throttle": 1,
    # By default a publish to a dead broker waits for ever.
    "socket_timeout": 15,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
# Publishing has one second and is not repeated: what is lost comes with the next tick. No page publishes anything.
broker_connection_timeout = 1
task_publish_retry = False
# Worker and beat wait for a broker that is away, however long.
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
# A line that was cut gives its tasks to others: what runs on is ended, not done beside its copy.
worker_cancel_long_running_tasks_on_connection_loss = True
# Asked to stop, a worker has thirty seconds to finish and then gives back what it holds, also when it is at rest.
worker_soft_shutdown_timeout = 30
worker_enable_soft_shutdown_on_idle = True
# Our own log lines, without what a task was given.
worker_hijack_root_logger = False
timezone = "UTC"
enable_utc = True
beat_schedule_filename = str(settings.VAR_DIR / "beat.schedule")

# A tick that nobody took within its period is forgotten: the next one does the same. Nothing is planned ahead in the
# broker (no ETA): what is due later stands in the database.
TICK = 10.0
beat_schedule = {
    "deliver-what-is-due": {"task": "worklist.tasks.deliver", "schedule": TICK, "options": {"expires": TICK}},
    "send-texts": {
        "task": "worklist.tasks.send",
        "args": ["sms"],
        "schedule": TICK,
        "options": {"expires": TICK},
    },
    "send-hooks": {
        "task": "worklist.tasks.send",
        "args": ["webhook"],
        "schedule": TICK,
        "options": {"expires": TICK},
    },
    "keep-worklist": {"task": "worklist.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "keep-holes": {"task": "worklist.tasks.keep_holes", "schedule": 300.0, "options": {"expires": 300}},
    "keep-changes": {"task": "messaging.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "keep-outreach": {"task": "outreach.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "keep-engagement": {
        "task": "outreach.tasks.keep_index",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "keep-assessments": {"task": "assessments.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "keep-scores": {"task": "assessments.tasks.keep_scores", "schedule": 300.0, "options": {"expires": 300}},
    "keep-plans": {"task": "careplans.tasks.keep", "schedule": 900.0, "options": {"expires": 900}},
    "keep-notices": {"task": "discharge.tasks.keep_notices", "schedule": 60.0, "options": {"expires": 60}},
    "keep-referrals": {"task": "referrals.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "keep-afterwards": {
        "task": "discharge.tasks.keep_afterwards",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "keep-delays": {"task": "discharge.tasks.keep_delays", "schedule": 300.0, "options": {"expires": 300}},
    # Once a day at each facility after its midnight.
    "forecast-leaving": {"task": "discharge.tasks.forecast", "schedule": 900.0, "options": {"expires": 900}},
    "keep-intake": {"task": "intake.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "keep-covers": {"task": "supervision.tasks.keep", "schedule": 60.0, "options": {"expires": 60}},
    "keep-numbers": {"task": "dashboards.tasks.keep", "schedule": 900.0, "options": {"expires": 900}},
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
