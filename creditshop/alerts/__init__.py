"""Hearing of trouble first: rules that watch the shop, and alerts that tell people (docs/alerts.md)."""

from creditshop.alerts import books, telling, watching
from creditshop.alerts.books import violations
from creditshop.alerts.errors import AlertNotFound, AlertRuleInvalid, AlertSettled
from creditshop.alerts.incidents import ITSELF, acknowledge, resolve_alert, settle
from creditshop.alerts.listing import AlertPage, AlertView, count_open_alerts, open_alerts, past_alerts
from creditshop.alerts.measuring import Reading, Ref
from creditshop.alerts.reading import QUIET, Episode, Replay, readings, replay
from creditshop.alerts.rules import DEFINITIONS, LONGEST, MOST_LEAST, Definition, Measure, Rule, RuleName
from creditshop.alerts.settings import change_rule, check_rule, rules
from creditshop.alerts.telling import channels
from creditshop.alerts.testing import send_test
from creditshop.jobs import Registry, registry

__all__ = [
    "DEFINITIONS",
    "ITSELF",
    "LONGEST",
    "MOST_LEAST",
    "QUIET",
    "AlertNotFound",
    "AlertPage",
    "AlertRuleInvalid",
    "AlertSettled",
    "AlertView",
    "Definition",
    "Episode",
    "Measure",
    "Reading",
    "Ref",
    "Replay",
    "Rule",
    "RuleName",
    "acknowledge",
    "change_rule",
    "channels",
    "check_rule",
    "count_open_alerts",
    "open_alerts",
    "past_alerts",
    "readings",
    "register_jobs",
    "replay",
    "resolve_alert",
    "rules",
    "send_test",
    "settle",
    "violations",
]


def register_jobs(kinds: Registry = registry) -> None:
    """Register the jobs: watching every minute, checking the books every six hours, and telling people."""
    watching.register_jobs(kinds)
    books.register_jobs(kinds)
    telling.register_jobs(kinds)
