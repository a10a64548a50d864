"""What a new shop starts with: the packages, the price list and, in sandbox mode, people to try it as.

And what the command line does about people.
"""

from datetime import datetime

from sqlmodel import Session

from creditshop.accounts import (
    Role,
    check_password,
    create_user,
    give_role,
    hash_password_sync,
    reset_lost_factor,
    user_by_email,
)
from creditshop.accounts.demo import DEMO_PASSWORD, DEMO_PEOPLE
from creditshop.accounts.errors import EmailTaken
from creditshop.audit import COMMAND_LINE, record
from creditshop.catalog import seed_features, seed_packages
from creditshop.clock import utcnow
from creditshop.config import Mode, Settings
from creditshop.database import transact_sync


def seed(config: Settings) -> None:
    """Put packages, price list and, in sandbox mode, demo accounts where they are missing. Safe to repeat."""
    transact_sync(seed_packages)
    transact_sync(seed_features)
    if config.mode is not Mode.SANDBOX:
        return
    for email, role in DEMO_PEOPLE:
        try:
            create_person(email, DEMO_PASSWORD, role)
        except EmailTaken:
            continue


def create_person(email: str, password: str, role: Role) -> str:
    """Make somebody who can sign in at once, and return their id.

    Raises InvalidEmail, EmailTaken, or the reason why the password is refused.
    """
    check_password(password, email)
    name = email.partition("@")[0].capitalize()
    return transact_sync(_create, email, hash_password_sync(password), role=role, name=name, now=utcnow())


def _create(session: Session, email: str, hashed: str, *, role: Role, name: str, now: datetime) -> str:
    user_id = create_user(session, email, hashed, role=role, name=name, verified=True, now=now)
    record(session, COMMAND_LINE, "user.create", user_id, after={"role": role}, now=now)
    return user_id


def change_person(email: str, role: str) -> None:
    """Give the account with this address another role. Raises InvalidEmail, NoSuchUser, LastOwner."""
    transact_sync(give_role, _id_of(email), Role(role), by=COMMAND_LINE, now=utcnow())


def reset_person(email: str) -> bool:
    """Take away a second factor that was lost; whether there was one. Raises InvalidEmail, NoSuchUser."""
    return transact_sync(reset_lost_factor, _id_of(email), by=COMMAND_LINE, now=utcnow())


def _id_of(email: str) -> str:
    return transact_sync(user_by_email, email)
