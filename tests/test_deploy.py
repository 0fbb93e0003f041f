"""The deployment files: valid, complete, and the proxy's cache keeps only what it may."""

import getpass
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import kubernetes_validate
import pytest
import requests
import yaml

from service.up.ports import answers, free_port
from tests.waiting import wait_until


def test_compose_file_follows_the_specification(repository: Path) -> None:
    check = Path(sys.executable).with_name("check-jsonschema")
    file = repository / "docker-compose.yml"
    subprocess.run([check, "--builtin-schema", "vendor.compose-spec", file], check=True)


def test_compose_runs_every_role_and_checks_its_health(repository: Path) -> None:
    services = yaml.safe_load((repository / "docker-compose.yml").read_text())["services"]
    roles = {"migrate", "web", "worker", "upkeep", "beat", "postgres", "valkey", "nginx"}
    assert set(services) == roles
    assert {n for n in roles if "healthcheck" in services[n]} == {
        "web",
        "postgres",
        "valkey",
        "nginx",
    }


def test_detoxify_is_one_setting_away(repository: Path) -> None:
    services = yaml.safe_load((repository / "docker-compose.yml").read_text())["services"]
    for role in ("web", "worker", "upkeep"):
        assert services[role]["build"]["args"] == {"EXTRAS": "detoxify"}
        assert services[role]["env_file"] == "deploy/parley.env"
        # Its weights are downloaded, and all else of the container is read-only.
        assert services[role]["volumes"] == ["models:/var/lib/parley/.cache"]


def test_compose_has_no_default_secret(repository: Path) -> None:
    text = (repository / "docker-compose.yml").read_text()
    used = set(re.findall(r"\$\{(\w+)", text))
    required = set(re.findall(r"\$\{(\w+):\?", text))
    assert used == required
    sample = (repository / "deploy" / "parley.env.example").read_text()
    assert all(re.search(rf"^{name}=", sample, re.MULTILINE) for name in used)
    assert re.search(r"^PARLEY_SECRET_KEY=$", sample, re.MULTILINE)


class Counting(BaseHTTPRequestHandler):
    """Answers as Parley's feeds do, and counts."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        personal = "Authorization" in self.headers
        policy = "no-store" if personal else "public, max-age=0, s-maxage=2"
        self.send_header("Cache-Control", policy)
        body = f"{len(self.asked)} {self.headers['X-Forwarded-For']} {self.headers['Host']}"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def proxied(repository: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a real nginx with our file, in front of a counting service."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed (Debian: apt install nginx-light)")
    Counting.asked.clear()
    service = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    port = free_port()
    text = (repository / "deploy" / "nginx.conf").read_text()
    text = text.replace("server web:8000", f"server 127.0.0.1:{service.server_port}")
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/", f"{tmp_path}/")
    (tmp_path / "nginx.conf").write_text(text)
    # The cache lies in the test's folder, which only the account that runs the test may enter.
    account = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    directives = ["-g", f"daemon off; {account}"]
    command = [nginx, "-p", tmp_path, "-c", tmp_path / "nginx.conf", *directives]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: answers("127.0.0.1", port))
        yield f"http://127.0.0.1:{port}"
        process.terminate()
    service.shutdown()
    service.server_close()


def test_public_feeds_are_asked_for_once(proxied: str) -> None:
    first, second = (requests.get(f"{proxied}/feed", timeout=5) for _ in range(2))
    assert first.text == second.text
    assert second.headers["X-Cache"] == "HIT"
    assert Counting.asked == ["/feed"]


def test_personal_answers_are_never_kept_or_given(proxied: str) -> None:
    mine = {"Authorization": "Bearer me"}
    requests.get(f"{proxied}/feed", timeout=5)
    personal = requests.get(f"{proxied}/feed", headers=mine, timeout=5)
    assert personal.headers["X-Cache"] == "BYPASS"
    assert personal.headers["Cache-Control"] == "no-store"
    assert len(Counting.asked) == 2


def test_a_claimed_address_is_dropped(proxied: str) -> None:
    liar = {"X-Forwarded-For": "203.0.113.9"}
    answer = requests.get(f"{proxied}/other", headers=liar, timeout=5)
    assert "203.0.113.9" not in answer.text
    assert " 127.0.0.1 " in answer.text


def test_the_cluster_runs_the_same_commands_as_compose(repository: Path) -> None:
    services = yaml.safe_load((repository / "docker-compose.yml").read_text())["services"]
    folder = repository / "deploy" / "kubernetes"
    listed = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    pods = {}
    for document in (d for name in listed for d in yaml.safe_load_all((folder / name).read_text())):
        if document["kind"] in ("Deployment", "Job"):
            pods[document["metadata"]["name"]] = document["spec"]["template"]["spec"]
    assert {name: pod["containers"][0]["args"] for name, pod in pods.items()} == {
        name: services[name]["command"] for name in ("migrate", "web", "worker", "upkeep", "beat")
    }
    assert all(pod["securityContext"]["runAsNonRoot"] for pod in pods.values())


def test_the_cluster_would_take_every_document(repository: Path) -> None:
    folder = repository / "deploy" / "kubernetes"
    documents = [
        document
        for file in sorted(folder.glob("*.yaml"))
        if file.name != "kustomization.yaml"  # read by kubectl alone, and no resource
        for document in yaml.safe_load_all(file.read_text())
    ]
    assert len(documents) > 5
    for document in documents:
        kubernetes_validate.validate(document, "1.34", strict=True)
    broken = {**documents[0], "spec": {"replicsa": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, "1.34", strict=True)
