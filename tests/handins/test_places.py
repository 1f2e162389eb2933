"""The socket's path must fit into a socket address."""

import os
import tempfile
from pathlib import Path

from handins.places import LONGEST_SOCKET_PATH, socket_path


def test_socket_stands_under_var():
    assert socket_path(Path("/srv/handins/var")) == Path("/srv/handins/var/valkey.sock")


def test_socket_of_a_deep_folder_is_short_and_always_the_same():
    deep = Path("/srv") / ("deep" * 30)
    path = socket_path(deep)
    assert len(os.fsencode(path)) <= LONGEST_SOCKET_PATH
    assert path.parent.parent == Path(tempfile.gettempdir())
    assert socket_path(deep) == path
    assert socket_path(deep / "other") != path
