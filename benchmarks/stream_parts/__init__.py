"""What the stream's benchmark is made of: an emulator, posts with their time, and the tables they end in."""
