"""What a signing key is, and what it may do.

`signing_key` is the value with its lifecycle, `keyring` knows which key signs
now, `envelope` seals private keys for storage, and `signer` signs.  Nothing
here reads a database, a clock or the environment.
"""
