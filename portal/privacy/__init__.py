"""Personal data: who looked at a firm's papers, a copy of one's data, erasure with legal holds, retention periods."""
