"""Network: serve HTTP paths, answer their requests, and make requests."""

from .http_in import HttpIn
from .http_request import HttpRequest
from .http_response import HttpResponse

NODES = (HttpIn, HttpResponse, HttpRequest)
