"""How does the web server run its workers? Read by gunicorn itself.

No access log: an address can hold a name that was searched for, and the audit log already says who looked at what.
"""

import os
import signal

from onroll.launcher.processes import ask_to_die_with

worker_class = "gthread"
workers = int(os.environ.get("ONROLL_WORKERS", "2"))
threads = 4
timeout = 120  # seconds; an export of every child takes a few
graceful_timeout = 1
keepalive = 5
preload_app = True  # loaded once and shared by the workers
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
proc_name = "onroll"

_master = os.getpid()


def post_fork(server: object, worker: object) -> None:
    """A worker dies with its master, whatever happens to that."""
    ask_to_die_with(_master, signal.SIGKILL)
