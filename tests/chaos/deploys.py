"""Deploys beside the messages: two nodes of the plant get another config all the time, whatever happens to it."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from typing import Any

from tests.chaos.plant import Plant

PAUSE = 0.05
"""Seconds between two deploys."""
STOPPING = 503


class Deploys(threading.Thread):
    """Saves and deploys drafts of the flow while the plant is up. `revisions` are those that were answered."""

    def __init__(self, plant: Plant) -> None:
        super().__init__(daemon=True)
        self.revisions: list[int] = []
        self.refused: list[Any] = []
        self.restarted: set[str] = set()
        """Every node that a deploy has replaced."""
        self._plant = plant
        self._ended = threading.Event()
        self.start()

    def end(self) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        number = 0
        while not self._ended.wait(PAUSE):
            number += 1
            try:
                self._deploy(number)
            except (OSError, AttributeError, ValueError):
                continue  # the process is gone, or not there yet

    def _deploy(self, number: int) -> None:
        newest = self._plant.call("GET", "history?limit=1")["items"][0]["revision"]
        flow = self._plant.call("GET", "flows/plant?version=deployed")
        flow["nodes"]["mark"]["config"]["rules"][0]["to"] = {"value": number}
        flow["nodes"]["new"]["config"]["per_topic"] = bool(number % 2)
        self._plant.call("PUT", "flows/plant", flow)
        try:
            made = self._plant.call("POST", "deploy", {"revision": newest})
        except urllib.error.HTTPError as refused:
            with refused:
                if refused.code != STOPPING:
                    self.refused.append(json.loads(refused.read()))
            return
        assert made["revision"] > newest
        self.revisions.append(made["revision"])
        self.restarted.update(made["restart"])
