"""The one clockwork for all mail: claim, lane, settle, drain. It knows rows and bytes, not what they say."""
