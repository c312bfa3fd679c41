"""What a newcomer gets wrong first - token, address, names, files - is told in words, at once, and with what to do."""

import ipaddress
import ssl
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connector.clock import system_clock

JIRA, GITHUB = ("cloud", "datacenter"), ("github",)


def setting(**values):
    return lambda remote: remote.configure(**values)


def moved(old, new):
    """Return what changes the tracker's address."""
    return lambda remote: remote.configure(url=remote.fake.url.replace(old, new) if old else remote.fake.url + new)


def file_of_text(remote):
    (remote.folder / "text.pem").write_text("no certificate")
    remote.configure(ca_file="text.pem")


def token_file(text):
    def write(remote):
        remote.unset()
        if text is not None:
            (remote.folder / "token").write_text(text)
        remote.configure(token_file="token")

    return write


FAULTS = [
    ("no token", JIRA, lambda remote: remote.unset(), "trackers.ops <- needs a token: set CONNECTOR_TRACKERS__OPS__TOKEN in the environment"),
    ("no token", GITHUB, lambda remote: remote.unset(), "trackers.ops <- needs one way to sign in, and only one: set CONNECTOR_TRACKERS__OPS__TOKEN in"),
    ("wrong token", JIRA, lambda remote: remote.unset("wrong"), "trackers.ops.token <- is refused: ops: cannot sign in: the login is refused; make a new one."),
    ("wrong token", GITHUB, lambda remote: remote.unset("wrong"), "trackers.ops.token <- is refused: ops: cannot look at the repository: Bad credentials"),
    ("no token file", JIRA + GITHUB, token_file(None), "token cannot be read: No such file or directory"),
    ("a token file with more", JIRA + GITHUB, token_file("my token"), "does not hold a secret: write it there and nothing else"),
    ("wrong mail", ("cloud",), setting(mail="other@example.com"), "On Cloud `mail` has to be the token's account"),
    ("no mail", ("cloud",), setting(mail=None), "On Cloud `mail` has to be the token's account"),
    ("nobody there", JIRA + GITHUB, setting(url="http://127.0.0.1:9"), "trackers.ops.url <- does not answer: ops: cannot "),
    ("https for http", JIRA + GITHUB, moved("http:", "https:"), "does not speak TLS as it should: is it http:// instead?"),
    ("no scheme", JIRA + GITHUB, moved("http://", ""), "trackers.ops.url <- must be an address from https:// on"),
    ("a login in the address", JIRA + GITHUB, moved("http://", "http://me:hunter2@"), "trackers.ops.url <- must not hold a login"),
    ("the address of a page", JIRA, moved("", "/browse/OPS-1"), "trackers.ops.url <- is no Jira: "),
    ("the address of a page", GITHUB, moved("", "/acme/ops"), "an Enterprise Server's ends in /api/v3"),
    ("a misspelt project", JIRA, setting(project="OSP"), "trackers.ops.project <- there is no project 'OSP', or this account may not make tickets there"),
    ("a misspelt repository", GITHUB, setting(repo="acme/opps"), "trackers.ops.repo <- there is no repository acme/opps for this account"),
    ("a repository's address", GITHUB, setting(repo="https://github.com/acme/ops"), "trackers.ops.repo <- must be owner/name, such as acme/operations"),
    ("no people file", JIRA + GITHUB, lambda remote: (remote.folder / "people.toml").unlink(), "there is no people file at "),
    ("no certificates", JIRA + GITHUB, setting(ca_file="ca.pem"), "ca.pem cannot be read: No such file or directory"),
    ("other text as certificates", JIRA + GITHUB, file_of_text, "text.pem holds no certificates: "),
    ("no field map", JIRA + GITHUB, setting(mapping="mine.toml"), "mine.toml"),
]  # fmt: skip
CASES = [pytest.param(kind, *row[2:], id=f"{row[0]}-{kind}") for row in FAULTS for kind in row[1]]


@pytest.mark.parametrize(("remote", "spoil", "words"), CASES, indirect=["remote"])
def test_check_says_what_a_newcomer_got_wrong(remote, spoil, words):
    spoil(remote)
    remote.fake.clear()
    code, out, told = remote.run("check")
    assert (code, out) == (2, "")
    assert words in told
    faults = [line for line in told.splitlines() if line.startswith("  ") and "was not asked what else" not in line]
    assert len(faults) == 1, told
    assert not [words for words in ("HTTPConnectionPool", "Traceback", "pattern", "hunter2") if words in told]
    # Somebody waits for the answer: what does not work is not tried again.
    assert len({(each.method, each.path) for each in remote.fake.requests}) == len(remote.fake.requests)


@pytest.mark.parametrize("remote", ["github"], indirect=True)
@pytest.mark.parametrize("own", ['ulr = "https://github.example.com/api/v3"', 'url = "github.example.com"'])
def test_a_token_is_not_shown_to_the_usual_site_where_the_address_is_misspelt(remote, own):
    remote.configure(own, url=None)
    code, _, told = remote.run("check")
    assert code == 2
    assert "api.github.com" not in told
    assert len(told.splitlines()) == 2


@pytest.mark.parametrize("remote", ["datacenter"], indirect=True)
def test_without_a_people_file_a_name_is_told_to_be_nobody_known(remote):
    remote.configure()
    config = remote.folder / "connector.toml"
    config.write_text(config.read_text().replace('[people]\nfile = "people.toml"\n', ""))
    _, out, _ = remote.run("people", "resolve", "Gus Ghost")
    assert out.startswith(
        'Gus Ghost is nobody known: there is no people file, name one as [people] file = "people.toml"\n'
    )


# --- certificates of an authority of one's own -------------------------------------------------------------------------


class Nothing(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def private(tmp_path):
    """Yield the address of a server with a certificate that nobody trusts, and the file that holds it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example authority")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    today = system_clock()
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=9))
    made = made.add_extension(names, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
        key, hashes.SHA256()
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (tmp_path / "ca.pem").write_bytes(made.public_bytes(pem))
    both = tmp_path / "server.pem"
    both.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()) + made.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    server = HTTPServer(("127.0.0.1", 0), Nothing)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("remote", ["datacenter", "github"], indirect=True)
def test_a_private_authority_is_trusted_once_its_certificates_are_named(remote, private):
    remote.configure(url=private)
    assert "is not trusted (self" in remote.run("check")[2]
    assert "name those of its authority as `ca_file`" in remote.run("check")[2]
    remote.configure(url=private, ca_file="ca.pem")
    told = remote.run("check")[2]
    assert "ca_file" not in told
    assert "is no Jira" in told or "there is no repository" in told
