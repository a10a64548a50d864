"""Mails that nobody asked for and everybody wants: credits are about to expire."""

from creditshop.reminders.expiring import register_jobs, remind

__all__ = ["register_jobs", "remind"]
