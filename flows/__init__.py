"""Prefect flows: orchestration only. Every step is a call into `scaler`."""
