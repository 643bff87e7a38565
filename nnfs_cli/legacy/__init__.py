"""Models that older programs wrote as JSON, read as models of ours: from files of strangers too."""
