"""How long the work side keeps what is about people. The models declare the same, field by field."""

from datetime import timedelta

PEOPLE_LIVE = timedelta(days=180)
"""After the event: who was asked, what they answered, the links and mails of it, and who acted."""
PHONE_LIVES = timedelta(days=30)
"""After the event: the number to call on the day."""
PHOTOS_LIVE = timedelta(days=30)
"""Photos nobody approved for the press."""
