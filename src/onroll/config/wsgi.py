"""The web service, as gunicorn calls it: with every page and the rule book read already.

The launcher preloads this module and forks its workers from it. What is read here is read once for all of them; left to the
first request, each worker would read it while people wait (two seconds of processor on two cores).
"""

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from onroll.rules.rulebook.book import rule_book

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 (every view is imported when the addresses are asked for)
rule_book().clocks, rule_book().enquiries, rule_book().codes  # noqa: B018
