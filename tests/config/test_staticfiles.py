"""Scripts lose their comments and indents on the way out, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from annotator.config.staticfiles import COMMENTS, StaticFiles, lean

ROOT = Path(__file__).parent.parent.parent
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))


def test_comments_with_lines_of_their_own_and_indents_go_and_all_else_stays() -> None:
    source = (
        "// @ts-check\n/** What it does. */\n\nimport { a } from './a.js';\n"
        "  /**\n   * @param {string} b\n   */\n\tif (a)\n    a();\n"
        "const url = 'http://x'; // kept\nconst c = /\\/\\*\\*/;\n"
    )
    kept = "\nimport { a } from './a.js';\nif (a)\na();\n"
    kept += "const url = 'http://x'; // kept\nconst c = /\\/\\*\\*/;\n"
    assert lean(source) == kept


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.name)
def test_no_comment_of_a_script_stands_inside_a_template(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    for found in COMMENTS.finditer(source):
        before = lean(source[: found.start()]).replace("\\`", "")
        assert before.count("`") % 2 == 0, found.group()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.name)
def test_no_line_begins_inside_a_template_but_those_of_style_sheets(script: Path) -> None:
    literals = COMMENTS.sub("", script.read_text(encoding="utf-8")).replace("\\`", "").split("`")[1::2]
    assert all("text-decoration: underline" in each for each in literals if "\n" in each)


def test_modules_import_each_other_by_hashed_names(tmp_path: Path) -> None:
    storage = StaticFiles(location=tmp_path, base_url="/static/")
    for script in SCRIPTS:
        storage.save(script.relative_to(ROOT / "static").as_posix(), ContentFile(script.read_bytes()))
    names = [script.relative_to(ROOT / "static").as_posix() for script in SCRIPTS]
    for name, _hashed, done in storage.post_process({name: (storage, name) for name in names}):
        assert done is True, name
    names = {path.suffix for path in tmp_path.glob("js/pages/article.*")}
    assert names == {".js", ".gz", ".br"}  # small enough for a phone, whichever of the two a browser reads
    page = (tmp_path / storage.hashed_files["js/pages/article.js"]).read_text(encoding="utf-8")
    assert 'from "../workspace.js"' not in page
    assert "workspace." in page
