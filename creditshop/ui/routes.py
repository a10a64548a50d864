"""Every page on one screen: its address, its view, what its title says, and what is loaded for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.config import settings
from creditshop.ui.pages import auth, auth_email, errors, legal, mailbox, pricing, success
from creditshop.ui.pages.account import (
    closing,
    grants,
    history,
    keys,
    movement,
    overview,
    receipt,
    two_factor,
    usage,
    webhooks,
)
from creditshop.ui.pages.account import settings as own_settings
from creditshop.ui.pages.admin import (
    alert_rules,
    alerts,
    audit,
    customer,
    customers,
    disputes,
    endpoints,
    events,
    features,
    flags,
    jobs,
    mails,
    package,
    packages,
    payment,
    payments,
    reconciliation,
    rules,
    team,
)
from creditshop.ui.pages.admin import keys as shop_keys
from creditshop.ui.pages.admin import overview as admin_overview
from creditshop.ui.states.account import AccountState
from creditshop.ui.states.admin_alert_rules import AdminAlertRulesState
from creditshop.ui.states.admin_alerts import AdminAlertsState
from creditshop.ui.states.admin_audit import AdminAuditState
from creditshop.ui.states.admin_customer import AdminCustomerState
from creditshop.ui.states.admin_customer_acts import AdminCustomerActsState
from creditshop.ui.states.admin_customer_adjusting import AdminCustomerAdjustingState
from creditshop.ui.states.admin_customer_movements import AdminCustomerMovementsState
from creditshop.ui.states.admin_customer_past import AdminCustomerPastState
from creditshop.ui.states.admin_customers import AdminCustomersState
from creditshop.ui.states.admin_disputes import AdminDisputesState, AdminDisputeState
from creditshop.ui.states.admin_endpoints import AdminEndpointsState
from creditshop.ui.states.admin_events import AdminEventsState, AdminEventState
from creditshop.ui.states.admin_features import AdminFeaturesState
from creditshop.ui.states.admin_flags import AdminFlagsState
from creditshop.ui.states.admin_jobs import AdminJobsState, AdminJobState
from creditshop.ui.states.admin_keys import AdminKeysState
from creditshop.ui.states.admin_mails import AdminMailsState
from creditshop.ui.states.admin_overview import AdminOverviewState
from creditshop.ui.states.admin_package import AdminPackageState
from creditshop.ui.states.admin_packages import AdminPackagesState
from creditshop.ui.states.admin_payments import AdminPaymentState
from creditshop.ui.states.admin_reconciliation import AdminReconciliationState
from creditshop.ui.states.admin_rules import AdminRulesState
from creditshop.ui.states.admin_team import AdminTeamState
from creditshop.ui.states.auth import AuthState
from creditshop.ui.states.closing import ClosingState
from creditshop.ui.states.grants import GrantsState
from creditshop.ui.states.history import MovementsState, PaymentsState
from creditshop.ui.states.keys import KeysState
from creditshop.ui.states.legal import LegalState
from creditshop.ui.states.mailbox import MailboxState
from creditshop.ui.states.movement import MovementState
from creditshop.ui.states.payments_list import AdminPaymentsState
from creditshop.ui.states.pricing import PricingState
from creditshop.ui.states.receipt import ReceiptState
from creditshop.ui.states.session import SessionState
from creditshop.ui.states.settings import SettingsState
from creditshop.ui.states.success import SuccessState
from creditshop.ui.states.two_factor import TwoFactorState
from creditshop.ui.states.usage import UsageState
from creditshop.ui.states.visit import VisitState
from creditshop.ui.states.webhooks import WebhooksState
from creditshop.ui.words import t


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `name` finds its title and description among the texts; `on_load` follows SessionState.load."""

    route: str
    name: str
    view: Callable[[], rx.Component]
    on_load: tuple[Any, ...] = ()


def _private(*load: Any) -> tuple[Any, ...]:
    """For whoever is signed in; everybody else is led to the sign-in page first."""
    return (VisitState.enter, *load)


CUSTOMER = (
    AdminCustomerActsState.begin,
    AdminCustomerAdjustingState.begin,
    AdminCustomerPastState.begin,
    AdminCustomerState.listen,
    AdminCustomerMovementsState.listen,
)


