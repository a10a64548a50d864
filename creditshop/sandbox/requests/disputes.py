"""Parameters of a dispute."""

from typing import Annotated

from pydantic import StringConstraints

from creditshop.sandbox.requests.base import Params
from creditshop.sandbox.requests.refunds import UpdateMetadata

EvidenceText = Annotated[str, StringConstraints(max_length=20_000)]


class Evidence(Params):
    """What is told in words; the sandbox keeps no files. An empty text takes back an earlier one."""

    access_activity_log: EvidenceText | None = None
    billing_address: EvidenceText | None = None
    cancellation_policy_disclosure: EvidenceText | None = None
    cancellation_rebuttal: EvidenceText | None = None
    customer_email_address: EvidenceText | None = None
    customer_name: EvidenceText | None = None
    customer_purchase_ip: EvidenceText | None = None
    duplicate_charge_explanation: EvidenceText | None = None
    duplicate_charge_id: EvidenceText | None = None
    product_description: EvidenceText | None = None
    refund_policy_disclosure: EvidenceText | None = None
    refund_refusal_explanation: EvidenceText | None = None
    service_date: EvidenceText | None = None
    shipping_address: EvidenceText | None = None
    shipping_carrier: EvidenceText | None = None
    shipping_date: EvidenceText | None = None
    shipping_tracking_number: EvidenceText | None = None
    uncategorized_text: EvidenceText | None = None


class UpdateDispute(UpdateMetadata):
    evidence: Evidence | None = None
    submit: bool = True
