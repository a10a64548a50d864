"""Suspicion: warnings of the provider, rules of our own, and what becomes of the purchases they are about."""

from creditshop.fraud.errors import FlagNotFound, FlagResolved, RuleInvalid
from creditshop.fraud.flags import (
    PROVIDER,
    Flag,
    FlagPage,
    count_open_flags,
    flags_of,
    flags_of_owner,
    open_flags,
    raised,
    resolve,
)
from creditshop.fraud.hearing import hear_review, hear_warning
from creditshop.fraud.rules import DEFINITIONS, Action, Definition, Rule, RuleName
from creditshop.fraud.screening import SCREEN, on_declined, on_paid
from creditshop.fraud.settings import change_rule, rules
from creditshop.fraud.spending import register_jobs, watch

__all__ = [
    "DEFINITIONS",
    "PROVIDER",
    "SCREEN",
    "Action",
    "Definition",
    "Flag",
    "FlagNotFound",
    "FlagPage",
    "FlagResolved",
    "Rule",
    "RuleInvalid",
    "RuleName",
    "change_rule",
    "count_open_flags",
    "flags_of",
    "flags_of_owner",
    "hear_review",
    "hear_warning",
    "on_declined",
    "on_paid",
    "open_flags",
    "raised",
    "register_jobs",
    "resolve",
    "rules",
    "watch",
]
