"""Render: plan, develop each photo by its sidecars, write pictures and masks."""
