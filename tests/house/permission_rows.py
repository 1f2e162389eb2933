"""Who gets what at every address: the declared rows of the permission matrix.

One letter per visitor, in the order of tests.house.visitors.VISITORS:

    nobody · link holder · viewer · organiser of the event · organiser of another · coordinator · coordinator elsewhere
    · global coordinator · deactivated user

    + page (200)   * done (a redirect to another page)   > sent to sign in   x yours to see, not to change (403)
    - not there, or not yours (404)   o refused with a sentence (400)   ! no such method (405)

A row's `own` is the visitor's own section's object, `foreign` another section's (for campaigns: a draft). What does
not exist must look exactly like what is not the visitor's, and is computed. POST sends an empty form.

What belongs to the section *International* is the global coordinators' as a section's is its coordinators', but for its
people: `international` says what they get there instead.
"""

from __future__ import annotations

from dataclasses import dataclass

SIGN_IN, FORBIDDEN, ABSENT, NO_METHOD = ">", "x", "-", "!"
DENIED = frozenset({SIGN_IN, FORBIDDEN, ABSENT})


@dataclass(frozen=True)
class Row:
    """What visitors get. `thing` names the object in the address (tests.house.visitors.OBJECTS), blank for none.

    `foreign_get`, `foreign_post`: as `get` and `post` where blank. `missing`: by default 404 to whoever is signed in.
    """

    get: str
    post: str
    thing: str = ""
    foreign_get: str = ""
    foreign_post: str = ""
    missing: str = ">>------>"
    international: str = ""


EVERYBODY = "+++++++++"
GET_ONLY = NO_POST = "!!!!!!!!!"
SIGNED_IN = ">>++++++>"
HIDDEN = ">>------>"
HIDDEN_BUT_GLOBAL = ">>-----+>"
GLOBAL_ONLY = ">>xxxxx+>"
COORDINATORS = ">>xxx++x>"
# a section's event: whoever may change it, its viewers see it only; another section's, the global coordinator sees only
CHANGES = {"get": ">>x+x++x>", "foreign_get": ">>-----x>"}
AND_POSTS = {"post": ">>x+x++x>", "foreign_post": ">>-----x>"}
PEOPLE = {
    "get": ">>-+-++->", "post": ">>-+-++->", "foreign_get": HIDDEN, "foreign_post": HIDDEN, "international": ABSENT,
}  # fmt: skip
CAMPAIGN = {"thing": "campaign", "foreign_get": HIDDEN_BUT_GLOBAL, "foreign_post": HIDDEN_BUT_GLOBAL}
ACTIVIST = {
    "thing": "activist", "get": ">>---++->", "foreign_get": HIDDEN, "foreign_post": HIDDEN, "international": ABSENT,
}  # fmt: skip

MEMBERS = {"get": COORDINATORS, "post": ">>xxx**x>", "foreign_get": ">>-----x>", "foreign_post": ">>-----x>"}

