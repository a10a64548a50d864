"""Tests of the shop. What they import is much and stays, so that it is looked through for garbage less often."""

import gc

gc.set_threshold(50_000, 20, 50)
