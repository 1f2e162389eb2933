"""The demo: a story told once as data (cast, programme, counts), put in order by `plot`, performed by `play`."""
