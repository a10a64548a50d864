"""The built pages come as they were made, and show something before their scripts run."""

import gzip

from creditshop.frontend import WEB


def test_scripts_wait_for_what_the_first_picture_needs() -> None:
    page = (WEB / "index.html").read_text()
    assert page.count('<link rel="modulepreload"') == page.count('<link rel="modulepreload" fetchpriority="low"') > 0


def test_compressed_pages_are_the_same_pages() -> None:
    for page in WEB.rglob("*.html"):
        assert gzip.decompress(page.with_name(f"{page.name}.gz").read_bytes()) == page.read_bytes(), page
