"""The token: the user's own, or an anonymous one that is asked for, kept and renewed."""

import asyncio
import json
import stat
import uuid
from datetime import UTC, datetime

import pytest
from cloud import Cloud, serving
from starlette.responses import JSONResponse, Response

from nemo_watch.errors import ConfigurationError, EngineOffline, HeldError, TransientError
from nemo_watch.nemo.account import AnonymousToken, FixedToken
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


async def test_rate_limit_is_waited_for_once(account):
    account.cloud.faults["token"].append(Response(status_code=429))
    assert await account.tokens().token() == "nmv_usr_1"
    assert account.slept == [30]


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


@pytest.mark.parametrize("kept", [b"", b"{", b"\xff", b'{"token":1}', b"[" * 100_000])
async def test_broken_token_file_is_replaced(account, kept):
    account.token_file.parent.mkdir()
    account.token_file.write_bytes(kept)
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
