"""What decides a participant's way through the steps: expressions, conditions, orders."""
