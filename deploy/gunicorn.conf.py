"""How gunicorn serves the portal; read by `gunicorn --config deploy/gunicorn.conf.py`."""

worker_class = "gthread"
workers = 2
threads = 4
preload_app = False
graceful_timeout = 10
accesslog = None  # the portal keeps its own, without anything that names a person
loglevel = "warning"
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
