"""The people of sandbox mode, shown on its sign-in page. They exist only where no money is real."""

from creditshop.accounts.values import Role

DEMO_PASSWORD = "sandbox credits"  # noqa: S105 - public on purpose
DEMO_PEOPLE = (("demo@example.com", Role.CUSTOMER), ("admin@example.com", Role.OWNER))
