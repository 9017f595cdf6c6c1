"""An invented register of any size, as the import reads it: for demo, tests and measurements."""
