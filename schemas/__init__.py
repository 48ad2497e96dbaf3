"""The federation's published language: what things are called and how they are written on our wire."""
