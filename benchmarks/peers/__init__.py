"""What the peers would write: the shortest honest script for the same job."""
