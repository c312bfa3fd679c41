"""The pure centre: no I/O, no clock, no logging, nothing imported but the standard library and itself."""
