"""`core.comment`: words on the canvas."""

from __future__ import annotations

from sinterflow.runtime import Node, text


class Comment(Node):
    """A remark for people: its name is the headline, its info the text. It takes part in nothing."""

    type = "core.comment"
    title = text(en="Comment", zh="注释")
    help = text(en="A remark on the canvas; it does nothing.", zh="画布上的说明文字，不参与运行。")
    icon = "comment"
    role = "comment"
    inputs = ()
    outputs = ()
    writes = ()
