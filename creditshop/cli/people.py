"""The commands about people who sign in."""

import sys
from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

import typer

from creditshop.cli.base import configured

app = typer.Typer(no_args_is_help=True)

Outcome = TypeVar("Outcome")
RoleName = Literal["customer", "support", "finance", "owner"]


@app.command("create")
def create_user(
    email: str,
    role: Annotated[RoleName, typer.Option(help="What they may do.")] = "customer",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Create somebody who can sign in; the address counts as verified."""
    from creditshop.accounts import Role
    from creditshop.seeding import create_person

    _acting(lambda: create_person(email, password, Role(role)))
    typer.echo(f"{email} can sign in as {role}.")


@app.command("role")
def give_role(email: str, role: RoleName) -> None:
    """Give somebody another role; `customer` takes them off the team. They sign in anew."""
    from creditshop.seeding import change_person

    _acting(lambda: change_person(email, role))
    typer.echo(f"{email} is {role} now.")


@app.command("reset-two-factors")
def reset_two_factors(email: str) -> None:
    """Take away a second factor that was lost. Make sure first that it is really them who asks."""
    from creditshop.seeding import reset_person

    gone = _acting(lambda: reset_person(email))
    typer.echo(f"{email} signs in with the password alone." if gone else f"{email} had no second factor.")


def _acting(act: Callable[[], Outcome]) -> Outcome:
    from creditshop.accounts.errors import AccountError

    configured()
    try:
        return act()
    except AccountError as error:
        typer.echo(f"creditshop: {error.__doc__}", err=True)
        sys.exit(2)
