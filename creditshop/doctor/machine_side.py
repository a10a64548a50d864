"""What the shop talks to besides Stripe: Redis, the mail server, and the proxy with the certificate of its address."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import aiosmtplib
from redis.asyncio import Redis
from redis.exceptions import RedisError

from creditshop.config import Mode, Settings, SettingsError
from creditshop.doctor.lines import Line, ok, problem, skipped, warning
from creditshop.notices import smtp

PATIENCE = 5  # seconds for each step
SOON = timedelta(days=14)


async def redis(config: Settings) -> Line:
    """It answers, where it is needed."""
    url = config.redis_url.get_secret_value()
    if not url and config.workers > 1:
        return problem("Redis", "none is set, but several workers need it", "Set REDIS_URL.")
    if not url:
        return skipped("Redis", "not needed by one process")
    try:
        async with Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as connection:
            await connection.ping()  # type: ignore[misc]
    except (RedisError, OSError, ValueError) as error:
        seen = f"does not answer: {type(error).__name__}"
        return problem("Redis", seen, "Look whether it runs, and whether REDIS_URL names it and its password.")
    return ok("Redis", "answers")


async def mail(config: Settings) -> Line:
    """The server answers, and takes the name and password; nothing is sent."""
    url = config.smtp_url.get_secret_value()
    if not url and config.mode is not Mode.SANDBOX:
        return problem("mail", "no server is set", "Set SMTP_URL.")
    if not url:
        return skipped("mail", "not needed by the sandbox: it is in the mailbox page")
    try:
        to = smtp.server(url)
        client = aiosmtplib.SMTP(
            hostname=to.host, port=to.port, use_tls=to.tls, start_tls=to.starttls, timeout=PATIENCE, validate_certs=True
        )
        async with client:
            if to.username and to.password:
                await client.login(to.username, to.password)
    except SettingsError as error:
        return problem("mail", str(error), "Mend SMTP_URL.")
    except aiosmtplib.SMTPAuthenticationError:
        return problem("mail", f"{to.host} refuses name or password", "Mend name and password in SMTP_URL.")
    except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
        seen = f"{to.host}:{to.port} does not answer: {type(error).__name__}"
        return problem("mail", seen, "Look at host and port in SMTP_URL, and whether this machine may reach them.")
    return ok("mail", f"{to.host}:{to.port} takes mail")


async def certificate(address: str, now: datetime, context: ssl.SSLContext | None = None) -> Line:
    """Browsers trust the certificate behind this address, and go on doing so for two weeks."""
    parts = urlsplit(address)
    if parts.scheme != "https":
        return skipped("TLS", f"not needed: {address} is not https")
    host = parts.hostname or ""
    try:
        until = await asyncio.wait_for(_valid_until(host, parts.port or 443, context), PATIENCE)
    except ssl.SSLCertVerificationError as error:
        return problem("TLS", f"{host}: {error.verify_message}", "Let the proxy get a new certificate for this name.")
    except ValueError:  # a port that cannot be, a name that DNS cannot have
        return problem("TLS", f"{address} can be nobody's address", "Mend host and port in PUBLIC_URL.")
    except (OSError, TimeoutError) as error:
        seen = f"{host} does not answer: {type(error).__name__}"
        return problem("TLS", seen, "Look whether the proxy runs, and whether PUBLIC_URL names it.")
    left = until - now
    seen = f"{host}, good for {left.days} days"
    return ok("TLS", seen) if left > SOON else warning("TLS", seen, "Look why the proxy does not renew it.")


async def _valid_until(host: str, port: int, context: ssl.SSLContext | None) -> datetime:
    trusted = context or ssl.create_default_context()
    _, writer = await asyncio.open_connection(host, port, ssl=trusted, server_hostname=host, family=socket.AF_UNSPEC)
    try:
        found = writer.get_extra_info("peercert")
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(found["notAfter"]), UTC)
    finally:
        writer.close()
