"""What comes back: chunks from a bucket or a folder, checked, ordered and read as trajectories.

All of it was written by strangers' browsers: it is read with bounded memory, its keys are never
taken for paths, and what is wrong with it is named, not raised.
"""
