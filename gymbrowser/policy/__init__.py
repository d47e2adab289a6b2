"""Policies: reading and checking ONNX models."""

from gymbrowser.policy.inspect import PolicyInspection, inspect_policy

__all__ = ["PolicyInspection", "inspect_policy"]
