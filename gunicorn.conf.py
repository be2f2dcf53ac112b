"""The web server's settings, the same for `make run` and the container; gunicorn reads this file by its name."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 15
max_requests = 2000
max_requests_jitter = 200
limit_request_line = 4094
limit_request_fields = 60
# Paths may name a patient's record: our own request log says what may be said.
accesslog = None
errorlog = "-"
loglevel = "warning"
# In a container with a read-only root only /tmp and /dev/shm can be written.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn makes a private file there
control_socket_disable = True
