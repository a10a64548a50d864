"""What deciding about a difference can run into."""


class DifferenceNotFound(Exception):
    """No difference has this id."""


class DifferenceSettled(Exception):
    """Somebody has decided about this difference before, or it is gone."""


class NothingProposed(Exception):
    """No credits are proposed for this difference: it is settled where the money is, or dismissed."""
