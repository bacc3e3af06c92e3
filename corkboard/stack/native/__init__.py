"""The native engine's stand-ins, one file each."""
