"""What staff read of a webhook."""

import json

from creditshop.ui.states.admin_events import readable


def test_the_body_is_laid_out_and_keeps_its_words() -> None:
    assert readable('{"id":"evt_1","name":"Zoë"}') == '{\n  "id": "evt_1",\n  "name": "Zoë"\n}'


def test_what_lets_a_browser_pay_is_not_shown() -> None:
    payload = json.dumps({"data": {"object": {"client_secret": "pi_1_secret_x", "id": "pi_1"}}})
    assert "secret_x" not in readable(payload)
    assert json.loads(readable(payload))["data"]["object"]["id"] == "pi_1"
