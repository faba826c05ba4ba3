"""The token: the user's own, or an anonymous one that is asked for, kept and renewed."""

import asyncio
import hashlib
import json
import os
import stat
import uuid
from datetime import UTC, datetime

import pytest
from cloud import Cloud, serving
from starlette.responses import JSONResponse, Response

from nemo_watch import settings
from nemo_watch.errors import ConfigurationError, EngineOffline, HeldError, TransientError
from nemo_watch.nemo.account import AnonymousToken, CredentialToken, FixedToken, token_source
from nemo_watch.nemo.client import NemoClient
from nemo_watch.nemo.identity import Identity
from nemo_watch.nemo.wire import Endpoint

SKILL = "audio-video-to"
WEEK = 7 * 86400


class Account:
    """A cloud, a clock that is set by hand, and the files of one user."""

    def __init__(self, endpoint, cloud, folder):
        self.endpoint = endpoint
        self.cloud = cloud
        self.token_file = folder / "nemo" / "token.json"
        self.client_id_file = folder / "nemovideo" / "client_id"
        self.now = 1_000_000.0
        self.slept = []

    def tokens(self, **more):
        return AnonymousToken(
            more.pop("endpoint", self.endpoint),
            identity=Identity(),
            token_file=self.token_file,
            client_id_file=self.client_id_file,
            clock=lambda: self.now,
            sleep=self._sleep,
            **more,
        )

    async def _sleep(self, seconds):
        self.slept.append(seconds)

    @property
    def asked(self):
        return self.cloud.calls("token")

    def expiring_in(self, seconds):
        self.cloud.expires_at = moment(self.now + seconds)


def moment(epoch_seconds):
    return datetime.fromtimestamp(epoch_seconds, tz=UTC).isoformat().replace("+00:00", "Z")


@pytest.fixture
async def account(tmp_path):
    cloud = Cloud()
    async with serving(cloud) as endpoint:
        yield Account(endpoint, cloud, tmp_path)


async def test_anonymous_token_is_asked_for_once_and_kept(account):
    tokens = account.tokens()
    assert await tokens.token() == await tokens.token() == "nmv_usr_1"
    assert await account.tokens().token() == "nmv_usr_1"
    (request,) = account.asked
    assert uuid.UUID(request.headers["x-client-id"])
    assert "authorization" not in request.headers
    assert request.headers["x-skill-version"] == "1.0.0"


