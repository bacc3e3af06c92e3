"""What runs the stand-ins on this machine."""
