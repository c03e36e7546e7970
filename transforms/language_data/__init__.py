"""What the language engine knows: langdetect's character profiles and our lists of function words."""
