"""Catalogues hold every text, with its placeholders, and are compiled."""

import io

from babel.messages import Catalog
from babel.messages.mofile import read_mo

from handins import catalogues


def test_texts_of_python_and_templates_are_collected():
    texts = {message.id for message in catalogues.collected()}
    assert "global coordinator" in texts  # accounts/models/user.py
    assert "Skip to content" in texts  # templates/base.html


def test_broken_placeholder_is_found():
    catalogue = Catalog(locale="fr")
    catalogue.add("%(count)s people", "%(nombre)s personnes", flags=["python-format"])
    (message,) = [message for message in catalogue if message.id]
    assert len(list(catalogues._broken(catalogue, message))) == 1


def test_compiled_catalogue_reads_back():
    catalogue = Catalog(locale="fr")
    catalogue.add("Menu", "Menu principal")
    catalogue.add("Empty", "")
    compiled = read_mo(io.BytesIO(catalogues.compiled(catalogue)))
    assert compiled.get("Menu").string == "Menu principal"
    assert compiled.get("Empty") is None
