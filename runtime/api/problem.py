"""What a refused request is answered with: `application/problem+json` (RFC 9457) in the caller's language."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from itertools import count
from typing import Any

import msgspec
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from ..encoding import encode
from ..errors import FaultError, SinterflowError
from ..faults import Fault, fault
from ..security.managing import NotDone, Why
from ..text import Text, pick, text

TITLES: dict[int, Text] = {
    400: text(en="The request cannot be read", zh="请求无法识别"),
    401: text(en="Not logged in", zh="未登录"),
    403: text(en="Not allowed", zh="没有权限"),
    404: text(en="Not found", zh="未找到"),
    405: text(en="Not possible here", zh="此处不支持该操作"),
    408: text(en="Too slow", zh="请求超时"),
    409: text(en="Not possible at the moment", zh="当前无法执行"),
    412: text(en="Changed meanwhile", zh="期间已被修改"),
    413: text(en="Too large", zh="内容过大"),
    415: text(en="Not JSON", zh="不是 JSON"),
    422: text(en="Faults", zh="存在错误"),
    428: text(en="A condition is needed", zh="缺少前提条件"),
    429: text(en="Too many at once", zh="请求过多"),
    431: text(en="Too many or too long headers", zh="请求头过多或过长"),
    500: text(en="Failed", zh="服务器出错"),
    503: text(en="Not at the moment", zh="暂时无法处理"),
}

NOT_DONE: dict[Why, int] = {
    "value": 422,
    "missing": 404,
    "exists": 409,
    "conflict": 409,
    "stale": 412,
    "beyond": 403,
}
"""Statuses of changes of people and roles that are refused."""

_numbers = count(1)
_log: Any = structlog.get_logger("sinterflow.api")


class Problem(Exception):
    """Ends a request with this status and these faults; `more` are further members of the answer."""

    def __init__(
        self,
        status: int,
        *faults: Fault,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.faults = faults
        self.headers = headers or {}
        self.more = more or {}


def language(request: web.BaseRequest) -> str:
    """`zh` when the caller prefers Chinese to English (Accept-Language), else `en`."""
    weights = {"en": 0.0, "zh": 0.0}
    for wish in request.headers.get("Accept-Language", "").split(","):
        tag, _, quality = wish.strip().lower().partition(";")
        name = tag.partition("-")[0]
        if name in weights:
            weights[name] = max(weights[name], _weight(quality))
    return "zh" if weights["zh"] > weights["en"] else "en"


def _weight(quality: str) -> float:
    try:
        return float(quality.strip().removeprefix("q=") or 1.0)
    except ValueError:
        return 0.0


def describe(problem: Problem, lang: str) -> dict[str, Any]:
    """The problem as a JSON object: `detail` and `hint` are those of the first fault."""
    first = problem.faults[0]
    title = TITLES.get(problem.status, TITLES[400 if problem.status < 500 else 500])
    return {
        "type": "about:blank",
        "title": pick(title, lang),
        "status": problem.status,
        "detail": first.message(lang),
        "hint": first.hint(lang),
        "errors": [one.describe(lang) for one in problem.faults],
        **problem.more,
    }


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Outermost: whatever goes wrong inside is answered as a problem, without a traceback."""
    try:
        return await handler(request)
    except Problem as problem:
        return answer_problem(request, problem)
    except web.HTTPException as refused:
        if refused.status < 400:
            raise
        return answer_problem(request, _of_http(request, refused))
    except NotDone as refused:
        headers = {"ETag": refused.etag} if refused.etag is not None else {}
        return answer_problem(request, Problem(NOT_DONE[refused.why], *refused.faults, headers=headers))
    except FaultError as refused:
        return answer_problem(request, Problem(422, *refused.faults))
    except ConnectionError:
        raise  # the caller is gone
    except Exception as error:
        if request.writer.output_size:
            raise  # the answer has begun
        return answer_problem(request, failed(request, error))


def answer_problem(request: web.BaseRequest, problem: Problem) -> web.Response:
    """The answer to a request that is refused."""
    said = describe(problem, language(request))
    try:
        body = msgspec.json.encode(said)
    except ValueError:  # it names what came in a header and is no text
        body = encode(said)
    return web.Response(
        body=body, status=problem.status, content_type="application/problem+json", headers=dict(problem.headers)
    )


def _of_http(request: web.Request, refused: web.HTTPException) -> Problem:
    """What aiohttp itself refuses."""
    if isinstance(refused, web.HTTPNotFound):
        return Problem(404, fault("unknown-resource", url=request.path))
    if isinstance(refused, web.HTTPMethodNotAllowed):
        allowed = ", ".join(sorted(refused.allowed_methods))
        not_allowed = fault("method-not-allowed", url=request.path, method=request.method, allowed=allowed)
        return Problem(405, not_allowed, headers={"Allow": allowed})
    if isinstance(refused, web.HTTPRequestEntityTooLarge):
        return Problem(413, fault("request-too-large", limit=request.client_max_size))
    return Problem(refused.status, fault("bad-request", said=refused.text or refused.reason))


def failed(request: web.BaseRequest, error: BaseException | None) -> Problem:
    """What is said of an error of ours; the log has it whole, under the same number."""
    number = next(_numbers)
    say = partial(
        _log.error, "a request failed", number=number, method=request.method, path=request.path, exc_info=error
    )
    asyncio.get_running_loop().run_in_executor(None, say)  # a traceback reads source files
    if isinstance(error, SinterflowError) and str(error):
        return Problem(500, fault("bad-request", said=error.text))
    return Problem(500, fault("internal-error", number=number))
