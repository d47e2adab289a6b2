"""`gymbrowser deploy`: a built site becomes public, and is looked at from outside."""
