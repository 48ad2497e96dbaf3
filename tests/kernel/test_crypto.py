"""What is encrypted comes back for its own column and row only; a signature fits one payload and one purpose."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from hub.kernel import crypto
from hub.kernel.clock import utc_now
from hub.kernel.crypto.intl import IntlProvider
from hub.kernel.db import db
from hub.messages import SmsOutbox


def _row(phone: str = "199-0000-0001", words: str = "验证码 123456") -> SmsOutbox:
    row = SmsOutbox(phone=phone, phone_index="x", template="t", text=words, created_at=utc_now())
    db.session.add(row)
    db.session.flush()
    db.session.expire_all()
    return row


def _stored(row_id: UUID, column: str) -> str:
    return db.session.execute(text(f"SELECT {column} FROM sms_outbox WHERE id = :id"), {"id": row_id}).scalar_one()


def _overwrite(row_id: UUID, column: str, value: str) -> None:
    db.session.execute(text(f"UPDATE sms_outbox SET {column} = :v WHERE id = :id"), {"v": value, "id": row_id})
    db.session.expire_all()


def test_a_value_comes_back_and_is_not_readable_in_the_database(session):
    row_id = _row().id
    row = db.session.get(SmsOutbox, row_id)
    assert (row.phone, row.text) == ("199-0000-0001", "验证码 123456")
    version, algorithm, kid, owner, nonce, sealed = _stored(row_id, "phone").split(".")
    assert (version, algorithm, owner) == ("1", "A256GCM", str(row_id))
    assert len(kid) == 8
    assert nonce and "199-0000" not in sealed and "0000-0001" not in sealed


def test_the_same_value_is_encrypted_differently_each_time(session):
    assert _stored(_row().id, "phone") != _stored(_row().id, "phone")


@pytest.mark.parametrize("part", range(6))
def test_any_changed_byte_is_noticed(session, part):
    row = _row()
    parts = _stored(row.id, "phone").split(".")
    first = parts[part][0]
    parts[part] = ("2" if first != "2" else "3") + parts[part][1:]
    _overwrite(row.id, "phone", ".".join(parts))
    with pytest.raises(crypto.NotDecryptable):
        assert row.phone is None


def test_a_value_copied_from_another_row_is_noticed(session):
    mine, theirs = _row("199-0000-0001"), _row("199-0000-0002")
    _overwrite(mine.id, "phone", _stored(theirs.id, "phone"))
    with pytest.raises(crypto.NotDecryptable):
        assert mine.phone is None


def test_a_value_copied_from_another_column_is_noticed(session):
    row = _row()
    _overwrite(row.id, "phone", _stored(row.id, "text"))
    with pytest.raises(crypto.NotDecryptable):
        assert row.phone is None


def test_a_changed_value_is_bound_to_its_row_again(session):
    row = _row()
    row.phone = "199-0000-0009"
    db.session.flush()
    db.session.expire_all()
    assert row.phone == "199-0000-0009"
    other = _row(words="x")
    other.phone = row.phone  # a text that was read from another row
    db.session.flush()
    db.session.expire_all()
    assert other.phone == "199-0000-0009"


def test_a_blind_index_finds_equal_values_of_one_column_only(session):
    index = crypto.blind_index("person.phone", "199-0000-0001")
    assert index == crypto.blind_index("person.phone", "199-0000-0001")
    assert index != crypto.blind_index("person.phone", "199-0000-0002")
    assert index != crypto.blind_index("sms_outbox.phone", "199-0000-0001")


def test_a_signature_fits_one_payload_and_one_purpose(session):
    signature = crypto.sign(b"payload", purpose="payment")
    assert ".." in signature
    assert crypto.verify(b"payload", signature, purpose="payment")
    assert crypto.verify(b"payload", signature, purpose="payment", jwks=crypto.public_jwks())
    assert not crypto.verify(b"payload!", signature, purpose="payment")
    assert not crypto.verify(b"payload", signature, purpose="statement")
    for broken in ("", "..", "a..b", signature[:-4] + "AAAA", signature.replace("..", ".x.")):
        assert not crypto.verify(b"payload", broken, purpose="payment"), broken


def test_the_public_keys_hold_nothing_secret(session):
    (key,) = crypto.public_jwks()["keys"]
    assert (key["kty"], key["crv"], key["alg"]) == ("OKP", "Ed25519", "Ed25519")
    assert key["kid"]
    assert "d" not in key


def test_old_keys_still_read_and_verify_after_a_rotation(app):
    before = app.config["HUB"].secrets
    after = replace(
        before,
        data_key=f"another-data-key-of-enough-bytes-000000000000 {before.data_key}",
        signing_seed=f"another-signing-seed-of-enough-bytes-0000000 {before.signing_seed}",
    )
    old, new = IntlProvider(before), IntlProvider(after)
    assert new.decrypt("a.b", old.encrypt("a.b", "秘密", row="")) == ("秘密", "")
    assert new.verify(b"x", old.sign(b"x", purpose="p"), purpose="p")
    assert not old.verify(b"x", new.sign(b"x", purpose="p"), purpose="p")
    with pytest.raises(crypto.NotDecryptable):
        old.decrypt("a.b", new.encrypt("a.b", "秘密", row=""))
