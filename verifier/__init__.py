"""verifier: who printed these words, exactly how, put in whose mouth, and how many origins stand behind them?"""

__version__ = "0.1.0"