PAGES = (
    Page("/", "pricing", pricing.view, (PricingState.load,)),
    Page("/login", "login", auth.login, (AuthState.load,)),
    Page("/register", "register", auth.register, (AuthState.load,)),
    Page("/reset", "reset", auth.reset, (AuthState.load,)),
    Page("/verify", "verify", auth.verify, (AuthState.load,)),
    Page("/link", "link", auth.link, (AuthState.load,)),
    Page("/code", "code", auth.code, (AuthState.load,)),
    Page("/email", "email", auth_email.confirm, (AuthState.load,)),
    Page("/objection", "objection", auth_email.objection, (AuthState.load,)),
    Page("/confirm", "confirm", auth.confirm, _private(AuthState.load)),
    Page("/imprint", "imprint", legal.imprint, (LegalState.load,)),
    Page("/terms", "terms", legal.terms, (LegalState.load,)),
    Page("/privacy", "privacy", legal.privacy, (LegalState.load,)),
    Page("/checkout/success", "success", success.view, _private(SuccessState.listen)),
    Page("/account", "account", overview.view, _private(AccountState.listen)),
    Page("/account/history", "history", history.payments, _private(PaymentsState.listen)),
    Page("/account/movements", "movements", history.movements, _private(MovementsState.listen)),
    Page("/account/receipt", "receipt", receipt.view, _private(ReceiptState.load)),
    Page("/account/movement", "explain", movement.view, _private(MovementState.listen)),
    Page("/account/usage", "usage", usage.view, _private(UsageState.listen)),
    Page("/account/grants", "grants", grants.view, _private(GrantsState.listen)),
    Page("/account/keys", "keys", keys.view, _private(KeysState.listen)),
    Page("/account/webhooks", "webhooks", webhooks.view, _private(WebhooksState.listen)),
    Page("/account/settings", "settings", own_settings.view, _private(SettingsState.listen)),
    Page("/account/two-factor", "two_factor", two_factor.view, _private(TwoFactorState.load)),
    Page("/account/close", "close_account", closing.view, _private(ClosingState.listen)),
    Page("/mailbox", "mailbox", mailbox.view, (MailboxState.listen,)),
    Page("/admin", "admin.overview", admin_overview.view, _private(AdminOverviewState.listen)),
    Page("/admin/alerts", "alerts", alerts.view, _private(AdminAlertsState.listen)),
    Page("/admin/alert-rules", "alerts.rules", alert_rules.view, _private(AdminAlertRulesState.listen)),
    Page("/admin/payments", "admin.payments", payments.view, _private(AdminPaymentsState.listen)),
    Page("/admin/payment", "admin.payment", payment.view, _private(AdminPaymentState.listen)),
    Page("/admin/disputes", "admin.disputes", disputes.disputes, _private(AdminDisputesState.listen)),
    Page("/admin/dispute", "admin.dispute", disputes.dispute, _private(AdminDisputeState.listen)),
    Page("/admin/customers", "admin.customers", customers.view, _private(AdminCustomersState.listen)),
    Page("/admin/customer", "admin.customer", customer.view, _private(*CUSTOMER)),
    Page("/admin/flags", "admin.flags", flags.view, _private(AdminFlagsState.listen)),
    Page("/admin/rules", "admin.rules", rules.view, _private(AdminRulesState.listen)),
    Page("/admin/reconciliation", "reconciliation", reconciliation.view, _private(AdminReconciliationState.listen)),
    Page("/admin/events", "admin.events", events.events, _private(AdminEventsState.listen)),
    Page("/admin/event", "admin.event", events.event, _private(AdminEventState.listen)),
    Page("/admin/packages", "admin.packages", packages.view, _private(AdminPackagesState.listen)),
    Page("/admin/package", "admin.package", package.view, _private(AdminPackageState.listen)),
    Page("/admin/features", "admin.features", features.view, _private(AdminFeaturesState.listen)),
    Page("/admin/keys", "admin.keys", shop_keys.view, _private(AdminKeysState.listen)),
    Page("/admin/endpoints", "admin.endpoints", endpoints.view, _private(AdminEndpointsState.listen)),
    Page("/admin/jobs", "admin.jobs", jobs.view, _private(AdminJobsState.listen)),
    Page("/admin/job", "admin.job", jobs.job, _private(AdminJobState.listen)),
    Page("/admin/mails", "admin.mails", mails.view, _private(AdminMailsState.listen)),
    Page("/admin/team", "team", team.view, _private(AdminTeamState.listen)),
    Page("/admin/audit", "admin.audit", audit.view, _private(AdminAuditState.listen)),
    Page("/404", "missing", errors.missing),
)


def add_pages(app: rx.App) -> None:
    """Put every page into the app."""
    for page in PAGES:
        title, description = t(f"{page.name}.title") + f" · {settings().shop_name}", t(f"{page.name}.description")
        app.add_page(
            page.view,
            route=page.route,
            title=title,
            description=description,
            image=settings().social_image,
            on_load=[SessionState.load, *page.on_load],
            meta=[
                {"property": "og:title", "content": title},
                {"property": "og:description", "content": description},
                {"name": "twitter:card", "content": "summary_large_image"},
            ],
        )
