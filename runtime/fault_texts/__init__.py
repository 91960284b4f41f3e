"""The catalogue of faults: code, severity, message and way out in both languages (docs/faults.md lists them)."""

from __future__ import annotations

from .callers import CALLER_FAULTS
from .configs import CONFIG_FAULTS
from .deploys import DEPLOY_FAULTS
from .files import FILE_FAULTS
from .flows import FLOW_FAULTS
from .kept import KEPT_FAULTS
from .kinds import FaultText, error, warning
from .network import NETWORK_FAULTS
from .nodes import NODE_FAULTS
from .operation import OPERATION_FAULTS
from .people import PEOPLE_FAULTS
from .projects import PROJECT_FAULTS
from .requests import REQUEST_FAULTS
from .running import RUNNING_FAULTS
from .secrets import SECRET_FAULTS
from .stations import STATION_FAULTS
from .tests import TEST_FAULTS
from .trials import TRIAL_FAULTS

PARTS = (
    FILE_FAULTS,
    FLOW_FAULTS,
    CONFIG_FAULTS,
    PROJECT_FAULTS,
    NODE_FAULTS,
    NETWORK_FAULTS,
    KEPT_FAULTS,
    REQUEST_FAULTS,
    TRIAL_FAULTS,
    RUNNING_FAULTS,
    CALLER_FAULTS,
    DEPLOY_FAULTS,
    PEOPLE_FAULTS,
    SECRET_FAULTS,
    STATION_FAULTS,
    OPERATION_FAULTS,
    TEST_FAULTS,
)

CATALOGUE: dict[str, FaultText] = {code: said for part in PARTS for code, said in part.items()}

__all__ = ["CATALOGUE", "PARTS", "FaultText", "error", "warning"]
