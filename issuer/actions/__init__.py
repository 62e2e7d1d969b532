"""What happens, one module a verb.

An action opens the transaction, asks the rules, and tells the store.
"""
