"""Scanners and cards: what turns light and keys into payloads, and payloads into pictures."""
