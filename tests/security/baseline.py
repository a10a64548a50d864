"""A passive scan, as ZAP's baseline has it: looks at answers alone, and lists what is wrong with each."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": r"strict-origin-when-cross-origin|same-origin|no-referrer",
    "permissions-policy": r".*camera=\(\).*",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": ".+",
    "content-security-policy": ".+",
    "request-id": "req_[0-9a-z]{26}",
    "server": "creditshop",
}
LEAKS = {
    "a stack trace": re.compile(r"Traceback \(most recent call last\)|\bat [\w.]+ \(/|File \"/"),
    "a version": re.compile(r"(?i)\b(?:python|granian|uvicorn|starlette|fastapi|sqlalchemy|postgresql|sqlite)/\d"),
    "a folder": re.compile(r"/(?:home|root|usr|tmp|work|var)/[\w.-]+/|site-packages"),
    "a source map": re.compile(r"sourceMappingURL"),
    "a private address": re.compile(r"\b(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+\b"),
    "a comment": re.compile(r"<!--(?!/?\$[?!~]?-->|\s*-->)"),  # React marks its boundaries so
}
LOADS = dict.fromkeys(("script", "img", "iframe", "source", "video", "audio", "embed"), "src") | {"object": "data"}
KEYWORDS = {"'self'", "'none'", "'unsafe-inline'", "data:"}
FETCHED = ("stylesheet", "preload", "modulepreload", "icon", "manifest", "prefetch", "preconnect", "dns-prefetch")
PERSONAL = ("/api/", "/auth/", "/graphql", "/metrics")


@dataclass
class Document(HTMLParser):
    """What a page loads, links to, and asks for."""

    text: str
    loads: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._method = ""
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """HTMLParser's."""
        has = {name: value or "" for name, value in attrs}
        if url := has.get(LOADS.get(tag, "")):
            self.loads.append(url)
        if tag == "link" and has.get("rel") in FETCHED:
            self.loads.append(has.get("href", ""))
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
            if has.get("target") == "_blank" and "noopener" not in has.get("rel", ""):
                self.wrong.append(f"{has['href']} may reach back through its opener")
        if tag == "form":
            self._method = has.get("method", "").lower()
            if urlsplit(has.get("action", "")).netloc:
                self.wrong.append(f"a form goes to {has['action']}")
        if tag == "input" and has.get("type") == "password":
            if has.get("autocomplete") not in ("current-password", "new-password"):
                self.wrong.append(f"password field {has.get('name')} is unknown to password managers")
            if self._method != "post":
                self.wrong.append(f"password field {has.get('name')} would be in an address")
        self.wrong += [f"{name} on {tag}" for name in has if name.startswith("on")]


def alerts(answer: httpx.Response, *, secure: bool = False) -> list[str]:
    """What is wrong with an answer, a line each, with its address."""
    path, kind = answer.url.path, answer.headers.get("content-type", "")
    found = [*_headers(answer), *_cookies(answer, secure=secure), *_policy(answer), *_caching(answer, path)]
    if kind.startswith(("text/", "application/json", "application/problem+json", "application/javascript")):
        found += [what for what, pattern in LEAKS.items() if pattern.search(_prose(answer.text, kind))]
    if kind.startswith("text/html"):
        page = Document(answer.text)
        found += page.wrong
        found += [f"loads {url} from elsewhere" for url in page.loads if _is_foreign(answer, url)]
    if kind.startswith("text/css"):
        urls = re.findall(r"url\(['\"]?([^'\")]+)|@import ['\"]([^'\"]+)", answer.text)
        found += [f"loads {url}" for pair in urls for url in pair if url and _is_foreign(answer, url)]
    return [f"{answer.request.method} {path} ({answer.status_code}): {one}" for one in found]


def _prose(text: str, kind: str) -> str:
    """Scripts of libraries speak of comments and stacks; what is served of them is not about this server."""
    return re.sub(r"(?s)<script.*?</script>", "", text) if kind.startswith("text/html") else text


def _is_foreign(answer: httpx.Response, url: str) -> bool:
    whole = urlsplit(urljoin(str(answer.url), url))
    return whole.scheme != "data" and (whole.scheme, whole.netloc) != (answer.url.scheme, answer.url.netloc.decode())


def _headers(answer: httpx.Response) -> list[str]:
    wrong = [
        f"{name}: {answer.headers.get(name)}"
        for name, form in HEADERS.items()
        if not re.fullmatch(form, answer.headers.get(name, ""))
    ]
    told = [name for name in answer.headers if name in ("x-powered-by", "x-aspnet-version", "via", "x-runtime")]
    to = answer.headers.get("location", "")
    return wrong + told + ([f"leads to {to}"] if to and _is_foreign(answer, to) else [])


def _cookies(answer: httpx.Response, *, secure: bool) -> list[str]:
    wanted = ["httponly", "samesite=lax", "path=/", *(["secure"] if secure else [])]
    cookies = [cookie.lower() for cookie in answer.headers.get_list("set-cookie")]
    return [f"cookie without {flag}" for cookie in cookies for flag in wanted if flag not in cookie.split("; ")]


def _policy(answer: httpx.Response) -> list[str]:
    lines = [part.split() for part in answer.headers.get("content-security-policy", "").split(";") if part.strip()]
    policy = {name: set(sources) for name, *sources in lines}
    wrong = [f"{name} {one}" for name, sources in policy.items() for one in sources if not _is_strict(name, one)]
    if len(policy) != len(lines):
        wrong.append("a directive comes twice: the second counts for nothing")
    for name in ("script-src", "object-src", "connect-src"):
        if name not in policy and "default-src" not in policy:
            wrong.append(f"no {name}")
    if policy.get("frame-ancestors") != {"'none'"}:
        wrong.append("may be framed")
    if policy.get("default-src") != {"'none'"} and (policy.get("base-uri"), policy.get("form-action")) != (
        {"'none'"}, {"'self'"},
    ):  # fmt: skip
        wrong.append("base-uri or form-action is open")
    return [f"policy: {one}" for one in wrong]


def _is_strict(name: str, source: str) -> bool:
    if name.startswith("script") or name == "default-src":
        return source in ("'self'", "'none'") or re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", source) is not None
    return source in KEYWORDS


def _caching(answer: httpx.Response, path: str) -> list[str]:
    how = answer.headers.get("cache-control", "")
    if path.startswith(PERSONAL) and how != "no-store":
        return [f"somebody's own, and kept: {how}"]
    if answer.headers.get("set-cookie") and "no-store" not in how:
        return [f"a cookie that caches keep: {how}"]
    return []
