"""What staff do, on one screen: each act is done and recorded (creditshop.audit) in one transaction.

Every handler of staff that changes something hands one of these, or a service that records itself, to `transact`, with
`by=actor(self, user)`. What services raise is raised here too, and then nothing is recorded.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session

from creditshop import catalog, checkout, inbox, jobs, notices
from creditshop.audit import Actor, Value, noting
from creditshop.catalog import FeatureView
from creditshop.inbox import EventState


def grant_purchase(session: Session, purchase_id: str, *, by: Actor, now: datetime) -> None:
    """Decide that a purchase in review is paid."""
    with noting(session, by, "purchase.grant", purchase_id, _purchase, now=now):
        checkout.grant_reviewed(session, purchase_id, actor=by.user_id, now=now)


def dismiss_purchase(session: Session, purchase_id: str, *, by: Actor, now: datetime) -> None:
    """Say that what was odd about a purchase has been looked at."""
    with noting(session, by, "purchase.dismiss", purchase_id, _purchase, now=now):
        checkout.dismiss(session, purchase_id, actor=by.user_id, now=now)


def replay_event(session: Session, event_id: str, *, by: Actor, now: datetime) -> EventState:
    """Apply a stored event again; returns where it stands then."""
    with noting(session, by, "event.replay", event_id, _event, now=now):
        return inbox.replay(session, event_id, now=now).state


def ignore_event(session: Session, event_id: str, *, by: Actor, now: datetime) -> EventState:
    """Say that an event which was never applied means nothing."""
    with noting(session, by, "event.ignore", event_id, _event, now=now):
        inbox.ignore(session, event_id, f"ignored by {by.email}")
    return EventState.IGNORED


def retry_job(session: Session, job_id: str, *, by: Actor, now: datetime) -> None:
    """Give a dead job all its tries again."""
    with noting(session, by, "job.retry", job_id, _job, now=now):
        jobs.retry(session, job_id, now=now)


def resend_mail(session: Session, mail_id: str, *, by: Actor, now: datetime) -> None:
    """Have a dead mail sent after all."""
    with noting(session, by, "mail.resend", mail_id, _mail, now=now):
        notices.resend(session, mail_id, now=now)


def add_feature(session: Session, feature: FeatureView, *, by: Actor, now: datetime) -> None:
    """Put a new feature on the price list."""
    with noting(session, by, "feature.add", feature.slug, _feature, now=now):
        catalog.add_feature(session, feature)


def change_feature(session: Session, feature: FeatureView, *, by: Actor, now: datetime) -> None:
    """Change what is on the price list."""
    with noting(session, by, "feature.change", feature.slug, _feature, now=now):
        catalog.keep_feature(session, feature)


def _purchase(session: Session, purchase_id: str) -> Mapping[str, Value]:
    """Why it called for a person stands in its time line; it may name the buyer's address, which the log must not."""
    found = checkout.find_purchase(session, purchase_id)
    return {"state": found.state, "attention": found.attention is not None}


def _event(session: Session, event_id: str) -> Mapping[str, Value]:
    found, _ = inbox.event(session, event_id)
    return {"state": found.state, "error": found.error}


def _job(session: Session, job_id: str) -> Mapping[str, Value]:
    return {"state": jobs.job(session, job_id).state}


def _mail(session: Session, mail_id: str) -> Mapping[str, Value]:
    return {"state": notices.sent_mail(session, mail_id).state}


def _feature(session: Session, slug: str) -> Mapping[str, Value]:
    return next((asdict(found) for found in catalog.features(session, everything=True) if found.slug == slug), {})
