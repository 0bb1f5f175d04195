"""The examples as their READMEs start them, each giving the listing that it shows as text."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType

import html5lib
import requests

from tests.live.server import free_port
from tests.server.image import PATIENCE, until

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SHOWN = ("figcaption", "p", "h2", "time")
"""Elements of a row of the listing that hold text: credit, label or summary, headline, date."""

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
BROWSER = ["--headless", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Returns what a program printed; one that fails shows it."""
    settings = {"NO_COLOR": "1", "ASTRO_TELEMETRY_DISABLED": "1"} | environment
    result = subprocess.run(
        command, cwd=cwd, env=os.environ | settings, capture_output=True, text=True, timeout=300, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@cache
def run_once(name: str, script: str) -> None:
    """Runs a script of an example's package.json that asks no newsroom: its strict compiler, its build."""
    run("npm", "run", script, cwd=EXAMPLES / name)


@contextmanager
def served(*command: str | Path, cwd: Path, address: str, **environment: str) -> Iterator[None]:
    """Starts the server of an example, waits until it answers, and stops it."""
    with subprocess.Popen(command, cwd=cwd, env=os.environ | environment, stdout=subprocess.DEVNULL) as process:
        try:
            until(lambda: answers(address))
            yield
        finally:
            process.terminate()


def answers(address: str) -> bool:
    with suppress(requests.ConnectionError):
        return requests.get(address, timeout=PATIENCE).ok
    return False


def text_of(page: str) -> str:
    """Returns the listing of a document as a reader sees it, with the numbers that browsers draw."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    rows = [
        "\n   ".join("".join(element.itertext()) for element in row.iter() if element.tag in SHOWN)
        for row in document.iter("li")
    ]
    titles = ["".join(title.itertext()) for title in document.iter("h1")]
    return "".join(f"{line}\n" for line in [*titles, *(f"{number}. {row}" for number, row in enumerate(rows, 1))])


def curl(newsroom: str) -> str:
    return run("./listing.sh", cwd=EXAMPLES / "curl", DATELINE_URL=newsroom)


def python(newsroom: str) -> str:
    return run(".venv/bin/python", "listing.py", cwd=EXAMPLES / "python", DATELINE_URL=newsroom)


def react(newsroom: str) -> str:
    """What a browser makes of the page, whose scripts ask through the page's own server."""
    run_once("react", "build")
    here, port = EXAMPLES / "react", free_port()
    address = f"http://127.0.0.1:{port}/"
    server = ["node_modules/.bin/vite", "preview", "--host", "127.0.0.1", "--port", str(port), "--strictPort"]
    options = [*BROWSER, *(["--no-sandbox"] if os.geteuid() == 0 else []), "--virtual-time-budget=20000"]
    with served(*server, cwd=here, address=address, DATELINE_URL=newsroom):
        return text_of(run(str(CHROMIUM), *options, "--dump-dom", address, cwd=here))


def astro(newsroom: str) -> str:
    here = EXAMPLES / "astro"
    run_once("astro", "check")
    run("node_modules/.bin/astro", "build", cwd=here, DATELINE_URL=newsroom)
    return text_of((here / "dist" / "index.html").read_text(encoding="utf-8"))


def sveltekit(newsroom: str) -> str:
    run_once("sveltekit", "build")
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    own = {"HOST": "127.0.0.1", "PORT": str(port)}
    with served("node", "build", cwd=EXAMPLES / "sveltekit", address=address, DATELINE_URL=newsroom, **own):
        return text_of(requests.get(address, timeout=PATIENCE).content.decode())


PROGRAMS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"curl": curl, "python": python, "react": react, "astro": astro, "sveltekit": sveltekit}
)
"""Each example: takes the address of a newsroom, returns the listing at /news/ as text."""
