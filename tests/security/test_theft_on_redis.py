"""A session that has ended opens nothing on several workers either, where State is in Redis."""

from collections.abc import Iterator

import pytest

from tests.conftest import grown_up
from tests.security.conftest import Scene, running_shop
from tests.security.test_theft import (  # noqa: F401 - run here, on the shop below
    test_an_ended_session_opens_nothing_anywhere,
    test_signing_out_elsewhere_empties_all_that_an_open_page_holds,
    test_what_a_tab_holds_is_for_its_owner_only,
    test_what_a_tab_holds_is_not_sent_to_the_cookie_of_an_ended_session,
)


@pytest.fixture(scope="module")
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with running_shop(tmp_path_factory.mktemp("redis"), **grown_up(request)) as scene:
        yield scene
