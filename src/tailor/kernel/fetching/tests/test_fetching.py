"""Asking real servers of this machine: only those that may be asked, once, and never for longer or more than allowed."""

import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tailor.kernel.fetching import lines
from tailor.kernel.fetching.failing import NotFetched
from tailor.kernel.fetching.fetching import fetch
from tailor.kernel.fetching.tests.conftest import say


def refused(url, **asked):
    with pytest.raises(NotFetched) as why:
        fetch(url, **asked)
    return why.value


# what is asked


def test_what_is_sent_arrives_and_what_comes_back_is_told(listener, here_allowed):
    listener.answer = lambda handler: say(handler, 201, "Привет".encode(), **{"X-Kind": "test"})
    got = fetch(f"http://127.0.0.1:{listener.port}/hook?a=1", method="POST", body=b"{}", headers={"X-A": "b"})
    ((method, path, headers, body),) = listener.asked
    assert (method, path, body, headers["X-A"]) == ("POST", "/hook?a=1", b"{}", "b")
    assert headers["Host"] == f"127.0.0.1:{listener.port}"
    assert headers["User-Agent"].startswith("Tailor/")
    assert (got.status, got.good, got.text, got.whole, got.headers["x-kind"]) == (201, True, "Привет", True, "test")


def test_this_machine_is_not_asked_unless_the_installation_allows_it(listener, names):
    names["inner.example"] = [["127.0.0.1"]]
    for url in (f"https://127.0.0.1:{listener.port}/", f"https://inner.example:{listener.port}/", f"https://localhost:{listener.port}/"):  # fmt: skip
        assert "inner network" in str(refused(url).message)
    assert refused(f"http://inner.example:{listener.port}/", plain=True)
    assert listener.asked == []


def test_a_name_with_one_inner_address_among_public_ones_is_not_asked(listener, names):
    names["half.example"] = [["93.184.216.34", "127.0.0.1"]]
    assert not refused(f"https://half.example:{listener.port}/").passing
    assert listener.asked == []


