"""The one clockwork for all mail: claim, lane, settle, drain. It knows rows and bytes; what a mail says is composed elsewhere."""
