"""Who decides, who can block, and what is left when they do."""

__all__ = ["__version__"]

__version__ = "0.1.0"
