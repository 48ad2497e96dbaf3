#!/usr/bin/env python3
"""Verify an export of the audit record, or a case file, without the hub: verify.py [EXPORT.zip] [--keys KEYS.json]

Needs Python 3.9 or newer and nothing else. It checks that every row gives the hash in its line, every seal the rows
it covers and the seal before it, every signature (Ed25519, RFC 8032), and that nothing was taken away. Exit code 0: all
is as it was sealed; 1: the first thing that is not is named; 2: this is no export. Rows of areas that the reader has no
right to are there with their hash only. Without --keys the keys in the export are believed: compare the fingerprints
that are printed with those the hub publishes.
"""

import base64
import hashlib
import json
import sys
import zipfile

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


class Broken(Exception):
    """Something is not as it was sealed."""


def add(a, b):
    """The sum of two points in extended coordinates (RFC 8032, 5.1.4)."""
    minus, plus = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    cross, twice = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = plus - minus, twice - cross, twice + cross, plus + minus
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    """A multiple of a point."""
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def point_of(encoded):
    """The point that 32 bytes stand for (RFC 8032, 5.1.3), or None."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    """Whether an Ed25519 signature fits (RFC 8032, 5.1.7)."""
    if len(signature) != 64 or len(key) != 32:
        return False
    public, commitment = point_of(key), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or scalar >= ORDER:
        return False
    digest = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(scalar, BASE), add(commitment, times(digest, public))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def unpadded(text):
    """Base64url without its padding, strictly: a stray character is no signature."""
    if not all(c.isascii() and (c.isalnum() or c in "-_") for c in text):
        raise Broken("A key or signature holds characters that do not belong there.")
    decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(decoded).rstrip(b"=").decode() != text:
        raise Broken("A key or signature is not written in the one way it can be.")
    return decoded


def check_signature(what, content, signature, kind, keys):
    """Refuse a detached JWS that does not fit the content."""
    try:
        head, tail = signature.split("..")
        header = json.loads(unpadded(head))
        signed = head.encode() + b"." + base64.urlsafe_b64encode(content).rstrip(b"=")
        fits = header["alg"] == "Ed25519" and header["typ"] == kind and header["kid"] in keys
        fits = fits and is_signed(keys[header["kid"]], signed, unpadded(tail))
    except (ValueError, KeyError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise Broken(what + " is not what was signed.")


def read_keys(content):
    """The public keys of a JWK set by their ids."""
    return {key["kid"]: unpadded(key["x"]) for key in json.loads(content)["keys"] if key.get("crv") == "Ed25519"}


def lines_of(archive, name, wanted):
    """The lines of a file of the export; at their end the whole must have the hash of the manifest."""
    digest = hashlib.sha256()
    with archive.open(name) as file:
        for line in file:
            digest.update(line)
            yield line[:-1] if line.endswith(b"\n") else line
    if digest.hexdigest() != wanted:
        raise Broken(name + " was changed after it was exported.")


def check_row(line, seq):
    """The line of a row in the root of its seal; refuses a row that does not give its hash."""
    row = json.loads(line)
    where = "Row {} of {} (place {})".format(row["key"], row["source"], row["seq"])
    if row["seq"] != seq:
        raise Broken(f"{where} stands where place {seq} belongs.")
    if row["text"] is not None and hashlib.sha256(row["text"].encode()).hexdigest() != row["sha256"]:
        raise Broken(where + " was changed after it was sealed.")
    return "{} {} {} {} {}".format(row["seq"], row["source"], row["key"], row["xid"], row["sha256"]), row[
        "text"
    ] is None


def check_seal(line, number, previous, first, keys):
    """What a seal states; refuses one that does not follow or was not signed."""
    seal = json.loads(line)
    statement, content = json.loads(seal["statement"]), seal["statement"].encode()
    if (statement["n"], statement["previous"], statement["first_seq"]) != (number, previous, first):
        raise Broken("Seal {} does not follow the seal before it.".format(statement["n"]))
    check_signature(f"Seal {number}", content, seal["signature"], "hub.seal+jws", keys)
    return statement, hashlib.sha256(content).hexdigest()


def verify_case(archive, given_keys=None):
    """Check a case file: the signed manifest names every file with its hash, and there is no other."""
    content, signature = archive.read("manifest.json"), archive.read("manifest.signature").decode()
    keys = read_keys(given_keys or archive.read("public_keys.json"))
    check_signature("The manifest", content, signature, "hub.case-file+jws", keys)
    files = json.loads(content)["files"]
    extra = set(archive.namelist()) - set(files) - {"manifest.json", "manifest.signature"}
    if extra:
        raise Broken(f"{min(extra)} was put in later.")
    for name, wanted in sorted(files.items()):
        if name not in archive.namelist():
            raise Broken(name + " is gone.")
        digest = hashlib.sha256()
        with archive.open(name) as file:
            for part in iter(lambda file=file: file.read(1 << 20), b""):
                digest.update(part)
        if digest.hexdigest() != wanted:
            raise Broken(name + " was changed after it was signed.")
    return {"files": len(files), "keys": keys}


def verify(archive, given_keys=None):
    """Check everything; what was looked at in numbers."""
    content, signature = archive.read("manifest.json"), archive.read("manifest.signature").decode()
    keys = read_keys(given_keys or archive.read("public_keys.json"))
    check_signature("The manifest", content, signature, "hub.audit-export+jws", keys)
    manifest = json.loads(content)
    for name in ("public_keys.json", "verify.py"):
        if hashlib.sha256(archive.read(name)).hexdigest() != manifest["files"][name]:
            raise Broken(name + " was changed after it was exported.")
    number, previous, seq = manifest["after"]["n"], manifest["after"]["sha256"], manifest["after"]["seq"]
    rows, withheld = lines_of(archive, "rows.jsonl", manifest["files"]["rows.jsonl"]), 0
    for line in lines_of(archive, "seals.jsonl", manifest["files"]["seals.jsonl"]):
        number += 1
        statement, sha256 = check_seal(line, number, previous, seq + 1, keys)
        root = hashlib.sha256()
        for place in range(statement["rows"]):
            seq += 1
            row = next(rows, None)
            if row is None:
                raise Broken(f"Place {seq} is missing: the rows end before seal {number} does.")
            text, is_withheld = check_row(row, seq)
            if is_withheld and manifest["areas"] is None:
                raise Broken(f"The row of place {seq} was sealed and is gone.")
            withheld += is_withheld
            root.update(("\n" if place else "").encode() + text.encode())
        if root.hexdigest() != statement["root"]:
            raise Broken(f"The rows of seal {number} (to place {seq}) are not those that were sealed.")
        previous = sha256
    if next(rows, None) is not None:
        raise Broken("There are more rows than were sealed.")
    if (number, previous) != (manifest["newest"]["n"], manifest["newest"]["sha256"]):
        raise Broken("The export ends with seal {} and should end with {}.".format(number, manifest["newest"]["n"]))
    return {"seals": number - manifest["after"]["n"], "rows": seq - manifest["after"]["seq"], "withheld": withheld,
            "newest": previous, "keys": keys}  # fmt: skip


def main(arguments):
    """The command line; answers the exit code."""
    path, keys = "export.zip", None
    if "--keys" in arguments:
        place = arguments.index("--keys")
        with open(arguments[place + 1], "rb") as file:
            keys = file.read()
        arguments = arguments[:place] + arguments[place + 2 :]
    try:
        with zipfile.ZipFile(arguments[0] if arguments else path) as archive:
            is_case = json.loads(archive.read("manifest.json")).get("form", "").startswith("voucher-hub-case-file")
            found = (verify_case if is_case else verify)(archive, keys)
    except Broken as broken:
        print(f"BROKEN: {broken}")
        return 1
    except (OSError, zipfile.BadZipFile, zipfile.zlib.error, KeyError, ValueError, TypeError, IndexError) as error:
        print(f"BROKEN: this is no complete export ({type(error).__name__}: {error}).")
        return 1 if isinstance(error, (zipfile.BadZipFile, KeyError, ValueError, TypeError)) else 2
    if is_case:
        print("OK: a case file of {files} files.".format(**found))
    else:
        report(found)
    for kid, key in found["keys"].items():
        print(f"Key {kid}: sha256 {hashlib.sha256(key).hexdigest()}")
    return 0


def report(found):
    """What an export of the record came to."""
    print("OK: {seals} seals over {rows} rows ({withheld} with their hash only).".format(**found))
    print("Newest seal: {newest}".format(**found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