def test_a_name_is_asked_for_once_and_the_judged_machine_is_connected_to(listener, names, settings, monkeypatch):
    """DNS rebinding: the name says a public machine while it is judged, and this one from then on."""
    names["changes.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    settings.TAILOR_FETCH_PRIVATE = (ip_network("93.184.216.34/32"),)
    tried = []

    def connect(place, **_):
        tried.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    refused(f"http://changes.example:{listener.port}/")
    assert tried == [("93.184.216.34", listener.port)]
    assert listener.asked == []


def test_a_redirect_to_an_inner_machine_is_told_and_not_followed(listener, here_allowed):
    listener.answer = lambda handler: say(handler, 302, Location=f"http://127.0.0.1:{listener.port}/inner")
    got = fetch(f"http://127.0.0.1:{listener.port}/")
    assert (got.status, got.good, len(listener.asked)) == (302, False, 1)


def test_a_proxy_of_the_surroundings_is_not_used(listener, here_allowed, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetch(f"http://127.0.0.1:{listener.port}/").good


def test_the_second_machine_of_a_name_is_asked_where_the_first_does_not_listen(
    listener, here_allowed, names, monkeypatch
):
    names["two.example"] = [["127.0.0.2", "127.0.0.1"]]
    connect = socket.create_connection

    def only_the_second(place, **how):
        if place[0] == "127.0.0.2":
            raise ConnectionRefusedError
        return connect(place, **how)

    monkeypatch.setattr(socket, "create_connection", only_the_second)
    assert fetch(f"http://two.example:{listener.port}/").good
    assert listener.asked[0][2]["Host"] == f"two.example:{listener.port}"


def test_nothing_slips_into_the_headers(listener, here_allowed):
    refused(f"http://127.0.0.1:{listener.port}/", headers={"X-A": "b\r\nX-C: d"})
    assert listener.asked == []


# how long, how much


def test_no_more_of_an_answer_is_read_than_is_wanted(listener, here_allowed):
    listener.answer = lambda handler: say(handler, 200, b"x" * 100_000)
    got = fetch(f"http://127.0.0.1:{listener.port}/", largest=1000)
    assert (len(got.body), got.whole) == (1000, False)


@pytest.fixture
def wire():
    """A server that talks bytes: `wire(function of a socket)` gives its port."""
    opened = []

    def serve(talk):
        server = socket.create_server(("127.0.0.1", 0))
        opened.append(server)

        def run():
            try:
                one, _place = server.accept()
                with one:
                    talk(one)
            except OSError:
                pass

        threading.Thread(target=run, daemon=True).start()
        return server.getsockname()[1]

    yield serve
    for one in opened:
        one.close()


def drop_by_drop(beginning):
    def talk(one):
        one.recv(10_000)
        one.sendall(beginning)
        for _ in range(200):
            one.sendall(b"x")
            time.sleep(0.05)

    return talk


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"]
)
def test_whoever_answers_drop_by_drop_is_not_waited_for(wire, here_allowed, beginning):
    began = time.monotonic()
    why = refused(f"http://127.0.0.1:{wire(drop_by_drop(beginning))}/", seconds=0.4)
    assert time.monotonic() - began < 5  # each drop by itself would have been in time for ten seconds
    assert why.passing
    assert "0.4" in str(why.message)


def test_whoever_takes_nothing_in_is_not_waited_for(wire, here_allowed):
    why = refused(
        f"http://127.0.0.1:{wire(lambda one: time.sleep(3))}/", method="POST", body=b"x" * 20_000_000, seconds=0.4
    )
    assert why.passing


def test_a_name_server_that_takes_its_time_is_not_waited_for(here_allowed, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: time.sleep(1) or [])
    assert refused("https://slow.example/", seconds=0.3).passing


@pytest.mark.parametrize("talk", [
    lambda one: one.sendall(b"220 mail.example ESMTP\r\n"), lambda one: one.close(), lambda one: one.sendall(b"HTTP/1.1 abc\r\n\r\n"),
    lambda one: one.sendall(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"),
    lambda one: one.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    lambda one: one.sendall(b"HTTP/1.1 200 OK\r\n" + b"x" * 100_000),
])  # fmt: skip
def test_what_is_no_http_is_said_to_be_none(wire, here_allowed, talk):
    def answer(one):
        one.recv(10_000)
        talk(one)

    assert refused(f"http://127.0.0.1:{wire(answer)}/", seconds=2).passing


def test_faults_of_the_line_are_told_in_words(names, here_allowed, wire):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert "Nothing listens" in str(refused(f"http://127.0.0.1:{port}/").message)
    assert "no server called" in str(refused("https://nowhere.invalid/").message)
    assert "does not speak https" in str(
        refused(f"https://127.0.0.1:{wire(lambda one: one.sendall(b'HTTP/1.1 400 no'))}/").message
    )


# https


@pytest.fixture
def certificates(tmp_path, monkeypatch):
    """An authority this machine believes, and what makes certificates of it."""
    authority, whole = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test")]),
    )

    def certificate(subject, key, *extensions):
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(whole).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        made = made.not_valid_after(now + timedelta(days=1))
        for one in extensions:
            made = made.add_extension(one, critical=False)
        return made.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    (tmp_path / "authority.pem").write_bytes(
        certificate(whole, authority, x509.BasicConstraints(ca=True, path_length=None))
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    lines.trusted.cache_clear()

    def server_of(name):
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        own = certificate(subject, key, x509.SubjectAlternativeName([x509.DNSName(name)]))
        (tmp_path / "server.pem").write_bytes(pem + own)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "server.pem")
        return context

    yield server_of
    lines.trusted.cache_clear()


@pytest.mark.parametrize(("name", "trusted"), [("shop.example", True), ("other.example", False)])
def test_the_certificate_has_to_be_of_the_name_and_the_name_is_told(
    listener, here_allowed, names, certificates, name, trusted
):
    names["shop.example"] = [["127.0.0.1"]]
    context, asked_for = certificates(name), []
    context.sni_callback = lambda _socket, server, _context: asked_for.append(server)
    listener.server.socket = context.wrap_socket(listener.server.socket, server_side=True)
    url = f"https://shop.example:{listener.port}/"
    if trusted:
        assert fetch(url).text == "hello"
        assert listener.asked[0][2]["Host"] == f"shop.example:{listener.port}"
    else:
        assert "not to be trusted" in str(refused(url).message)
        assert listener.asked == []
    assert asked_for == ["shop.example"]


def test_a_handshake_that_never_ends_is_not_waited_for(wire, here_allowed):
    assert refused(f"https://127.0.0.1:{wire(lambda one: time.sleep(3))}/", seconds=0.4).passing
