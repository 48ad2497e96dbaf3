"""The test surface /testing/*: testing and demo configurations, loopback only; production does not register it."""
