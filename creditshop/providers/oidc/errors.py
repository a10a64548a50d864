"""What signing in elsewhere can run into."""


class OidcFailed(Exception):
    """The provider is away, or its answer cannot be trusted; the message is for the log."""
