"""What do several pages need alike? The day asked about, the identity bar, words for statuses and feeds."""
