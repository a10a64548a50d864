"""State: one class a concern. It holds what is shown and calls services; ui/gate.py's marks say who may call what."""
