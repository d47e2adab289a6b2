"""Where the files of other people come from that gymbrowser carries, and under which licences."""
