"""One language for who something is for: facts, rules, three-valued evaluation, matching."""
