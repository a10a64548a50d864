"""Where a visitor goes after signing in: the choice travels through forms and mails, so anybody may have written it."""

import re

_LOCAL = re.compile(r"/(?!/)[!-\[\]-~]*")  # printable ASCII without a backslash, which browsers read as a slash
_LONGEST = 512


def local_path(wanted: str | None, default: str = "/account/") -> str:
    """`wanted` when it is a path of this shop, else `default`; never another host, scheme or header."""
    if wanted and len(wanted) <= _LONGEST and _LOCAL.fullmatch(wanted):
        return wanted
    return default
