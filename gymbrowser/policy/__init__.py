"""Policies: reading and checking ONNX models."""

from gymbrowser.policy.describe import describe_policy
from gymbrowser.policy.inspection import PolicyInspection, inspect_policy

__all__ = ["PolicyInspection", "describe_policy", "inspect_policy"]
