"""Looking whether everything is there that the shop needs, and what to do where it is not."""

from creditshop.doctor.examining import Diagnosis, examine
from creditshop.doctor.lines import Line, State

__all__ = ["Diagnosis", "Line", "State", "examine"]