async def test_files_of_the_account_are_private(account):
    await account.tokens().token()
    for path in (account.token_file, account.client_id_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert list(path.parent.iterdir()) == [path]


async def test_client_id_is_kept_for_good(account):
    await account.tokens().token()
    account.token_file.unlink()
    await account.tokens().token()
    first, second = (request.headers["x-client-id"] for request in account.asked)
    assert first == second == account.client_id_file.read_text()


async def test_client_id_of_other_tools_is_used_as_it_is(account):
    account.client_id_file.parent.mkdir()
    account.client_id_file.write_text("11111111-2222-4333-8444-555555555555\n")
    await account.tokens().token()
    assert account.asked[0].headers["x-client-id"] == "11111111-2222-4333-8444-555555555555"


async def test_given_client_id_goes_first(account):
    await account.tokens(client_id="given").token()
    assert account.asked[0].headers["x-client-id"] == "given"
    assert not account.client_id_file.exists()


async def test_many_calls_at_once_ask_once(account):
    tokens = account.tokens()
    assert set(await asyncio.gather(*(tokens.token() for _ in range(20)))) == {"nmv_usr_1"}
    assert len(account.asked) == 1


async def test_expired_token_is_renewed_with_the_same_client_id(account):
    account.expiring_in(WEEK)
    tokens = account.tokens()
    await tokens.token()
    account.now += WEEK + 1
    account.expiring_in(WEEK)
    assert await tokens.token() == "nmv_usr_2"
    assert len({request.headers["x-client-id"] for request in account.asked}) == 1


async def test_token_is_renewed_shortly_before_it_expires(account):
    account.expiring_in(WEEK)
    tokens = account.tokens()
    await tokens.token()
    account.now += WEEK - 60
    account.expiring_in(WEEK)
    assert await tokens.token() == "nmv_usr_2"


async def test_token_that_cannot_be_renewed_early_is_used_to_its_end(account):
    account.expiring_in(WEEK)
    tokens = account.tokens()
    await tokens.token()
    account.now += WEEK - 60
    account.cloud.faults["token"].append(Response(status_code=429))
    assert await tokens.token() == "nmv_usr_1"
    assert account.slept == []


@pytest.mark.parametrize(("life", "early"), [(WEEK, 0.1 * WEEK), (86_400, 12 * 3600), (3600, 1800)])
async def test_token_is_renewed_well_before_it_expires(account, life, early):
    account.expiring_in(life)
    tokens = account.tokens()
    await tokens.token()
    account.now += life - early - 1
    account.expiring_in(life)
    assert await tokens.token() == "nmv_usr_1"
    account.now += 2
    assert await tokens.token() == "nmv_usr_2"


async def test_token_that_cannot_be_renewed_yet_is_asked_for_once_an_hour(account):
    account.expiring_in(WEEK)
    tokens = account.tokens()
    await tokens.token()
    account.now += WEEK - 7200
    account.cloud.faults["token"].extend(Response(status_code=429) for _ in range(2))
    for _ in range(5):
        assert await tokens.token() == "nmv_usr_1"
    assert len(account.asked) == 2
    account.now += 3601
    assert await tokens.token() == "nmv_usr_1"
    assert len(account.asked) == 3
    account.now += 3600
    account.expiring_in(WEEK)
    assert await tokens.token() == "nmv_usr_2"


async def test_rate_limit_is_waited_for_once(account):
    account.cloud.faults["token"].append(Response(status_code=429))
    assert await account.tokens().token() == "nmv_usr_1"
    assert account.slept == [30]


async def test_rate_limit_in_the_body_is_waited_for_too(account):
    account.cloud.faults["token"].append(JSONResponse({"code": 429}, headers={"Retry-After": "3"}))
    assert await account.tokens().token() == "nmv_usr_1"
    assert account.slept == [3]


async def test_second_rate_limit_is_told(account):
    for _ in range(2):
        account.cloud.faults["token"].append(Response(status_code=429, headers={"Retry-After": "5"}))
    with pytest.raises(TransientError) as caught:
        await account.tokens().token()
    assert (account.slept, caught.value.wait_seconds) == ([5], 5)


async def test_client_id_that_is_not_accepted_is_replaced_once(account):
    account.client_id_file.parent.mkdir()
    account.client_id_file.write_text("old")
    account.cloud.faults["token"].append(JSONResponse({"code": 400}, status_code=400))
    await account.tokens().token()
    first, second = (request.headers["x-client-id"] for request in account.asked)
    assert first == "old"
    assert uuid.UUID(second)
    assert account.client_id_file.read_text() == second


@pytest.mark.parametrize(("status", "fields"), [(400, {}), (403, {}), (200, {"code": 7, "message": "blocked"})])
async def test_client_id_of_the_user_is_never_replaced_and_no_job_fails_for_it(account, status, fields):
    account.cloud.faults["token"].append(JSONResponse(fields, status_code=status))
    with pytest.raises(HeldError) as caught:
        await account.tokens(client_id="given").token()
    assert caught.value.cause == "token"
    assert "NEMO_" in caught.value.hint or "scopes" in caught.value.hint
    assert not account.client_id_file.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
async def test_kept_token_that_others_may_read_is_refused(account, mode):
    await account.tokens().token()
    account.token_file.chmod(mode)
    tokens = account.tokens()
    with pytest.raises(HeldError) as caught:
        await tokens.token()
    assert caught.value.cause == "token"
    assert f"chmod 600 {account.token_file}" in caught.value.hint
    assert tokens.fingerprint == ""
    account.token_file.chmod(0o600)
    assert await tokens.token() == "nmv_usr_1"
    assert len(account.asked) == 1


async def test_client_id_is_no_secret(account):
    await account.tokens().token()
    account.client_id_file.chmod(0o644)
    assert await account.tokens().token() == "nmv_usr_1"
    assert len(account.asked) == 1


@pytest.mark.parametrize("kept", [b"", b"{", b"\xff", b'{"token":1}', b"[" * 100_000])
async def test_broken_token_file_is_replaced(account, kept):
    account.token_file.parent.mkdir()
    account.token_file.write_bytes(kept)
    account.token_file.chmod(0o600)
    assert await account.tokens().token() == "nmv_usr_1"
    assert json.loads(account.token_file.read_text())["token"] == "nmv_usr_1"


async def test_token_of_one_address_is_never_used_for_another(account):
    await account.tokens().token()
    other = Cloud()
    async with serving(other) as endpoint:
        await account.tokens(endpoint=endpoint).token()
    assert len(other.calls("token")) == 1


async def test_folder_that_cannot_be_written_is_named(account):
    account.token_file.parent.write_text("in the way")
    with pytest.raises(HeldError, match=r"token\.json"):
        await account.tokens().token()


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX: y", "ü", None, 7])
async def test_answer_without_a_usable_token_is_refused(account, token):
    account.cloud.faults["token"].append(JSONResponse({"code": 0, "data": {"token": token}}))
    with pytest.raises(TransientError) as caught:
        await account.tokens().token()
    assert "a b" not in caught.value.sentence


async def test_refused_token_is_replaced_and_the_call_repeated_once(account):
    tokens = account.tokens()
    client = NemoClient(account.endpoint, tokens=tokens, identity=Identity())
    try:
        await client.credits(skill=SKILL)
        account.cloud.valid = "another"
        balances = await asyncio.gather(*(client.credits(skill=SKILL) for _ in range(5)))
    finally:
        await client.aclose()
    assert [balance.available for balance in balances] == [90] * 5
    assert len(account.asked) == 2
    assert len(account.cloud.calls("credits")) == 1 + 5 * 2


async def test_message_and_upload_are_repeated_with_the_new_token(account, tmp_path):
    (tmp_path / "a.mov").write_bytes(b"video")
    client = NemoClient(account.endpoint, tokens=account.tokens(), identity=Identity())
    try:
        account.cloud.faults["message"].append(Response(status_code=401))
        assert (await client.send_message("s", "go", skill=SKILL)).text == "Done."
        account.cloud.faults["upload"].append(JSONResponse({"code": 1010}))
        await client.upload_files("s", [tmp_path / "a.mov"], skill=SKILL)
    finally:
        await client.aclose()
    assert len(account.cloud.calls("message")) == 2
    assert account.cloud.received[0][:2] == ("a.mov", 5)


async def test_call_is_repeated_no_more_than_once(account):
    client = NemoClient(account.endpoint, tokens=account.tokens(), identity=Identity())
    account.cloud.faults["credits"].extend([Response(status_code=401), Response(status_code=401)])
    try:
        with pytest.raises(HeldError):
            await client.credits(skill=SKILL)
    finally:
        await client.aclose()
    assert len(account.cloud.calls("credits")) == 2


async def test_own_token_is_never_replaced(account):
    client = NemoClient(account.endpoint, tokens=FixedToken("nmv_own"), identity=Identity())
    account.cloud.valid = "another"
    try:
        with pytest.raises(HeldError, match="token"):
            await client.credits(skill=SKILL)
    finally:
        await client.aclose()
    assert account.asked == []
    assert len(account.cloud.calls("credits")) == 1


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX: y", "ü"])
def test_own_token_must_fit_a_header_and_is_not_repeated(token):
    with pytest.raises(ConfigurationError) as caught:
        FixedToken(token)
    assert not token or token not in caught.value.sentence


async def test_no_token_without_a_connection(account):
    with pytest.raises(EngineOffline):
        await account.tokens(endpoint=Endpoint(base_url="http://127.0.0.1:9")).token()


async def test_token_is_in_no_repr(account):
    tokens = account.tokens()
    token = await tokens.token()
    assert token not in repr(tokens)
    assert token not in repr(vars(tokens))


async def test_account_of_an_anonymous_token_is_known(account):
    tokens = account.tokens()
    assert (tokens.is_anonymous, tokens.user_id, tokens.fingerprint) == (True, "", "")
    await tokens.token()
    assert (tokens.is_anonymous, tokens.user_id) == (True, "anon_1")


async def test_user_without_credits_is_told_where_to_register(account):
    client = NemoClient(account.endpoint, tokens=account.tokens(), identity=Identity(), web="https://web.example.com")
    account.cloud.faults["credits"].append(JSONResponse({"code": 2001}))
    try:
        with pytest.raises(HeldError) as caught:
            await client.credits(skill=SKILL)
    finally:
        await client.aclose()
    assert "https://web.example.com/register?bind=anon_1 " in caught.value.hint


async def test_fingerprint_tells_tokens_apart_and_hides_them(account):
    tokens = account.tokens()
    first = await tokens.token()
    before = tokens.fingerprint
    assert before == account.tokens().fingerprint == hashlib.sha256(first.encode()).hexdigest()[:12]
    await tokens.refused(first)
    assert tokens.fingerprint not in {before, ""}
    assert FixedToken("nmv_own").fingerprint == hashlib.sha256(b"nmv_own").hexdigest()[:12]


@pytest.fixture
def credential(tmp_path):
    path = tmp_path / "nemo-token"
    path.write_text("nmv_own_1\n")
    path.chmod(0o400)
    return path


def replace(path, token, *, mode=0o600):
    path.unlink()
    path.write_text(token)
    path.chmod(mode)


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
async def test_credential_of_a_service_is_used(credential, mode):
    credential.chmod(mode)
    tokens = CredentialToken(credential)
    assert await tokens.token() == "nmv_own_1"
    assert (tokens.is_anonymous, tokens.user_id) == (False, "")


@pytest.mark.parametrize("mode", [0o640, 0o444, 0o644, 0o604, 0o460])
async def test_credential_that_others_may_read_is_refused(credential, mode):
    credential.chmod(mode)
    with pytest.raises(HeldError) as caught:
        await CredentialToken(credential).token()
    assert caught.value.cause == "token"
    assert f"chmod 600 {credential}" in caught.value.hint
    assert "nmv_own" not in caught.value.sentence


async def test_credential_that_changes_is_used_from_then_on(credential):
    tokens = CredentialToken(credential)
    before = tokens.fingerprint
    assert await tokens.token() == "nmv_own_1"
    replace(credential, "nmv_own_2")
    assert tokens.fingerprint not in {before, ""}
    assert await tokens.token() == "nmv_own_2"


async def test_refused_credential_is_held_until_there_is_another(account, credential):
    client = NemoClient(account.endpoint, tokens=CredentialToken(credential), identity=Identity())
    account.cloud.valid = "nmv_own_2"
    try:
        with pytest.raises(HeldError) as caught:
            await client.credits(skill=SKILL)
        assert str(credential) in caught.value.message
        assert caught.value.cause == "token"
        replace(credential, "nmv_own_2")
        assert (await client.credits(skill=SKILL)).available == 90
    finally:
        await client.aclose()
    assert account.asked == []


async def test_credential_that_is_replaced_while_a_call_is_refused_is_tried_at_once(credential):
    tokens = CredentialToken(credential)
    replace(credential, "nmv_own_2")
    await tokens.refused("nmv_own_1")
    assert await tokens.token() == "nmv_own_2"


@pytest.mark.parametrize("content", ["", "two words", "ü", "x" * 5000, "\0"])
async def test_credential_that_is_no_token_is_named(credential, content):
    replace(credential, content)
    tokens = CredentialToken(credential)
    with pytest.raises(HeldError, match="holds no token"):
        await tokens.token()
    assert tokens.fingerprint == ""


async def test_credential_that_is_no_file_blocks_nobody(tmp_path):
    os.mkfifo(tmp_path / "nemo-token")
    with pytest.raises(HeldError, match="no regular file"):
        await CredentialToken(tmp_path / "nemo-token").token()
    with pytest.raises(HeldError, match=r"no regular file|cannot be read"):
        await CredentialToken(tmp_path).token()


def source_of(environ, folder):
    return token_source(
        Endpoint(base_url="http://127.0.0.1:9"),
        environment=settings.identity({"HOME": str(folder), **environ}),
        identity=Identity(),
        state=folder / "state",
    )


async def test_own_token_goes_before_a_credential_and_that_before_an_anonymous_one(tmp_path, credential):
    folder = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert await source_of({"NEMO_TOKEN": "nmv_env", **folder}, tmp_path).token() == "nmv_env"
    assert await source_of(folder, tmp_path).token() == "nmv_own_1"
    credential.unlink()
    assert source_of(folder, tmp_path).is_anonymous


async def test_anonymous_token_lies_in_the_state_folder_and_its_client_id_where_all_tools_look(account, tmp_path):
    tokens = token_source(
        account.endpoint,
        environment=settings.identity({"HOME": str(tmp_path)}),
        identity=Identity(),
        state=tmp_path / "state",
    )
    assert await tokens.token() == "nmv_usr_1"
    (kept,) = (tmp_path / "state").iterdir()
    client_id = tmp_path / ".config" / "nemovideo" / "client_id"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept, client_id)] == [0o600, 0o600]
    assert account.asked[0].headers["x-client-id"] == client_id.read_text()
