"""A unit's own Word templates: looked at before they are kept, filled without giving them any power.

A template may hold placeholders, loops over the paper's lists and “if there is”; nothing else of the template language,
no macros, no embedded objects, nothing fetched from elsewhere.
"""

import difflib
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from zhibu.base.errors import Refused
from zhibu.ledger.papers.placeholders import Names, completed, values_of
from zhibu.ledger.papers.shapes import Shape

LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
DEEPEST_LOOP = 2
FILLED = re.compile(r"^word/(document|header\d*|footer\d*)\.xml$")
FOREIGN = re.compile(rb'TargetMode\s*=\s*"External"')
HYPERLINK = re.compile(rb'<Relationship [^>]*relationships/hyperlink"[^>]*>')
RAW_MARK = re.compile(r"\{\{[pr]\s|\{%\s*(?:colspan|cellbg|vm|hm)\b")
NEXT = "改好以后再上传一次。"


def check(data: bytes, names: Names) -> None:
    """Raises Refused with one sentence when this file cannot be a template of a paper with these names."""
    _check_package(data)
    tree = _tree(data)
    for problem in _problems(tree, names, {}, 0):
        raise Refused(problem, NEXT, "file")
    fill(data, completed({}, names))


def filled(data: bytes, shape: Shape, names: Names) -> bytes:
    """The template with the values of a drawn paper."""
    return fill(data, completed(values_of(shape), names))


def fill(data: bytes, values: Any) -> bytes:
    template = DocxTemplate(BytesIO(data))
    try:
        template.render(values, jinja_env=_environment(), autoescape=True)
        file = BytesIO()
        template.save(file)
    except (TemplateError, ValueError) as error:
        raise Refused(_mistake(error), NEXT, "file") from error
    return file.getvalue()


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True)


def _check_package(data: bytes) -> None:
    """A Word file without macros, objects and foreign parts, and not unpacking to something huge."""
    if len(data) > LARGEST:
        raise Refused("模板最大 5 MB。", "删掉里面的大图片，再上传一次。", "file")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise Refused("这个文件解开以后太大。", "删掉里面的大图片，再上传一次。", "file")
            parts = {entry.filename: package.read(entry) for entry in entries}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise Refused("这不是 Word 的 .docx 文件。", "在 Word 或 WPS 里另存为 .docx，再上传。", "file") from error
    if "word/document.xml" not in parts:
        raise Refused("这不是 Word 的 .docx 文件。", "在 Word 或 WPS 里另存为 .docx，再上传。", "file")
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any("vbaproject" in name.lower() for name in parts):
        raise Refused("模板里有宏，不能用。", "在 Word 或 WPS 里另存为不带宏的 .docx，再上传。", "file")
    for name, part in parts.items():
        _check_part(name, part)


def _check_part(name: str, part: bytes) -> None:
    if "/embeddings/" in name or "/activeX/" in name:
        raise Refused("模板里嵌了别的文件，不能用。", "删掉嵌入的对象，再上传。", "file")
    if name.endswith(".rels") and FOREIGN.search(HYPERLINK.sub(b"", part)):
        raise Refused("模板里有从别处取来的内容，不能用。", "把它改成放在文件里的内容，再上传。", "file")
    if not name.endswith((".xml", ".rels")):
        return
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Refused("这个文件的内容不是 Word 写出来的。", "在 Word 或 WPS 里另存为 .docx，再上传。", "file")
    if not FILLED.match(name) and (b"{{" in part or b"{%" in part):
        raise Refused("占位符只能写在正文、页眉和页脚里。", NEXT, "file")


def _tree(data: bytes) -> nodes.Template:
    """The template language of body, headers and footers, parsed and not run."""
    try:
        template = DocxTemplate(BytesIO(data))
        template.init_docx()
        texts = [template.get_xml()]
        for kind in (template.HEADER_URI, template.FOOTER_URI):
            texts += [template.get_part_xml(part) for _key, part in template.get_headers_footers(kind)]
    except (PackageNotFoundError, KeyError, ValueError, AttributeError) as error:
        raise Refused("这不是 Word 的 .docx 文件。", "在 Word 或 WPS 里另存为 .docx，再上传。", "file") from error
    if RAW_MARK.search(re.sub(r"<[^>]*>", "", "".join(texts))):
        raise Refused("占位符写成 {{ 名称 }}，前面不加字母。", NEXT, "file")
    try:
        return _environment().parse("".join(map(template.patch_xml, texts)))
    except TemplateError as error:
        raise Refused(_mistake(error), NEXT, "file") from error


def _mistake(error: Exception) -> str:
    text = str(error)
    if "'endfor'" in text:
        return "模板里有一处循环没有写完整：每个 {%tr for … %} 后面要有 {%tr endfor %}。"
    if "'endif'" in text:
        return "模板里有一处“如果”没有写完整：每个 {% if … %} 后面要有 {% endif %}。"
    return "模板里有一处占位符写得不完整：要写成 {{ 名称 }}，两边各两个花括号。"


def _problems(node: nodes.Node, names: Names, rows: dict[str, list[str]], depth: int) -> Iterator[str]:
    """Sentences about what is not known or not allowed. `rows`: names of loops that are open, with what a row has."""
    if isinstance(node, nodes.Name):
        if node.name not in names.single and node.name not in names.lists and node.name not in rows:
            yield _unknown(node.name, [*names.single, *names.lists])
        return
    if isinstance(node, nodes.Getattr):
        yield from _problems_of_part(node, names, rows)
        return
    if isinstance(node, nodes.For):
        yield from _problems_of_loop(node, names, rows, depth)
        return
    if not isinstance(node, nodes.Template | nodes.Output | nodes.TemplateData | nodes.If | nodes.Not):
        yield "模板里只能用占位符、循环行和“如果有”，不能用别的写法。"
        return
    for child in node.iter_child_nodes():
        yield from _problems(child, names, rows, depth)


def _problems_of_part(node: nodes.Getattr, names: Names, rows: dict[str, list[str]]) -> Iterator[str]:
    owner = node.node.name if isinstance(node.node, nodes.Name) else ""
    if owner not in rows:
        yield f"{{{{ {owner}.{node.attr} }}}} 要写在循环行里面。"
    elif node.attr not in rows[owner]:
        yield _unknown(f"{owner}.{node.attr}", [f"{owner}.{name}" for name in rows[owner]])


def _problems_of_loop(node: nodes.For, names: Names, rows: dict[str, list[str]], depth: int) -> Iterator[str]:
    is_plain = isinstance(node.iter, nodes.Name) and isinstance(node.target, nodes.Name)
    if not is_plain or node.test or node.recursive or depth >= DEEPEST_LOOP:
        yield "循环行要写成 {%tr for 行 in 列表名 %}，列表名从下面的清单里选。"
        return
    assert isinstance(node.iter, nodes.Name)
    assert isinstance(node.target, nodes.Name)
    if node.iter.name not in names.lists:
        yield _unknown(node.iter.name, list(names.lists))
        return
    inside = {**rows, node.target.name: names.lists[node.iter.name]}
    for child in (*node.body, *node.else_):
        yield from _problems(child, names, inside, depth + 1)


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    hint = f"是不是 {{{{ {near[0]} }}}}？" if near else "能用的名称见下面的清单。"
    return f"这份文书没有 {{{{ {name} }}}} 这一项，{hint}"
