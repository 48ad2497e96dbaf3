"""How each region's platform says things: one folder per dialect, all behind ``adapters.contract``."""
