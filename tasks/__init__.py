"""The corridor's rooms: functions from Polars frames to Polars frames, free of environment, clock and network."""
