"""Flow tests: cases in JSON that drive a flow on the virtual clock (contract §2)."""

from .runner import CaseResult, run_file

__all__ = ["CaseResult", "run_file"]
