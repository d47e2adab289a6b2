"""What the commands print at their end, a module for each group of them."""
