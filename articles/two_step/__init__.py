"""Two-step sign-in: a code from an app, or one of a list of recovery codes, after the password."""
