"""MQTT: receive from and publish to a broker."""

from .broker import Broker
from .in_ import MqttIn
from .out import MqttOut

CONNECTIONS = (Broker,)
NODES = (MqttIn, MqttOut)
