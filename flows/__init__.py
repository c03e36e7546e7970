"""Orchestration: the rooms that know Prefect, the settings, the report and the `presswatch` command."""
