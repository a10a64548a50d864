"""The files for deployment name what there is: settings, secrets, services; and give nothing away."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from creditshop.config import Settings
from creditshop.frontend import SOURCES

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {name.upper(): field.annotation for name, field in Settings.model_fields.items()}
SECRETS = {name for name, kind in SETTINGS.items() if kind is SecretStr} - {"REDIS_URL"}  # it needs no password here
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "creditshop"}
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))


def is_setting(name: str) -> bool:
    return name in SETTINGS or (name.endswith("_FILE") and name.removesuffix("_FILE") in SETTINGS)


def unit(path: Path) -> dict[str, list[str]]:
    """The lines of a unit's service, by their key."""
    found: dict[str, list[str]] = {}
    for line in path.read_text().partition("[Service]")[2].partition("[Install]")[0].splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("name", OURS)
def test_the_shops_containers_know_their_settings_and_get_secrets_as_files(name: str) -> None:
    environment = OURS[name]["environment"]
    assert [key for key in environment if not is_setting(key)] == []
    assert SECRETS.isdisjoint(environment)
    files = {value for key, value in environment.items() if key.endswith("_FILE")}
    assert files == {f"/run/secrets/{secret}" for secret in OURS[name]["secrets"]}


@pytest.mark.parametrize("name", OURS)
def test_the_shops_containers_may_do_little(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    assert not any(volume.startswith(("/", ".")) for volume in service["volumes"])


def test_images_are_pinned_to_a_version() -> None:
    images = {service["image"] for service in SERVICES.values()} - {"creditshop"}
    images |= set(re.findall(r"^ARG PYTHON=(.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    assert images
    assert [image for image in images if not re.search(r":\d+\.\d+(\.\d+)?-", image)] == []


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["back"]["internal"]
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["back"]
    assert SERVICES["proxy"]["networks"] == ["front"]


def test_the_proxy_knows_the_web_processes_and_asks_whether_they_are_ready() -> None:
    proxy = (ROOT / "deploy/Caddyfile").read_text()
    webs = sorted(name for name, service in OURS.items() if service.get("command") == ["serve"])
    assert f"{{$UPSTREAMS:{' '.join(f'{name}:8000' for name in webs)}}}" in proxy
    assert "health_uri /ready" in proxy
    assert all(SERVICES["proxy"]["depends_on"][name] == {"condition": "service_healthy"} for name in webs)


def test_the_script_makes_every_secret_and_keeps_what_is_there(tmp_path: Path) -> None:
    script = shutil.copy(ROOT / "deploy/make-secrets.sh", tmp_path)
    subprocess.run([script], check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert made.keys() == COMPOSE["secrets"].keys()
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert made["postgres_password"].strip() in made["database_url"]
    Settings(ledger_signing_key=SecretStr(made["ledger_signing_key"].strip()))
    subprocess.run([script], check=True, capture_output=True)
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made


def test_the_image_is_run_by_nobody_in_particular_and_holds_what_the_shop_needs() -> None:
    users = re.findall(r"^USER (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert users == ["10001:10001"]
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    needed = {source.split("/")[0] for source in SOURCES} | {"alembic", "alembic.ini", "reflex.lock"}
    assert needed <= let_in
    assert [name for name in let_in if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_know_their_settings_and_get_secrets_as_credentials(path: Path) -> None:
    lines = unit(path)
    given = dict(line.split("=", 1) for line in lines["Environment"])
    given.pop("PATH", None)
    assert [name for name in given if not is_setting(name)] == []
    credentials = {line.split(":")[0] for line in lines["LoadCredential"]}
    assert set(given.values()) == {f"%d/{name}" for name in credentials}
    assert SECRETS & {name.removesuffix("_FILE") for name in given} == {name.upper() for name in credentials}


def test_units_are_hardened_alike() -> None:
    shared = {
        path.read_text().partition("# The same in all units of the shop")[2].partition("\n[Install]")[0].strip()
        for path in UNITS
    }
    assert len(shared) == 1
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "User=creditshop"} <= set(shared.pop().splitlines())


def test_the_example_of_an_environment_file_names_settings() -> None:
    example = ConfigParser(delimiters="=", interpolation=None)
    example.optionxform = str  # type: ignore[assignment, method-assign]
    example.read_string("[env]\n" + (ROOT / "deploy/systemd/env.example").read_text())
    assert [name for name in example["env"] if not is_setting(name)] == []
