"""MSK's sign-in with IAM, played by a plugin of the local broker."""
