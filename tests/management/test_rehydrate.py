"""`manage.py rehydrate`, from a release's zip to a dataset that this program reads."""

from __future__ import annotations

import json
import threading
import zipfile
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotator.formats.interchange import jsonl, own
from annotator.formats.interchange.own import Line
from annotator.formats.interchange.packed import Packed
from annotator.formats.interchange.releasing import stand_off
from annotator.services import fetching
from tests.formats.interchange.releasing.made import project
from tests.formats.interchange.worlds import members, written

SOURCE = project(stories=2, accounts=2)
TEXTS = {each.revision["revision_id"]: each.revision["text"] for each in SOURCE.texts}


@pytest.fixture
def release(tmp_path):
    path = tmp_path / "release.zip"
    path.write_bytes(written(stand_off.write, SOURCE)[0])
    return path


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "texts"
    path.mkdir()
    return path


def rehydrate(release, to, *args) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("rehydrate", str(release), "--to", str(to), *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_texts_known_by_their_checksums_give_the_dataset_whole(release, folder, tmp_path):
    for number, text in enumerate(TEXTS.values()):
        (folder / f"{number}.txt").write_text(f"\ufeff{text}\r\n", encoding="utf-8", newline="")
    (folder / "picture.txt").write_bytes(b"\x00\x01")
    told, _ = rehydrate(release, tmp_path / "whole.zip", "--texts", str(folder))
    assert "revision: 4 exact\n" in told
    marks = sum(len(each.annotations) for each in SOURCE.texts)
    assert f"annotation: {marks} exact\n" in told
    found = members((tmp_path / "whole.zip").read_bytes())
    assert found["data.jsonl"] == members(written(jsonl.write, SOURCE)[0])["data.jsonl"]
    assert len(found["rehydrated.jsonl"].splitlines()) == 4 + marks
    manifest = json.loads(found["manifest.json"])
    assert manifest["rehydrated"]["revision"] == {"exact": 4}
    assert manifest["made_of"]["file"] == "release.zip"


def test_the_same_release_and_texts_give_the_same_bytes(release, folder, tmp_path):
    for revision, text in TEXTS.items():
        (folder / f"{revision}.txt").write_text(text, encoding="utf-8")
    for name in ("one.zip", "two.zip"):
        rehydrate(release, tmp_path / name, "--texts", str(folder))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_each_text_and_place_is_told_of(release, folder, tmp_path):
    first, second, *_ = TEXTS
    (folder / f"{first}.txt").write_text(f"Corrected on Friday.\n\n{TEXTS[first]}", encoding="utf-8")
    (folder / "any name.txt").write_text(TEXTS[second], encoding="utf-8")
    told, _ = rehydrate(release, tmp_path / "whole.zip", "--texts", str(folder))
    assert "revision: 1 exact, 1 changed, 2 missing\n" in told
    rows = [
        json.loads(each)
        for each in members((tmp_path / "whole.zip").read_bytes())["rehydrated.jsonl"].splitlines()
    ]
    states = {each["id"]: each["state"] for each in rows}
    assert (states[first], states[second]) == ("changed", "exact")
    of_first = {
        each["state"] for each in rows if each["type"] == "annotation" and each["revision_id"] == first
    }
    assert of_first <= {"moved", "orphan"}
    with (tmp_path / "whole.zip").open("rb") as file:
        records = [
            each for each in own.read(Packed("whole.zip", file), "data.jsonl") if isinstance(each, Line)
        ]
    assert {each.record["revision_id"] for each in records if each.kind == "revision"} <= {first, second}


@pytest.fixture
def paper(monkeypatch):
    """Serve one of the texts here; give the port."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = TEXTS["r0002"] if self.path == "/2" else None
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.end_headers()
            self.wfile.write((text or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def released(path, *addresses):
    source = project(stories=1, accounts=2)
    for document, url in zip(source.texts, addresses, strict=True):
        document.revision["url"] = url
    path.write_bytes(written(stand_off.write, source)[0])
    return path


def test_texts_are_fetched_from_their_addresses(paper, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "fetch", partial(fetching.fetch, allowed=lambda *_: True))
    path = released(tmp_path / "release.zip", f"http://127.0.0.1:{paper}/2", f"http://127.0.0.1:{paper}/gone")
    told, err = rehydrate(path, tmp_path / "whole.zip", "--fetch")
    assert "revision: 1 exact, 1 missing\n" in told
    assert f"http://127.0.0.1:{paper}/gone: " in err


def test_addresses_in_a_private_network_are_not_fetched(paper, tmp_path):
    path = released(tmp_path / "release.zip", f"http://127.0.0.1:{paper}/2", None)
    told, err = rehydrate(path, tmp_path / "whole.zip", "--fetch")
    assert "revision: 2 missing\n" in told
    assert "leads into a private network" in err
    assert "r0003: it has no address." in err


def test_what_is_no_release_is_refused_and_leaves_nothing_behind(folder, tmp_path):
    for name, data in {"a.zip": b"PK\x03\x04 broken", "b.jsonl": b"no json\n", "c.jsonl": b"[1]\n"}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CommandError):
            rehydrate(tmp_path / name, tmp_path / "whole.zip", "--texts", str(folder))
        assert not (tmp_path / "whole.zip").exists()
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as empty:
        empty.writestr("one.txt", "1")
        empty.writestr("two.txt", "2")
    with pytest.raises(CommandError, match=r"no data\.jsonl"):
        rehydrate(tmp_path / "none.zip", tmp_path / "whole.zip", "--texts", str(folder))


def test_nothing_is_overwritten_and_a_folder_must_be_there(release, folder, tmp_path):
    (tmp_path / "there.zip").write_bytes(b"mine")
    with pytest.raises(CommandError, match="File exists"):
        rehydrate(release, tmp_path / "there.zip", "--texts", str(folder))
    assert (tmp_path / "there.zip").read_bytes() == b"mine"
    with pytest.raises(CommandError, match="no folder"):
        rehydrate(release, tmp_path / "whole.zip", "--texts", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="one of the arguments"):
        rehydrate(release, tmp_path / "whole.zip")
