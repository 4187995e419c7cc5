"""Templates compile and hold nothing that the browser would refuse."""

import pytest

from tools.templates import problems, refused_parts


def test_every_template_is_sound():
    assert problems() == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p style="color: red">', ["1: inline style"]),
        ('\n<a onclick="go()">', ["2: inline handler"]),
        ("<style>", ["1: style element"]),
        ("<script>go()</script>", ["1: script without src or nonce"]),
        ('<script src="a.js"></script><script nonce="x">', []),
        ('<a href="javascript:go()">', ["1: javascript address"]),
        ('<img src="https://other.example/a.png">', ["1: foreign address"]),
        ("{{ text|safe }}", ["1: escaping switched off"]),
        ('{% translate "一句。" %}{% if x %}{{ text }}{% endif %}', ["1: two sentences without {% gap %}"]),
        ("{% blocktranslate %}一句。{% endblocktranslate %}{{ text }}", ["1: two sentences without {% gap %}"]),
        ('{% translate "一句。" %}{% gap %}{{ text }}', []),
        ('{% if x %}{% translate "一句。" %}{% else %}{% translate "另一句。" %}{% endif %}', []),
        ('<p class="styled" data-option="x">', []),
    ],
)
def test_what_is_refused(source, found):
    assert refused_parts(source) == found
