"""Addresses below ``/api``."""
