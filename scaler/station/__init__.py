"""Everything that a team without a cluster needs, on one machine: Prefect's server, workers, and the review page.

with Station(StationConfig()) as station:   # starts the server, equips it, then workers and page
    station.watch()                         # restarts what dies, until interrupted
"""

from __future__ import annotations

from scaler.station.check import Finding, check_station
from scaler.station.config import StationConfig
from scaler.station.run import Station

__all__ = ["Finding", "Station", "StationConfig", "check_station"]
