"""Where records go: S3's presigned POST, how it is signed and judged, and a local folder."""
