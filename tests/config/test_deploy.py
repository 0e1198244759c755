"""What `deploy/` says is what there is: its settings, queues and commands, and the grammar of each file."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys

import pytest
import yaml
from django.conf import settings

from annotator.config.asgi import STREAMS
from annotator.live.hub import ALIVE_SECONDS
from tests.config.test_settings import settings_read
from tests.processes import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
OTHERS = {
    "SITE",
    "POSTGRES_PASSWORD",
    "CONCURRENCY",
    "FORWARDED_ALLOW_IPS",
}  # compose's, the units', uvicorn's
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: each for name, each in COMPOSE["services"].items() if each["image"] == "annotator"}


def named() -> set[str]:
    """Return the names of all settings that stand in any of the files."""
    example = (DEPLOY / "annotator.env.example").read_text(encoding="utf-8")
    found = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE))
    for service in OURS.values():
        found |= service["environment"].keys()
    for unit in UNITS:
        found |= set(re.findall(r"^Environment=([A-Z_]+)=", unit.read_text(encoding="utf-8"), re.MULTILINE))
    return found | set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))


def workers() -> dict[str, list[str]]:
    """Return the command of each worker, in compose and in systemd."""
    unit = (DEPLOY / "systemd" / "annotator-worker@.service").read_text(encoding="utf-8")
    (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    found = {name: each["command"] for name, each in OURS.items() if "worker" in name}
    return found | {"systemd": shlex.split(line)}


def test_each_setting_exists():
    assert named() - OTHERS - settings_read("annotator/config/settings.py") == set()


def test_each_queue_has_a_worker_and_each_worker_a_queue():
    known = set(settings.CELERY_TASK_QUEUES)
    asked = {argv[argv.index("--queues") + 1] for argv in workers().values()}
    assert asked - {"%i"} == known
    target = (DEPLOY / "systemd" / "annotator.target").read_text(encoding="utf-8")
    assert set(re.findall(r"annotator-worker@(\w+)\.service", target)) == known


@pytest.mark.parametrize("where", sorted(workers()))
def test_workers_and_web_processes_are_started_as_the_procfile_does(where):
    procfile = dict(
        line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    )
    flags = {each for each in procfile["worker"].split() if each.startswith("--without")}
    assert flags <= set(workers()[where])
    web = (DEPLOY / "systemd" / "annotator-web@.service").read_text(encoding="utf-8")
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    for flag in (
        "annotator.config.asgi:application",
        "--lifespan",
        "--timeout-graceful-shutdown",
        "--timeout-keep-alive",
    ):
        assert flag in procfile["web"]
        assert flag in web
        assert flag in image


def test_what_a_service_waits_for_is_a_service_and_what_it_mounts_is_there():
    for name, service in COMPOSE["services"].items():
        assert set(service.get("depends_on", ())) <= COMPOSE["services"].keys(), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or source == "./tls" or (DEPLOY / source).is_file(), volume
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (.*)$", image, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source


def test_streams_are_not_buffered_and_may_be_silent_longer_than_they_are():
    text = (DEPLOY / "nginx" / "annotator.conf").read_text(encoding="utf-8")
    (streams,) = re.findall(rf"location {STREAMS} {{(.*?)}}", text, re.DOTALL)
    assert "proxy_buffering off;" in streams
    (wait,) = re.findall(r"proxy_read_timeout (\d+)s;", streams)
    assert int(wait) > 2 * ALIVE_SECONDS
    assert f"location {settings.STATIC_URL} {{" in text


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_reads_each_unit(unit, tmp_path):
    text = unit.read_text(encoding="utf-8")
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read_string(text)
    assert "Unit" in read.sections()
    if not shutil.which("systemd-analyze"):
        return
    folder = tmp_path / "units"
    folder.mkdir()
    for each in UNITS:  # they name each other; programs are looked for where they will be
        known = each.read_text(encoding="utf-8").replace("User=annotator\n", "")
        known = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", known, flags=re.MULTILINE)
        (folder / each.name).write_text(known, encoding="utf-8")
    instance = unit.name.replace("@.", "@compute." if "worker" in unit.name else "@8000.")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(folder / instance)],
        capture_output=True,
        text=True,
        check=False,
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"},
    )
    about_ours = [line for line in done.stderr.splitlines() if "annotator" in line]
    assert about_ours == []


@pytest.mark.parametrize("upstream", ["upstream-machine.conf", "upstream-compose.conf"])
def test_nginx_reads_its_configuration(upstream, tmp_path):
    parts = [DEPLOY / "nginx" / name for name in (upstream, "annotator.conf")]
    for part in parts:
        text = re.sub(r"#.*", "", part.read_text(encoding="utf-8"))
        assert text.count("{") == text.count("}") > 0
        assert all(line.rstrip().endswith((";", "{", "}")) for line in text.splitlines() if line.strip())
    nginx = shutil.which("nginx")
    if nginx is None or (upstream == "upstream-compose.conf" and not looks_up_again(nginx)):
        return
    certificate = tmp_path / "tls.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "1"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(certificate)]
    subprocess.run(["openssl", *asked, *files], check=True, capture_output=True)
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    text = text.replace("/etc/nginx/tls/fullchain.pem", str(certificate))
    text = text.replace("/etc/nginx/tls/privkey.pem", str(tmp_path / "key.pem"))
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{ access_log off;\n{text}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    done = subprocess.run(
        [nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "syntax is ok" in done.stderr, done.stderr  # it would go on to make folders of the system


def looks_up_again(nginx: str) -> bool:
    """Say whether this nginx knows `resolve` in an upstream: from 1.27.3 on."""
    said = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=False).stderr
    number = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", said)
    return number is not None and tuple(map(int, number.groups())) >= (1, 27, 3)


def test_docker_reads_the_compose_file(tmp_path):
    docker = shutil.which("docker")
    if (
        not docker
        or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs docker with compose")
    (tmp_path / "annotator.env").write_text("POSTGRES_PASSWORD=x\nSITE=x\n", encoding="utf-8")
    shutil.copy(DEPLOY / "compose.yaml", tmp_path)
    done = subprocess.run(
        ["docker", "compose", "--env-file", "annotator.env", "config", "--quiet"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
