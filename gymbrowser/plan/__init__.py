"""What the site will consist of: every file, where it goes, and where its bytes come from."""

from gymbrowser.asset import Asset
from gymbrowser.plan.site import Plan, plan_site

__all__ = ["Asset", "Plan", "plan_site"]
