"""pretalx: the schedule that needs no scripts, released, as a visitor sees it; each talk has a speaker and a room."""

import datetime as dt
import os

from overview import DAYS, PLACES, main, month, rows

os.environ["DJANGO_SETTINGS_MODULE"] = "pretalx.settings"
SPEAKERS = 500


def fill(number):
    """Make an event with so many confirmed talks, and release its schedule, through pretalx's models."""
    from django_scopes import scope, scopes_disabled
    from pretalx.event.models import Event, Organiser
    from pretalx.person.models import SpeakerProfile, User
    from pretalx.schedule.models import Room, TalkSlot
    from pretalx.submission.models import Submission, SubmissionStates
    from pretalx.submission.models.submission import SpeakerRole

    with scopes_disabled():
        event = Event.objects.create(
            name="Day of action", slug="day", organiser=Organiser.objects.create(name="Benchmark", slug="bench"),
            is_public=True, date_from=month().date(), date_to=month().date() + dt.timedelta(days=DAYS - 1),
            timezone="UTC", email="bench@example.org", locale_array="en", locale="en",
        )  # fmt: skip
    with scope(event=event):
        event.build_initial_data()
        rooms = [Room.objects.create(event=event, name=f"City {n}", position=n) for n in range(PLACES)]
        people = [User(name=f"Speaker {n}", email=f"{n}@example.org") for n in range(min(SPEAKERS, number))]
        User.objects.bulk_create(people)
        SpeakerProfile.objects.bulk_create(SpeakerProfile(user=user, event=event) for user in people)
        planned = list(rows(number))
        talks = [
            Submission(
                event=event, code=f"T{index:05}", title=name, state=SubmissionStates.CONFIRMED,
                submission_type=event.cfp.default_type, content_locale="en",
            )
            for index, (name, _begin, _room) in enumerate(planned)
        ]  # fmt: skip
        Submission.objects.bulk_create(talks, batch_size=500)
        SpeakerRole.objects.bulk_create(
            [SpeakerRole(submission=talk, user=people[n % len(people)]) for n, talk in enumerate(talks)],
            batch_size=500,
        )
        slots = [
            TalkSlot(
                submission=talk, schedule=event.wip_schedule, room=rooms[room], start=begin,
                end=begin + dt.timedelta(minutes=30),
            )
            for talk, (_name, begin, room) in zip(talks, planned, strict=True)
        ]  # fmt: skip
        TalkSlot.objects.bulk_create(slots, batch_size=500)
        event.wip_schedule.freeze("1", notify_speakers=False)


if __name__ == "__main__":
    main(fill, "/day/schedule/nojs", ("migrate", {}), ("collectstatic", {"interactive": False}))
