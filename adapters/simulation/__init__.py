"""What every simulated platform is built from; imported by simulators only, never by an adapter."""
