"""The suite on many targets: which rules each breaks, what is known of that, and what is new."""
