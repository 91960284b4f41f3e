"""Databases: messages as rows."""

from .sqlite import Sqlite
from .write import DatabaseWrite

CONNECTIONS = (Sqlite,)
NODES = (DatabaseWrite,)
