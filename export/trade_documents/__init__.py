"""Trade documents from one entry: building, cross-checking, landed price."""
