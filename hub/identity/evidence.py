"""Files that show an office what is asked: kept with the unit, handed out with the request they belong to."""

from dataclasses import dataclass
from typing import IO
from uuid import UUID

from hub.identity.models import IdentityRequest, Organization
from hub.identity.organizations import get_organization
from hub.identity.request_errors import RequestNotFound
from hub.kernel.actor import Actor
from hub.kernel.files import FileRule, StoredFile, find_attached, store_file, stored_files

EVIDENCE_RULE = FileRule(kinds=("jpg", "png", "bmp", "pdf"), max_bytes=5 * 1_048_576)


@dataclass(frozen=True)
class NewFile:
    """An upload on its way in."""

    stream: IO[bytes]
    name: str


def store_evidence(file: NewFile, *, unit: Organization, by: Actor) -> StoredFile:
    """Keep one file of evidence.

    Raises:
        FileRefused: it is no image or PDF, larger than 5M, or a PDF with active content.
    """
    return store_file(file.stream, name=file.name, organization_id=unit.id, rule=EVIDENCE_RULE, by=by)


def list_evidence(request: IdentityRequest) -> list[StoredFile]:
    """The files of a request, for whoever may see the request, in the order they were given."""
    ids = [UUID(file_id) for file_id in request.evidence]
    found = stored_files(ids)
    return [found[file_id] for file_id in ids if file_id in found]


def find_evidence(request: IdentityRequest, file_id: UUID) -> StoredFile:
    """One file of a request, for whoever may see the request.

    Raises:
        RequestNotFound: the file is not among its evidence.
    """
    stored = find_attached(file_id) if str(file_id) in request.evidence else None
    if stored is None:
        raise RequestNotFound()
    return stored


def store_for_request(file: NewFile | None, *, request: IdentityRequest, by: Actor) -> list[UUID]:
    """Keep a further file for a request, when one was chosen; raises as ``store_evidence``."""
    if file is None or request.organization_id is None:
        return []
    return [store_evidence(file, unit=get_organization(request.organization_id), by=by).id]


def find_letter(file_id: UUID) -> StoredFile:
    """The letter that came with an invitation, for the unit whose invitation it is.

    Raises:
        RequestNotFound: it is no longer there.
    """
    stored = find_attached(file_id)
    if stored is None:
        raise RequestNotFound()
    return stored
