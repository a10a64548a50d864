"""The life of a purchase apart from the code under test: where each report leads from each state.

What was held is in review, where it stays when it is reported to be paid: only a person grants it.
"""

LIFE = """
              created     open        processing  paid   failed   expired  review
  opened      open        open        processing  paid   failed   expired  review
  completed   processing  processing  processing  paid   failed   expired  review
  paid        paid        paid        paid        paid   paid     paid     paid
  failed      failed      failed      failed      paid   failed   expired  review
  not_opened  failed      open        processing  paid   failed   expired  review
  expired     expired     expired     processing  paid   failed   expired  review
  mismatch    review      review      review      paid   review   review   review
  refunded    created     open        processing  paid   failed   expired  failed
  returned    created     open        processing  paid   review   expired  review
  held        review      review      review      paid   review   review   review
"""


def _transitions() -> list[tuple[str, str, str]]:
    header, *rows = (line.split() for line in LIFE.strip().splitlines())
    return [(state, report, after) for report, *afters in rows for state, after in zip(header, afters, strict=True)]


TRANSITIONS = _transitions()
AFTER = {(state, report): after for state, report, after in TRANSITIONS}
