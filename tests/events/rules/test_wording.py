import pytest
from django.utils import translation

from accounts.choices import Language, MailState
from events.choices import BoardState
from events.rules.wording import clauses, listed, mail_state_beside, state_beside


def test_each_language_divides_a_list_its_own_way() -> None:
    assert listed(["lead", "steward"]) == "lead, steward"
    assert clauses(["nobody came", "petition left there"]) == "nobody came; petition left there"
    with translation.override("ar"):
        assert listed(["أ", "ب"]) == "أ، ب"
        assert clauses(["أ", "ب"]) == "أ؛ ب"


def test_states_bend_beside_their_number() -> None:
    assert state_beside(3, BoardState.READY) == "ready"
    with translation.override("fr"):
        assert [state_beside(n, BoardState.READY) for n in (0, 1, 3)] == ["prêt", "prêt", "prêts"]
        assert [mail_state_beside(n, MailState.SENT) for n in (1, 40)] == ["envoyé", "envoyés"]
    with translation.override("es"):
        assert [state_beside(n, BoardState.CANCELLED) for n in (0, 1, 3)] == [
            "cancelados",
            "cancelado",
            "cancelados",
        ]


@pytest.mark.parametrize("language", Language.values)
def test_every_state_has_its_word(language: str) -> None:
    with translation.override(language):
        for n in (0, 1, 2, 3, 11, 100):
            assert all(state_beside(n, state) for state in BoardState)
            assert all(mail_state_beside(n, state) for state in MailState)
