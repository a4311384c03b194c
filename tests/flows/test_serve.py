"""`make serve`: one command up, one signal down."""

import signal
import socket

import pytest
from serving import copied, inhabit, serving

from flows.checkout import held
from flows.pool import is_healthy
from flows.serve import HOME, USUAL_PORT, main, own_environment, port_for
from flows.tended import Tended
from glueline.refusal import Refused


@pytest.mark.slow
def test_sigterm_ends_server_worker_and_the_run_under_way(blank_house, repo, tmp_path):
    house = inhabit(copied(blank_house, tmp_path / "house"), repo)
    (house / "left.stay").touch()
    with serving(house, stop=signal.SIGTERM) as served:
        served.trigger()
        server = served.part("server")
        listening = {at.laddr.ip for one in [server, *server.children(recursive=True)] for at in one.net_connections()
                     if at.status == "LISTEN"}
        assert listening == {"127.0.0.1"}
        assert is_healthy(served.url)
    assert (house / HOME / "prefect.db").is_file(), "Prefect's state lies in the checkout"


def test_a_users_own_prefect_is_neither_asked_nor_changed(tmp_path, monkeypatch):
    for name in ("PREFECT_API_KEY", "PREFECT_PROFILE", "PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_SERVER_DATABASE_NAME"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setenv("PREFECT_WORKER_QUERY_SECONDS", "7")
    own = own_environment(tmp_path, "http://127.0.0.1:1/api")
    assert "theirs" not in own.values() and own["PREFECT_WORKER_QUERY_SECONDS"] == "7"
    assert (own["PREFECT_HOME"], own["DO_NOT_TRACK"]) == (str(tmp_path / ".prefect"), "1")


def test_no_other_page_may_talk_to_the_server_and_a_password_is_handed_on(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "user:secret")
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "user:secret")
    own = own_environment(tmp_path, "http://127.0.0.1:4321/api")
    assert own["PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4321"
    assert own["PREFECT_SERVER_API_AUTH_STRING"] == own["PREFECT_API_AUTH_STRING"] == "user:secret"


def test_a_taken_port_is_refused_where_it_was_asked_for_and_passed_over_where_not():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(Refused, match=f"port {taken}: Address already in use; give another with --port"):
            port_for(taken)
    assert port_for(taken) == taken and port_for(0) not in (0, USUAL_PORT)


def test_a_checkout_is_served_once(house, capsys):
    (house / HOME).mkdir()
    with held(house / HOME, pytest.fail):
        assert main(["--port", "0"]) == 1
    assert capsys.readouterr().err == "glueline: serve: .prefect: another `make serve` is at work in this checkout\n"


def test_what_ends_as_soon_as_it_is_started_is_given_up_with_its_log_named(tmp_path, monkeypatch):
    monkeypatch.setattr("flows.tended.AT_ONCE", 1e6)  # on a busy machine it takes a while to say that there is no such command
    tended = Tended(["no-such-command"], {}, tmp_path / "log")
    for turn in range(3):
        tended.start()
        tended.process.wait(timeout=120)
        if turn < 2:
            assert tended.has_ended()
    with pytest.raises(Refused, match=f"prefect no-such-command ended 3 times as soon as it was started; {tmp_path}/log"):
        tended.has_ended()
    tended.end()
