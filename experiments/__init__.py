"""The questions: studies read, futures run, answers kept, counted, drawn and told."""