ROWS: dict[str, Row] = {
    # health: machines ask, without an account; what they learn names nobody
    "livez": Row(get=EVERYBODY, post=NO_POST),
    "readyz": Row(get=EVERYBODY, post=NO_POST),
    "clockz": Row(get=EVERYBODY, post=NO_POST),
    "metrics": Row(get=EVERYBODY, post=NO_POST),
    "status": Row(get=GLOBAL_ONLY, post=NO_POST),
    "status_sending": Row(get=GLOBAL_ONLY, post=NO_POST),
    # people
    "accounts:activists": Row(get=COORDINATORS, post=NO_POST),
    "accounts:activist_new": Row(get=COORDINATORS, post=COORDINATORS),
    "accounts:activist": Row(post=">>---++->", **ACTIVIST),
    "accounts:activist_edit": Row(post=">>---++->", **ACTIVIST),
    # what is sent is asked for the password first
    "accounts:activist_export": Row(post=">>---**->", **ACTIVIST),
    "accounts:activist_erase": Row(post=">>---**->", **ACTIVIST),
    "accounts:activist_doubles": Row(post=NO_POST, **ACTIVIST),
    # without the other row it leads to those it may be
    "accounts:activist_merge": Row(post=">>---**->", **{**ACTIVIST, "get": ">>---**->"}),
    "accounts:sections": Row(get=SIGNED_IN, post=NO_POST),
    "accounts:section": Row(get=SIGNED_IN, post=NO_POST, thing="section", foreign_get=HIDDEN_BUT_GLOBAL),
    "accounts:section_edit": Row(
        get=COORDINATORS,
        post=COORDINATORS,
        thing="section",
        foreign_get=">>-----x>",
        foreign_post=">>-----x>",
    ),
    "accounts:section_new": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY),
    # a section's coordinators; what is sent is asked for the password first
    "accounts:member_invite": Row(thing="section", **MEMBERS),
    "accounts:member": Row(thing="member", **MEMBERS),
    "accounts:member_step": Row(thing="member", **{**MEMBERS, "get": ">>xxx**x>"}),
    "events:network_trail": Row(get=GLOBAL_ONLY, post=NO_POST),
    "events:section_trail": Row(get=COORDINATORS, post=NO_POST, thing="section", foreign_get=">>-----x>"),
    # a page of one's own, empty until its button is pressed
    "events:section_calendar": Row(
        get=SIGNED_IN,
        post=SIGNED_IN,
        thing="section",
        foreign_get=HIDDEN_BUT_GLOBAL,
        foreign_post=HIDDEN_BUT_GLOBAL,
    ),
    "accounts:preferences": Row(get=SIGNED_IN, post=SIGNED_IN),
    "accounts:test_mail": Row(get=GET_ONLY, post=">>******>"),
    # campaigns: open ones are everybody's, drafts their makers'
    "events:home": Row(get=">>******>", post=NO_POST),
    "events:campaigns": Row(get=SIGNED_IN, post=NO_POST),
    "events:campaign_new": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY),
    "events:campaign": Row(get=SIGNED_IN, post=NO_POST, **CAMPAIGN),
    # counts of mails: viewers and organisers have nothing to do with mail
    "events:campaign_sending": Row(get=">>xxx+++>", post=NO_POST, **CAMPAIGN),
    "events:campaign_edit": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY, **CAMPAIGN),
    "events:campaign_mails": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY, **CAMPAIGN),
    "events:campaign_open": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY, **CAMPAIGN),
    "events:campaign_close": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY, **CAMPAIGN),
    "events:board": Row(get=SIGNED_IN, post=NO_POST, **CAMPAIGN),
    "events:plan": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY, **CAMPAIGN),
    "events:plan_made": Row(get=HIDDEN_BUT_GLOBAL, post=HIDDEN_BUT_GLOBAL, thing="change"),
    "events:coverage": Row(get=SIGNED_IN, post=NO_POST, **CAMPAIGN),
    # coordinators count for their section, the global coordinator for International
    "events:signatures": Row(get=SIGNED_IN, post=">>xxx+++>", **CAMPAIGN),
    # everybody reads what may be told; global coordinators prepare it
    "events:press": Row(get=SIGNED_IN, post=NO_POST, **CAMPAIGN),
    "events:press_csv": Row(get=SIGNED_IN, post=NO_POST, **CAMPAIGN),
    "events:press_xlsx": Row(get=SIGNED_IN, post=NO_POST, **CAMPAIGN),
    "events:press_json": Row(get=SIGNED_IN, post=NO_POST, **CAMPAIGN),
    "events:press_embargo": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY, **CAMPAIGN),
    # none is set there: it leads to where one can be
    "events:press_embargo_end": Row(
        get=">>xxxxx*>",
        post=">>xxxxx*>",
        **{**CAMPAIGN, "foreign_get": ">>-----*>", "foreign_post": ">>-----*>"},
    ),
    "events:press_freeze": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY, **CAMPAIGN),
    # missions are public facts: everybody reads, the global coordinator corrects
    "events:missions": Row(get=SIGNED_IN, post=NO_POST),
    "events:mission_new": Row(get=">>x+++++>", post=">>x+++++>"),
    "events:mission": Row(get=SIGNED_IN, post=NO_POST, thing="mission"),
    "events:mission_edit": Row(get=GLOBAL_ONLY, post=GLOBAL_ONLY, thing="mission"),
    "events:places": Row(get=SIGNED_IN, post=NO_POST),
    # events
    "events:events": Row(get=SIGNED_IN, post=NO_POST),
    "events:event_new": Row(get=">>x+++++>", post=">>x+++++>"),
    "events:event": Row(get=SIGNED_IN, post=NO_POST, thing="event", foreign_get=HIDDEN_BUT_GLOBAL),
    "events:event_trail": Row(post=NO_POST, thing="event", **CHANGES),
    "events:event_sending": Row(post=NO_POST, thing="event", international=FORBIDDEN, **CHANGES),
    "events:event_mails": Row(post=NO_POST, thing="event", international=FORBIDDEN, **CHANGES),
    "events:event_mail_preview": Row(post=NO_POST, thing="event", international=FORBIDDEN, **CHANGES),
    "events:event_mail_preview_html": Row(post=NO_POST, thing="event", international=FORBIDDEN, **CHANGES),
    "events:event_mails_step": Row(
        get=">>x*x**x>", foreign_get=">>-----x>", thing="event", international=FORBIDDEN, **AND_POSTS
    ),
    "events:event_edit": Row(thing="event", **CHANGES, **AND_POSTS),
    "events:event_move": Row(thing="event", **CHANGES, **AND_POSTS),
    "events:event_confirm": Row(thing="event", **CHANGES, **AND_POSTS),
    "events:event_cancel": Row(thing="event", **CHANGES, **AND_POSTS),
    "events:event_clone": Row(thing="event", **CHANGES, **AND_POSTS),
    "events:event_needs": Row(thing="event", **CHANGES, post=">>x*x**x>", foreign_post=">>-----x>"),
    "events:event_assign": Row(thing="event", international=FORBIDDEN, **CHANGES, **AND_POSTS),
    "events:event_outcome": Row(thing="past event", **CHANGES, **AND_POSTS),
    "events:event_attempt": Row(thing="past event", **CHANGES, **AND_POSTS),
    "events:event_give_up": Row(thing="past event", **CHANGES, **AND_POSTS),
    "events:event_photos": Row(thing="past event", **CHANGES, **AND_POSTS),
    "events:photo_edit": Row(
        thing="photo", get=">>-+-++->", post=">>-+-++->", foreign_get=HIDDEN, foreign_post=HIDDEN
    ),
    # before consent a photo is the business of those who record the outcome
    "events:photo": Row(
        get="---+-++--", post=NO_POST, thing="photo", foreign_get="---------", missing="---------"
    ),
    # who is assigned is hidden from whoever may not see people
    "events:assignment_answer": Row(thing="assignment", **PEOPLE),
    "events:assignment_unassign": Row(thing="assignment", **PEOPLE),
    "events:activist_events": Row(post=NO_POST, **ACTIVIST),
    "events:activist_mails": Row(post=NO_POST, **ACTIVIST),
    "events:activist_mails_step": Row(post=">>---++->", **{**ACTIVIST, "get": ">>---**->"}),
    # the world: public events only, and nothing of what has none
    "events:campaign_feed": Row(
        get=EVERYBODY, post=NO_POST, thing="campaign", foreign_get="---------", missing="---------"
    ),
    "events:public_list": Row(
        get=EVERYBODY, post=NO_POST, thing="campaign", foreign_get="---------", missing="---------"
    ),
    "events:public_map": Row(
        get=EVERYBODY, post=NO_POST, thing="campaign", foreign_get="---------", missing="---------"
    ),
    "events:section_feed": Row(get=EVERYBODY, post=NO_POST, thing="section", missing="---------"),
    # frozen figures: whoever has the address
    "events:press_snapshot": Row(get=EVERYBODY, post=NO_POST, thing="snapshot", missing="---------"),
    "events:press_snapshot_csv": Row(get=EVERYBODY, post=NO_POST, thing="snapshot", missing="---------"),
    "events:press_snapshot_xlsx": Row(get=EVERYBODY, post=NO_POST, thing="snapshot", missing="---------"),
    "events:press_snapshot_json": Row(get=EVERYBODY, post=NO_POST, thing="snapshot", missing="---------"),
    # the token is the whole authority, whoever holds it; an answer that is none is refused with a sentence
    "events:section_calendar_feed": Row(
        get=EVERYBODY, post=NO_POST, thing="section calendar", missing="---------"
    ),
    "events:report_worker": Row(get=EVERYBODY, post=NO_POST),
    "events:link": Row(get=EVERYBODY, post="ooooooooo", thing="link", missing="---------"),
}

# What other packages bring: one address each stands for all (package: address, GET).
THIRD_PARTY: dict[str, tuple[str, str]] = {
    "allauth.account": ("account_change_password", SIGNED_IN),
    "allauth.mfa": ("mfa_index", SIGNED_IN),
    "allauth.usersessions": ("usersessions_list", SIGNED_IN),
    "django.views": ("set_language", "*********"),
}
