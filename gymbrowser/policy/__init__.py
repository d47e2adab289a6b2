"""Policies: reading and checking ONNX models."""

from gymbrowser.policy.inspection import PolicyInspection, inspect_policy

__all__ = ["PolicyInspection", "inspect_policy"]
