"""What the doctor says of mail, Redis and certificates, each a real one."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from creditshop.config import Settings
from creditshop.doctor import State
from creditshop.doctor.machine_side import certificate, mail, redis
from tests.notices.mailserver import mail_server
from tests.served import free_port

NOW = datetime.now(UTC)


async def test_a_mail_server_that_takes_refuses_or_is_away() -> None:
    async with mail_server() as server:
        url = server.url.replace("smtp://", "smtp://shop:canary@")
        assert (await mail(Settings(smtp_url=url))).state is State.OK
        assert server.logins == [("shop", "canary")]
        assert server.taken == []
        server.refuses = True
        line = await mail(Settings(smtp_url=url))
        assert (line.state, "canary" in f"{line}") == (State.PROBLEM, False)
    for wrong in (f"smtp://shop:canary@127.0.0.1:{free_port()}", "mailto:canary"):
        line = await mail(Settings(smtp_url=wrong))
        assert (line.state, "canary" in f"{line}") == (State.PROBLEM, False)
    assert (await mail(Settings())).state is State.SKIPPED
    assert (await mail(Settings(stripe_secret_key="sk_test_" + "ofatestaccount"))).state is State.PROBLEM


async def test_redis_that_answers_or_is_away(valkey: str) -> None:
    assert (await redis(Settings(redis_url=valkey))).state is State.OK
    for wrong in (f"redis://:canary@127.0.0.1:{free_port()}", valkey.replace("redis://", "redis://:canary@"), "canary"):
        line = await redis(Settings(redis_url=wrong))
        assert (line.state, "canary" in f"{line}") == (State.PROBLEM, False)
    assert (await redis(Settings())).state is State.SKIPPED
    assert (await redis(Settings(workers=2))).state is State.PROBLEM


@asynccontextmanager
async def tls_server(tmp_path: Path, *, until: datetime) -> AsyncIterator[tuple[str, ssl.SSLContext]]:
    """A server with a certificate that ends then: its address, and the context that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.example")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=90))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = tmp_path / "chain.pem"
    chain.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(chain)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=serving)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"https://127.0.0.1:{port}", ssl.create_default_context(cafile=str(chain))


@pytest.mark.parametrize(("days", "state"), [(60, State.OK), (7, State.WARNING), (-1, State.PROBLEM)])
async def test_a_certificate_that_ends(tmp_path: Path, days: int, state: State) -> None:
    async with tls_server(tmp_path, until=NOW + timedelta(days=days)) as (address, trusting):
        assert (await certificate(address, NOW, trusting)).state is state
        assert (await certificate(address, NOW)).state is State.PROBLEM  # browsers do not trust its maker


async def test_an_address_that_does_not_answer_or_needs_none() -> None:
    assert (await certificate(f"https://127.0.0.1:{free_port()}", NOW)).state is State.PROBLEM
    for wrong in ("https://shop.example:99999", "https://shop..example"):
        assert (await certificate(wrong, NOW)).state is State.PROBLEM
    assert (await certificate("http://localhost:8000", NOW)).state is State.SKIPPED
