"""A webhook is believed when one of our secrets signed exactly these bytes within five minutes, and read with care."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditshop.payments.errors import EventMalformed, SignatureInvalid
from creditshop.payments.events import CheckoutSession, PaymentAttempt
from creditshop.providers.stripe import parse_event, verify_webhook
from tests.webhooks import an_event, as_body, sign

SECRET = "whsec_one"


def verify(body: bytes, **signing: Any) -> object:
    return verify_webhook(body, sign(body, **({"secret": SECRET} | signing)), [SECRET])


def test_a_signed_webhook_is_parsed_once_into_plain_values() -> None:
    payload = an_event(purchase_id="pur_7")
    body = as_body(payload)
    event = verify_webhook(body, sign(body, secret=SECRET), [SECRET])
    assert (event.provider, event.id, event.type) == ("stripe", payload["id"], "checkout.session.completed")
    assert event.created == datetime.fromtimestamp(payload["created"], UTC)
    assert event.payload == payload
    assert event.purchase_id == "pur_7"
    assert isinstance(event.subject, CheckoutSession)
    assert (event.subject.amount_subtotal, event.subject.currency) == (2200, "usd")
    assert event.subject.payment_status == "paid"
    assert event.subject.payment_intent_id == payload["data"]["object"]["payment_intent"]


def test_a_declined_card_is_told_with_its_decline_code() -> None:
    subject = parse_event(an_event("payment_intent.payment_failed", purchase_id="pur_7")).subject
    assert isinstance(subject, PaymentAttempt)
    assert (subject.purchase_id, subject.amount_minor, subject.decline_code) == ("pur_7", 2200, "generic_decline")


@pytest.mark.parametrize("age", [0, 298, -298])
def test_five_minutes_of_clock_skew_are_forgiven(age: int) -> None:
    verify(as_body(an_event()), age=age)


@pytest.mark.parametrize("age", [302, 86_400, -302, -86_400])
def test_a_stale_or_post_dated_signature_is_refused(age: int) -> None:
    with pytest.raises(SignatureInvalid, match="seconds ago"):
        verify(as_body(an_event()), age=age)


def test_either_secret_will_do_while_one_is_rotated() -> None:
    body = as_body(an_event())
    for secret in ("whsec_old", "whsec_new"):
        verify_webhook(body, sign(body, secret=secret), ["whsec_old", "whsec_new"])
    both = sign(body, secret="whsec_old") + "," + sign(body, secret="whsec_new").split(",")[1]
    verify_webhook(body, both, ["whsec_new"])


@pytest.mark.parametrize("secrets", [[], [""], ["whsec_other"]])
def test_a_webhook_signed_with_none_of_our_secrets_is_refused(secrets: list[str]) -> None:
    body = as_body(an_event())
    with pytest.raises(SignatureInvalid):
        verify_webhook(body, sign(body, secret=SECRET), secrets)


def test_one_changed_byte_breaks_the_signature() -> None:
    body = as_body(an_event())
    with pytest.raises(SignatureInvalid):
        verify_webhook(body.replace(b"2200", b"2201", 1), sign(body, secret=SECRET), [SECRET])


@given(st.one_of(st.text(), st.from_regex(r"t=\d+,v1=.*")), st.binary())
def test_no_header_and_no_body_does_worse_than_be_refused(header: str, body: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        verify_webhook(body, header, [SECRET])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"evt"', b"null", b"1e999", b"{}", b'{"id": "evt_1"}', b"[" * 100_000, b'{"id": "\\ud800"}'],
)
def test_signed_rubbish_is_malformed(body: bytes) -> None:
    with pytest.raises(EventMalformed):
        verify(body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", 7), ("id", ""), ("id", "evt\0"), ("id", "e" * 256), ("id", "evt 1"), ("type", None), ("type", "a\nb"),
        ("created", "now"), ("created", 10**15), ("created", -(10**15)), ("created", True), ("created", 1.5),
        ("livemode", 0), ("livemode", None), ("api_version", 3), ("account", 3),
    ],
)  # fmt: skip
def test_an_event_without_its_identity_is_malformed(field: str, value: object) -> None:
    with pytest.raises(EventMalformed, match=field):
        parse_event(an_event() | {field: value})


@pytest.mark.parametrize(
    "change",
    [
        {"amount_total": None}, {"amount_subtotal": "2200"}, {"amount_subtotal": 22.0}, {"currency": None},
        {"id": "cs\0"}, {"expires_at": "soon"}, {"livemode": "false"}, {"payment_intent": 4}, {"total_details": []},
        {"metadata": "none"}, {"amount_total": 2**53},
    ],
)  # fmt: skip
def test_an_unreadable_object_is_kept_with_its_fault(change: dict[str, Any]) -> None:
    event = parse_event(an_event(**change))
    assert event.subject is None
    assert event.fault


@pytest.mark.parametrize("object_", [None, [], "x", {}])
def test_an_event_about_nothing_has_a_fault_too(object_: object) -> None:
    assert parse_event(an_event() | {"data": {"object": object_}}).fault


def test_another_application_s_subscription_has_no_subject_and_no_fault() -> None:
    event = parse_event(an_event(mode="subscription", amount_total=None))
    assert (event.subject, event.fault) == (None, None)


def test_an_unknown_type_has_no_subject_but_may_name_a_purchase() -> None:
    event = parse_event(an_event("charge.succeeded", purchase_id="pur_7"))
    assert (event.subject, event.fault, event.purchase_id) == (None, None, "pur_7")
    assert parse_event(an_event("charge.succeeded") | {"data": "odd"}).purchase_id is None


@pytest.mark.parametrize("value", ["", "pur 1", "pur\0", "x" * 256, 7, None, {"a": 1}])
def test_metadata_that_cannot_be_one_of_our_ids_names_no_purchase(value: object) -> None:
    event = parse_event(an_event(metadata={"creditshop_purchase": value}))
    assert event.fault is None
    assert event.purchase_id is None


def test_an_expanded_payment_intent_is_known_by_its_id() -> None:
    subject = parse_event(an_event(payment_intent={"id": "pi_1", "object": "payment_intent"})).subject
    assert isinstance(subject, CheckoutSession)
    assert subject.payment_intent_id == "pi_1"


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_envelope = st.sampled_from(["id", "type", "created", "livemode", "data", "account", "api_version"])
_fields = sorted(an_event()["data"]["object"])


@given(
    st.dictionaries(st.sampled_from(["id", "type", "created", "livemode", "data", "account", "api_version"]), any_json)
)
def test_no_signed_envelope_does_worse_than_be_malformed(changes: dict[str, Any]) -> None:
    body = json.dumps(an_event() | changes).encode("utf-8", "surrogatepass")
    with suppress(EventMalformed):
        verify(body)


@given(st.dictionaries(st.sampled_from(_fields), any_json, min_size=1))
def test_no_object_does_worse_than_have_a_fault(changes: dict[str, Any]) -> None:
    event = parse_event(an_event() | {"data": {"object": an_event()["data"]["object"] | changes}})
    assert event.subject is None or event.fault is None
