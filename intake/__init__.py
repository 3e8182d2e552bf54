"""The domain of the intake station: licenses, customers, rules and the queue, as plain values and functions."""
