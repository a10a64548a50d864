"""People recognise the devices in the list of their sessions."""

import pytest

from creditshop.ui.states.settings import device_words

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0": "Firefox on Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15": "Safari on macOS",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0 Safari/537.36": "Chrome on Android",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0": "Edge on Windows",
    "Mozilla/5.0 (X11; Linux x86_64)": "Linux",
    "curl/8.5": "Unknown device",
    "": "Unknown device",
}


@pytest.mark.parametrize(("agent", "words"), AGENTS.items())
def test_a_device_is_named_as_far_as_it_is_known(agent: str, words: str) -> None:
    assert device_words(agent, "en") == words


def test_in_the_readers_language() -> None:
    assert device_words(next(iter(AGENTS)), "de") == "Firefox auf Windows"
