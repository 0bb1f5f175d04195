"""SIGHUP under load: workers are replaced one after the other, and no reader notices."""

import re
import signal
import threading
import time
from pathlib import Path

import pytest
import yaml

from tests.server.image import ROOT, Got, Image, command, running, until

pytest.importorskip("granian", reason="granian, the server of the image, is not installed: make install")

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("server")]

READERS = 4


def respawn_interval() -> float:
    """Returns for how many seconds the image's server keeps an old worker beside the new one."""
    (seconds,) = re.findall(r"--respawn-interval (\S+)", command()[-1])
    return float(seconds)


class Readers:
    """Clients that read without a pause, each request on a connection of its own.

    Attributes:
        pids: the workers that answered.
        read: how many requests were answered.
        failures: what came instead of an answer.
    """

    def __init__(self, image: Image) -> None:
        self.pids: set[int] = set()
        self.read = 0
        self.failures: list[str] = []
        self._image = image
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _reader in range(READERS)]

    def _ask(self) -> None:
        while not self._stopped.wait(0.02):
            try:
                answer = self._read()
                self.pids.add(answer.json["pid"])
                self.read += 1
            except Exception as error:
                self.failures.append(repr(error))

    def _read(self) -> Got:
        """Asks, and once more where the connection is reset, as browsers and caches do with a GET (RFC 9110, 9.2.2).

        Unless `net.ipv4.tcp_migrate_req` is 1, the kernel resets connections that a stopping worker has not accepted.
        """
        try:
            return self._image.ask("/state/")
        except ConnectionResetError:
            return self._image.ask("/state/")

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()


def test_compose_has_connections_migrate() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())

    assert compose["services"]["web"]["sysctls"] == {"net.ipv4.tcp_migrate_req": 1}


@pytest.mark.slow
def test_a_reload_drops_no_reader(tmp_path: Path) -> None:
    began = time.monotonic()
    with running(tmp_path, workers=2, environment={"SLOW_START_SECONDS": "8"}) as image:
        if time.monotonic() - began > respawn_interval():
            pytest.skip("this machine is too busy: a start takes longer than --respawn-interval")
        until(lambda: len(image.pids()) == 2)
        before = image.pids()
        with Readers(image) as readers:
            image.process.send_signal(signal.SIGHUP)
            until(lambda: image.log.read_text().count("Stopped old worker-") == 2)
            readers.pids.clear()
            until(lambda: len(readers.pids) == 2)

        assert readers.failures == []
        assert readers.read > 100
        assert not readers.pids & before
        assert image.process.poll() is None
