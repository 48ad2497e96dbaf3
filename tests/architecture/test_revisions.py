"""Later revisions widen first and narrow a version later, so that two versions can work on one database."""

import pytest

from tests.architecture.revisions import faults_of
from tests.architecture.sources import ROOT, name, none_of

VERSIONS = ROOT / "hub" / "migrations" / "versions"
HEAD = 'revision = "0002"\ndown_revision = "0001"\nworks_with = "0001"\n'


def test_every_revision_after_the_first_leaves_the_version_before_it_working():
    later = [path for path in sorted(VERSIONS.glob("[0-9]*.py")) if not path.name.startswith("0001_")]
    none_of(f"{name(path)}: {fault}" for path in later for fault in faults_of(path.read_text()))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('op.add_column("message", sa.Column("urgency", sa.Integer()))', ""),
        ('op.add_column("message", sa.Column("urgency", sa.Integer(), nullable=False, server_default="0"))', ""),
        ('op.create_table("message_urgency", sa.Column("id", sa.Uuid(), nullable=False))', ""),
        ('op.alter_column("message", "path", nullable=True)', ""),
        ('op.add_column("message", sa.Column("urgency", sa.Integer(), nullable=False))', "NOT NULL without a default"),
        ('op.drop_column("message", "path")', "takes away"),
        ('op.drop_table("message")', "takes away"),
        ('op.rename_table("message", "notice")', "takes away"),
        ('op.alter_column("message", "path", new_column_name="link")', "new_column_name"),
        ('op.alter_column("message", "path", type_=sa.String(10))', "type_"),
        ('op.alter_column("message", "path", nullable=False)', "nullable"),
        ('op.execute("ALTER TABLE message DROP COLUMN path")', "execute takes away"),
        ('op.execute("ALTER TABLE message ALTER path SET NOT NULL")', "execute takes away"),
    ],
)
def test_what_a_revision_may_do(body: str, said: str):
    found = "; ".join(faults_of(f"{HEAD}def upgrade():\n    {body}\n"))
    assert (said in found) if said else not found, found


def test_a_revision_says_which_versions_work_with_it_and_a_contracting_one_says_that_it_is_one():
    silent = 'revision = "0002"\ndef upgrade():\n    pass\n'
    assert "works_with" in " ".join(faults_of(silent))
    contracts = HEAD + 'CONTRACTS = "message.path; unused since 0001"\n'
    assert not list(faults_of(contracts + 'def upgrade():\n    op.drop_column("message", "path")\n'))
