"""The same thing under other names: spelling keys, scripts, and which unknown people are one."""
