"""initial"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0001'
down_revision = None
APPEND_ONLY = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'table % is append-only: corrections are new rows', TG_TABLE_NAME USING ERRCODE = '23001';\nEND $$;",
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agreement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE agreement ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE audit_event ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON backup_check FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE backup_check ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bulk_pass FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE bulk_pass ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON check_setting FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE check_setting ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON clawback_owner FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE clawback_owner ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON desk_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE desk_batch ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute_statement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE dispute_statement ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exchange_attempt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE exchange_attempt ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON expert_draw FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE expert_draw ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hold_release FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE hold_release ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inbound_receipt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE inbound_receipt ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ltx FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE ltx ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_confirmation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE policy_confirmation ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE policy_decision ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE policy_document ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE policy_version ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE policy_withdrawal ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON recon_match FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE recon_match ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON redemption_edition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE redemption_edition ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE seal ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sealed_row FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE sealed_row ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settle_exclusion FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE settle_exclusion ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settle_line_void FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE settle_line_void ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON spot_check FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE spot_check ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON state_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE state_change ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE transfer ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON unit_ending FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE unit_ending ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON window_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE window_entry ENABLE ALWAYS TRIGGER append_only',
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON wording_edition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE wording_edition ENABLE ALWAYS TRIGGER append_only',
    "CREATE OR REPLACE FUNCTION refuse_payable_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'what a treasury owes is never rewritten: reverse it' USING ERRCODE = '23001';\nEND $$;",
    'CREATE TRIGGER payable_fixed BEFORE DELETE OR UPDATE OF id, redemption_id, kind, attempt, reversal_no, payer_area,\n  payee_id, payee_kind, holder_id, amount_fen, against_clawback, agreed_at ON payable\n  FOR EACH ROW EXECUTE FUNCTION refuse_payable_change();',
    'ALTER TABLE payable ENABLE ALWAYS TRIGGER payable_fixed;',
    "CREATE OR REPLACE FUNCTION refuse_line_change() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF TG_OP = 'DELETE' THEN\n    IF (SELECT state FROM settle_batch WHERE id = OLD.batch_id) IN ('COMPUTING', 'COMPUTED', 'REVIEWED') THEN\n      RETURN OLD;\n    END IF;\n  END IF;\n  RAISE EXCEPTION 'a settlement line is never rewritten, and never removed after its batch was signed'\n    USING ERRCODE = '23001';\nEND $$;",
    'CREATE TRIGGER settle_line_fixed BEFORE DELETE OR UPDATE ON settle_line\n  FOR EACH ROW EXECUTE FUNCTION refuse_line_change();',
    'CREATE TRIGGER settle_line_kept BEFORE TRUNCATE ON settle_line\n  FOR EACH STATEMENT EXECUTE FUNCTION refuse_line_change();',
    'ALTER TABLE settle_line ENABLE ALWAYS TRIGGER settle_line_fixed;',
    'ALTER TABLE settle_line ENABLE ALWAYS TRIGGER settle_line_kept;',
)


def procrastinate() -> None:
    """Procrastinate's own schema, as its version 3.10 has it."""
    sql = (Path(__file__).parent / "0001_procrastinate.sql").read_text(encoding="utf-8")
    # Without parameters, so that its percent signs stay as they are.
    op.get_bind().connection.driver_connection.execute(sql)


def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table('allowance',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('cap_fen', sa.BigInteger(), nullable=True),
    sa.Column('granted_fen', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('cap_fen IS NULL OR granted_fen <= cap_fen', name=op.f('ck_allowance_within_cap')),
    sa.CheckConstraint('granted_fen >= 0', name=op.f('ck_allowance_granted_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allowance')),
    sa.UniqueConstraint('holder_id', 'programme', 'year', name=op.f('uq_allowance_holder_id_programme_year'))
    )
    op.create_table('audit_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('actor_name', sa.Text(), nullable=False),
    sa.Column('actor_roles', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('on_behalf_of', sa.Uuid(), nullable=True),
    sa.Column('through', sa.Text(), nullable=True),
    sa.Column('areas', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('organizations', postgresql.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('subject_no', sa.Text(), nullable=True),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('after', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=True),
    sa.Column('decision_id', sa.Uuid(), nullable=True),
    sa.Column('request_id', sa.Text(), nullable=True),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    op.create_index(op.f('ix_audit_event_account_id'), 'audit_event', ['account_id'], unique=False)
    op.create_index(op.f('ix_audit_event_at'), 'audit_event', ['at'], unique=False)
    op.create_index(op.f('ix_audit_event_event'), 'audit_event', ['event'], unique=False)
    op.create_index('ix_audit_event_seal_xid', 'audit_event', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_index(op.f('ix_audit_event_subject_no'), 'audit_event', ['subject_no'], unique=False)
    op.create_index('ix_audit_event_subject_subject_id', 'audit_event', ['subject', 'subject_id'], unique=False)
    op.create_table('backup_check',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('backup', sa.Text(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('restored', sa.Boolean(), nullable=False),
    sa.Column('findings', sa.Integer(), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_backup_check'))
    )
    op.create_index(op.f('ix_backup_check_checked_at'), 'backup_check', ['checked_at'], unique=False)
    op.create_table('budget',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('hard', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget')),
    sa.UniqueConstraint('area', 'year', name=op.f('uq_budget_area_year'))
    )
    op.create_table('budget_proposal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('hard', sa.Boolean(), nullable=False),
    sa.Column('was_set', sa.Boolean(), nullable=False),
    sa.Column('was_fen', sa.BigInteger(), nullable=True),
    sa.Column('was_hard', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('PROPOSED', 'APPROVED', 'REJECTED', 'WITHDRAWN', name='proposalstate', native_enum=False, length=20), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=False),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_proposal'))
    )
    op.create_index(op.f('ix_budget_proposal_area'), 'budget_proposal', ['area'], unique=False)
    op.create_index('uq_budget_proposal_waiting', 'budget_proposal', ['area', 'year'], unique=True, postgresql_where=sa.text("state = 'PROPOSED'"))
    op.create_table('bulk_pass',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('passed_by', sa.Uuid(), nullable=True),
    sa.Column('passed_by_name', sa.Text(), nullable=False),
    sa.Column('passed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_pass'))
    )
    op.create_index(op.f('ix_bulk_pass_area'), 'bulk_pass', ['area'], unique=False)
    op.create_table('cart_checkout',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('results', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('checked_out_by', sa.Text(), nullable=False),
    sa.Column('checked_out_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cart_checkout'))
    )
    op.create_index(op.f('ix_cart_checkout_holder_id'), 'cart_checkout', ['holder_id'], unique=False)
    op.create_table('cart_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('service_no', sa.String(length=20), nullable=False),
    sa.Column('contract', sa.String(length=30), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('agreed_fen', sa.BigInteger(), nullable=True),
    sa.Column('need', sa.Text(), nullable=False),
    sa.Column('seen', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('added_by', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('quantity BETWEEN 1 AND 9999', name=op.f('ck_cart_item_quantity_sensible')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cart_item')),
    sa.UniqueConstraint('holder_id', 'service_no', 'contract', name='uq_cart_item_service')
    )
    op.create_index(op.f('ix_cart_item_holder_id'), 'cart_item', ['holder_id'], unique=False)
    op.create_table('catalog_import',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('differences', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('faults', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('failure', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalog_import'))
    )
    op.create_index(op.f('ix_catalog_import_region'), 'catalog_import', ['region'], unique=False)
    op.create_table('catalog_tally',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('category_code', sa.String(length=6), nullable=False),
    sa.Column('pricing', sa.String(length=20), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('division', sa.String(length=6), nullable=False),
    sa.Column('area_tags', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalog_tally'))
    )
    op.create_table('category',
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_category'))
    )
    op.create_table('check_setting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=True),
    sa.Column('set_by_name', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_setting'))
    )
    op.create_index('ix_check_setting_area_name', 'check_setting', ['area', 'name'], unique=False)
    op.create_table('clawback_owner',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('payee_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('assigned_by_name', sa.Text(), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clawback_owner'))
    )
    op.create_index(op.f('ix_clawback_owner_payee_id'), 'clawback_owner', ['payee_id'], unique=False)
    op.create_index(op.f('ix_clawback_owner_payer_area'), 'clawback_owner', ['payer_area'], unique=False)
    op.create_table('client_assertion',
    sa.Column('client_id', sa.String(length=60), nullable=False),
    sa.Column('jti_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('client_id', 'jti_hash', name=op.f('pk_client_assertion'))
    )
    op.create_table('clock_offset',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('offset', sa.Interval(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_offset'))
    )
    op.create_table('conformance_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('dialect', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('results', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conformance_run'))
    )
    op.create_index(op.f('ix_conformance_run_region'), 'conformance_run', ['region'], unique=False)
    op.create_table('contract_registration',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('registered_on', sa.Date(), nullable=False),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_registration'))
    )
    op.create_index(op.f('ix_contract_registration_key'), 'contract_registration', ['key'], unique=False)
    op.create_index(op.f('ix_contract_registration_redemption_id'), 'contract_registration', ['redemption_id'], unique=False)
    op.create_index('uq_contract_registration_live', 'contract_registration', ['key'], unique=True, postgresql_where=sa.text('live'))
    op.create_table('desk_batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('work', sa.String(length=20), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('done_by', sa.Uuid(), nullable=True),
    sa.Column('done_by_name', sa.Text(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_batch'))
    )
    op.create_index(op.f('ix_desk_batch_done_by'), 'desk_batch', ['done_by'], unique=False)
    op.create_table('directory_import',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('faults', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Enum('TRIED', 'TAKEN', name='importstate', native_enum=False, length=10), nullable=False),
    sa.Column('tried_by', sa.Uuid(), nullable=True),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_import'))
    )
    op.create_index(op.f('ix_directory_import_area'), 'directory_import', ['area'], unique=False)
    op.create_table('equipment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('category_code', sa.String(length=6), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('manufacturer', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('charge_note', sa.Text(), nullable=False),
    sa.Column('service_days', sa.Integer(), nullable=True),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('sub_unit', sa.Text(), nullable=True),
    sa.Column('image_id', sa.Uuid(), nullable=True),
    sa.Column('region', sa.String(length=40), nullable=True),
    sa.Column('division', sa.String(length=6), server_default='', nullable=False),
    sa.Column('source_region', sa.String(length=40), nullable=True),
    sa.Column('published', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('views', sa.Integer(), server_default='0', nullable=False),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words', postgresql.TSVECTOR(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_equipment')),
    sa.UniqueConstraint('no', name=op.f('uq_equipment_no'))
    )
    op.create_index(op.f('ix_equipment_category_code'), 'equipment', ['category_code'], unique=False)
    op.create_index(op.f('ix_equipment_institution_id'), 'equipment', ['institution_id'], unique=False)
    op.create_index(op.f('ix_equipment_region'), 'equipment', ['region'], unique=False)
    op.create_index('ix_equipment_words', 'equipment', ['words'], unique=False, postgresql_using='gin')
    op.create_table('exchange',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('verb', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('payload_sha256', sa.Text(), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('alg', sa.Text(), nullable=False),
    sa.Column('kid', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('QUEUED', 'SENT', 'ACKED', 'REFUSED', 'UNKNOWN', 'DEAD', name='exchangestate', native_enum=False, length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('asks', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ref', sa.Text(), nullable=True),
    sa.Column('reason_code', sa.Text(), nullable=True),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchange')),
    sa.UniqueConstraint('region', 'key', name=op.f('uq_exchange_region_key'))
    )
    op.create_index('ix_exchange_due', 'exchange', ['state', 'next_at'], unique=False)
    op.create_index(op.f('ix_exchange_region'), 'exchange', ['region'], unique=False)
    op.create_index('ix_exchange_seal_xid', 'exchange', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_index('ix_exchange_subject', 'exchange', ['subject', 'subject_id'], unique=False)
    op.create_table('file_use',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('used_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_use')),
    sa.UniqueConstraint('sha256', 'redemption_id', name=op.f('uq_file_use_sha256_redemption_id'))
    )
    op.create_index(op.f('ix_file_use_redemption_id'), 'file_use', ['redemption_id'], unique=False)
    op.create_index(op.f('ix_file_use_sha256'), 'file_use', ['sha256'], unique=False)
    op.create_table('hold_release',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('moment', sa.Enum('SUBMISSION', 'NOTICE', 'PAYMENT', 'REPORT', name='moment', native_enum=False, length=12), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold_release')),
    sa.UniqueConstraint('subject', 'subject_id', 'round', 'moment', 'account_id', name=op.f('uq_hold_release_subject_subject_id_round_moment_account_id'))
    )
    op.create_index(op.f('ix_hold_release_subject_id'), 'hold_release', ['subject_id'], unique=False)
    op.create_table('idempotency_key',
    sa.Column('tenant', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('request_sha256', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.SmallInteger(), nullable=True),
    sa.Column('location', sa.Text(), nullable=True),
    sa.Column('content_type', sa.Text(), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('tenant', 'key', name=op.f('pk_idempotency_key'))
    )
    op.create_index(op.f('ix_idempotency_key_created_at'), 'idempotency_key', ['created_at'], unique=False)
    op.create_table('inbound_message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('headers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_sha256', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('RECEIVED', 'ACCEPTED', 'DUPLICATE', 'REFUSED', 'FAILED', name='inboundstate', native_enum=False, length=10), nullable=False),
    sa.Column('events', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbound_message'))
    )
    op.create_index(op.f('ix_inbound_message_region'), 'inbound_message', ['region'], unique=False)
    op.create_index('ix_inbound_message_seal_xid', 'inbound_message', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_table('instrument',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('mode', sa.Enum('HOLDER_REDEEMS', 'INSTITUTION_REDEEMS', 'NONE', name='vouchermode', native_enum=False, length=30), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('ACTIVE', 'FROZEN', 'SPENT', 'EXPIRED', 'CLOSED', name='instrumentstate', native_enum=False, length=20), nullable=False),
    sa.Column('master', sa.Enum('HUB', 'REGION', name='mastership', native_enum=False, length=10), nullable=False),
    sa.Column('in_slices', sa.Boolean(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=True),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('decision_id', sa.Uuid(), nullable=True),
    sa.Column('version_label', sa.Text(), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_days', sa.Integer(), nullable=True),
    sa.Column('region_available_fen', sa.BigInteger(), nullable=True),
    sa.Column('mirrored_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instrument')),
    sa.UniqueConstraint('no', name=op.f('uq_instrument_no'))
    )
    op.create_index(op.f('ix_instrument_area'), 'instrument', ['area'], unique=False)
    op.create_index(op.f('ix_instrument_holder_id'), 'instrument', ['holder_id'], unique=False)
    op.create_index(op.f('ix_instrument_order_id'), 'instrument', ['order_id'], unique=False)
    op.create_index(op.f('ix_instrument_programme'), 'instrument', ['programme'], unique=False)
    op.create_index('uq_instrument_quota', 'instrument', ['holder_id', 'programme', 'area', 'year'], unique=True, postgresql_where=sa.text('in_slices'))
    op.create_table('integrity_hit',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('moment', sa.Enum('SUBMISSION', 'NOTICE', 'PAYMENT', 'REPORT', name='moment', native_enum=False, length=12), nullable=False),
    sa.Column('rule', sa.String(length=10), nullable=False),
    sa.Column('severity', sa.Enum('BLOCK', 'HOLD', 'WARN', name='severity', native_enum=False, length=10), nullable=False),
    sa.Column('zh', sa.Text(), nullable=False),
    sa.Column('en', sa.Text(), nullable=False),
    sa.Column('evidence', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_integrity_hit'))
    )
    op.create_index(op.f('ix_integrity_hit_subject_id'), 'integrity_hit', ['subject_id'], unique=False)
    op.create_table('invoice_registration',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('invoice_id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('registered_on', sa.Date(), nullable=False),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice_registration'))
    )
    op.create_index(op.f('ix_invoice_registration_key'), 'invoice_registration', ['key'], unique=False)
    op.create_index(op.f('ix_invoice_registration_redemption_id'), 'invoice_registration', ['redemption_id'], unique=False)
    op.create_index('uq_invoice_registration_live', 'invoice_registration', ['key'], unique=True, postgresql_where=sa.text('live'))
    op.create_table('job_failure',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('job_id', sa.BigInteger(), nullable=False),
    sa.Column('job', sa.Text(), nullable=False),
    sa.Column('arguments', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('traceback', sa.Text(), nullable=False),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dead', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_failure'))
    )
    op.create_index(op.f('ix_job_failure_failed_at'), 'job_failure', ['failed_at'], unique=False)
    op.create_index(op.f('ix_job_failure_job_id'), 'job_failure', ['job_id'], unique=False)
    op.create_table('job_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('job', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('fire_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('clock', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('abandoned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('starts', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_run')),
    sa.UniqueConstraint('job', 'key', 'fire_at', name=op.f('uq_job_run_job_key_fire_at'))
    )
    op.create_index('ix_job_run_open', 'job_run', ['job', 'key', 'fire_at'], unique=False, postgresql_where=sa.text('finished_at IS NULL AND abandoned_at IS NULL'))
    op.create_index('ix_job_run_parked', 'job_run', ['fire_at'], unique=False, postgresql_where=sa.text('parked_at IS NOT NULL'))
    op.create_table('job_schedule',
    sa.Column('job', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('introduced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reached_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('job', 'key', name=op.f('pk_job_schedule'))
    )
    op.create_table('laboratory_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('division', sa.String(length=6), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('owner_name', sa.Text(), nullable=False),
    sa.Column('owner_uscc', sa.String(length=18), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject_field', sa.Text(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('listed_on', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('words', postgresql.TSVECTOR(), nullable=False),
    sa.CheckConstraint('left_on IS NULL OR left_on >= listed_on', name=op.f('ck_laboratory_entry_leaves_after_joining')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_laboratory_entry')),
    sa.UniqueConstraint('programme', 'no', name=op.f('uq_laboratory_entry_programme_no'))
    )
    op.create_index(op.f('ix_laboratory_entry_division'), 'laboratory_entry', ['division'], unique=False)
    op.create_index('ix_laboratory_owner', 'laboratory_entry', ['programme', 'owner_uscc'], unique=False)
    op.create_index('ix_laboratory_words', 'laboratory_entry', ['words'], unique=False, postgresql_using='gin')
    op.create_table('ledger_account',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ledger', sa.String(length=1), nullable=False),
    sa.Column('kind', sa.Enum('SOURCE', 'POOL', 'QUOTA', 'USED', 'EXPIRED', 'EXPENSE', 'PAYABLE', 'CLEARING', 'TREASURY', 'CLAWBACK', name='accountkind', native_enum=False, length=12), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=True),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=True),
    sa.Column('holder_id', sa.Uuid(), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('guarded', sa.Boolean(), nullable=False),
    sa.Column('debit_pending_fen', sa.BigInteger(), nullable=False),
    sa.Column('debit_fen', sa.BigInteger(), nullable=False),
    sa.Column('credit_fen', sa.BigInteger(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('debit_fen >= 0 AND debit_pending_fen >= 0 AND credit_fen >= 0', name=op.f('ck_ledger_account_counters_positive')),
    sa.CheckConstraint('guarded OR debit_fen + debit_pending_fen + credit_fen = 0', name=op.f('ck_ledger_account_only_guarded_count')),
    sa.CheckConstraint('not guarded OR debit_fen + debit_pending_fen <= credit_fen', name=op.f('ck_ledger_account_never_overdrawn')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_account')),
    sa.UniqueConstraint('ledger', 'kind', 'programme', 'area', 'owner_id', 'year', name='uq_account_key', postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_ledger_account_area'), 'ledger_account', ['area'], unique=False)
    op.create_index(op.f('ix_ledger_account_owner_id'), 'ledger_account', ['owner_id'], unique=False)
    op.create_table('listing_rule',
    sa.Column('office', sa.String(length=40), nullable=False),
    sa.Column('published_by', sa.Enum('OFFICE', 'INSTITUTION', name='publishedby', native_enum=False, length=20), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('office', name=op.f('pk_listing_rule'))
    )
    op.create_table('listing_seen',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('visitor', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('day', 'kind', 'no', 'visitor', name=op.f('pk_listing_seen'))
    )
    op.create_table('login_state',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('state_hash', sa.String(length=64), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('nonce', sa.Text(), nullable=False),
    sa.Column('code_verifier', sa.Text(), nullable=False),
    sa.Column('remember', sa.Text(), nullable=True),
    sa.Column('next_path', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_state')),
    sa.UniqueConstraint('state_hash', name=op.f('uq_login_state_state_hash'))
    )
    op.create_table('ltx',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('ref', sa.String(length=200), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('actor_name', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('subject', sa.String(length=40), nullable=True),
    sa.Column('subject_id', sa.Uuid(), nullable=True),
    sa.Column('reverses', sa.Uuid(), nullable=True),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.ForeignKeyConstraint(['reverses'], ['ltx.id'], name=op.f('fk_ltx_reverses')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ltx')),
    sa.UniqueConstraint('code', 'ref', name=op.f('uq_ltx_code_ref')),
    sa.UniqueConstraint('reverses', name=op.f('uq_ltx_reverses'))
    )
    op.create_index(op.f('ix_ltx_business_date'), 'ltx', ['business_date'], unique=False)
    op.create_index('ix_ltx_seal_xid', 'ltx', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_index(op.f('ix_ltx_subject_id'), 'ltx', ['subject_id'], unique=False)
    op.create_table('mail_outbox',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_outbox'))
    )
    op.create_index(op.f('ix_mail_outbox_created_at'), 'mail_outbox', ['created_at'], unique=False)
    op.create_table('maintenance_window',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mode', sa.Enum('NOTICE', 'READ_ONLY', name='maintenancemode', native_enum=False, length=10), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('announced_by_name', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_name', sa.Text(), nullable=True),
    sa.CheckConstraint('ends_at IS NULL OR ends_at > starts_at', name=op.f('ck_maintenance_window_ends_after_it_starts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_maintenance_window'))
    )
    op.create_table('message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('role', sa.Text(), nullable=True),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('subject_no', sa.Text(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('filling', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('edition', sa.Integer(), server_default='0', nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    op.create_index(op.f('ix_message_account_id'), 'message', ['account_id'], unique=False)
    op.create_index(op.f('ix_message_organization_id'), 'message', ['organization_id'], unique=False)
    op.create_index('ix_message_role_area', 'message', ['role', 'area'], unique=False)
    op.create_index(op.f('ix_message_subject_no'), 'message', ['subject_no'], unique=False)
    op.create_index(op.f('ix_message_told_at'), 'message', ['told_at'], unique=False)
    op.create_table('number_block',
    sa.Column('series', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('next_number', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('series', 'day', name=op.f('pk_number_block'))
    )
    op.create_table('one_time_code',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.String(length=30), nullable=False),
    sa.Column('phone_index', sa.String(length=100), nullable=False),
    sa.Column('bound_to', sa.Text(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_code'))
    )
    op.create_index(op.f('ix_one_time_code_phone_index'), 'one_time_code', ['phone_index'], unique=False)
    op.create_table('order',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=True),
    sa.Column('area', sa.String(length=40), nullable=True),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('service_no', sa.String(length=20), nullable=False),
    sa.Column('service_name', sa.Text(), nullable=False),
    sa.Column('pricing', sa.Enum('FIXED', 'REFERENCE', 'NEGOTIATED', name='pricingmode', native_enum=False, length=20), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('unit_price_fen', sa.BigInteger(), nullable=True),
    sa.Column('quoted_fen', sa.BigInteger(), nullable=True),
    sa.Column('proposed_fen', sa.BigInteger(), nullable=True),
    sa.Column('contract_fen', sa.BigInteger(), nullable=True),
    sa.Column('planned_fen', sa.BigInteger(), nullable=False),
    sa.Column('own_share_fen', sa.BigInteger(), nullable=True),
    sa.Column('applied_fen', sa.BigInteger(), nullable=True),
    sa.Column('assessed_fen', sa.BigInteger(), nullable=True),
    sa.Column('mode', sa.Enum('HOLDER_REDEEMS', 'INSTITUTION_REDEEMS', 'NONE', name='vouchermode', native_enum=False, length=30), nullable=False),
    sa.Column('instrument_id', sa.Uuid(), nullable=True),
    sa.Column('payer_area', sa.String(length=40), nullable=True),
    sa.Column('rate_ppm', sa.BigInteger(), nullable=True),
    sa.Column('needs_quota_confirmation', sa.Boolean(), nullable=False),
    sa.Column('decision_id', sa.Uuid(), nullable=True),
    sa.Column('version_label', sa.Text(), nullable=True),
    sa.Column('reasons', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('need', sa.Text(), nullable=False),
    sa.Column('contract_label', sa.String(length=30), nullable=True),
    sa.Column('state', sa.Enum('DRAFT', 'RESERVING', 'PLACED', 'CONFIRMING_QUOTA', 'IN_SERVICE', 'AWAITING_HOLDER', 'IN_REDEMPTION', 'COMPLETED', 'CANCELLED', 'REJECTED_BY_AREA', 'LAPSED', 'TERMINATED', name='orderstate', native_enum=False, length=20), nullable=False),
    sa.Column('placed_on', sa.Date(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('region_ref', sa.Text(), nullable=True),
    sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waiting_told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('redemption_id', sa.Uuid(), nullable=True),
    sa.Column('direct', sa.Boolean(), nullable=False),
    sa.Column('category_code', sa.String(length=6), nullable=True),
    sa.Column('registered', sa.Boolean(), nullable=False),
    sa.Column('supplements_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("(mode = 'NONE') = (instrument_id IS NULL)", name=op.f('ck_order_voucher_matches_mode')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_order_quantity_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order')),
    sa.UniqueConstraint('no', name=op.f('uq_order_no'))
    )
    op.create_index(op.f('ix_order_area'), 'order', ['area'], unique=False)
    op.create_index(op.f('ix_order_holder_id'), 'order', ['holder_id'], unique=False)
    op.create_index(op.f('ix_order_institution_id'), 'order', ['institution_id'], unique=False)
    op.create_index(op.f('ix_order_instrument_id'), 'order', ['instrument_id'], unique=False)
    op.create_index(op.f('ix_order_payer_area'), 'order', ['payer_area'], unique=False)
    op.create_index(op.f('ix_order_programme'), 'order', ['programme'], unique=False)
    op.create_index(op.f('ix_order_redemption_id'), 'order', ['redemption_id'], unique=False)
    op.create_index(op.f('ix_order_service_no'), 'order', ['service_no'], unique=False)
    op.create_index(op.f('ix_order_supplements_id'), 'order', ['supplements_id'], unique=False)
    op.create_table('organization',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('uscc', sa.String(length=18), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('is_holder', sa.Boolean(), nullable=False),
    sa.Column('is_institution', sa.Boolean(), nullable=False),
    sa.Column('division', sa.String(length=6), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=True),
    sa.Column('area', sa.String(length=40), nullable=True),
    sa.Column('identity_region', sa.String(length=40), nullable=True),
    sa.Column('real_name_area', sa.String(length=40), nullable=True),
    sa.Column('registered_address', sa.Text(), nullable=True),
    sa.Column('revenue_fen', sa.BigInteger(), nullable=True),
    sa.Column('legal_representative', sa.Text(), nullable=True),
    sa.Column('legal_representative_index', sa.String(length=100), nullable=True),
    sa.Column('contact_name', sa.Text(), nullable=True),
    sa.Column('contact_phone', sa.Text(), nullable=True),
    sa.Column('contact_phone_index', sa.String(length=100), nullable=True),
    sa.Column('contact_email', sa.Text(), nullable=True),
    sa.Column('contact_email_index', sa.String(length=100), nullable=True),
    sa.Column('identity_number', sa.Text(), nullable=True),
    sa.Column('identity_number_index', sa.String(length=100), nullable=True),
    sa.Column('bank_locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refreshed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('suspended_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('suspended_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('suspended_why', sa.Text(), nullable=True),
    sa.Column('profile', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organization')),
    sa.UniqueConstraint('identity_number_index', name=op.f('uq_organization_identity_number_index')),
    sa.UniqueConstraint('uscc', name=op.f('uq_organization_uscc'))
    )
    op.create_index(op.f('ix_organization_area'), 'organization', ['area'], unique=False)
    op.create_index(op.f('ix_organization_contact_email_index'), 'organization', ['contact_email_index'], unique=False)
    op.create_index(op.f('ix_organization_contact_phone_index'), 'organization', ['contact_phone_index'], unique=False)
    op.create_index(op.f('ix_organization_legal_representative_index'), 'organization', ['legal_representative_index'], unique=False)
    op.create_index(op.f('ix_organization_region'), 'organization', ['region'], unique=False)
    op.create_table('partial_upload',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('total_bytes', sa.BigInteger(), nullable=False),
    sa.Column('received_bytes', sa.BigInteger(), nullable=False),
    sa.Column('started_by', sa.Uuid(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('received_bytes >= 0 AND received_bytes <= total_bytes', name=op.f('ck_partial_upload_received_within_total')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partial_upload'))
    )
    op.create_index(op.f('ix_partial_upload_organization_id'), 'partial_upload', ['organization_id'], unique=False)
    op.create_table('policy_amendment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('policy_id', sa.Text(), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('base_version_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('layer', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('loss', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('excuses', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('document_sha256', sa.String(length=64), nullable=True),
    sa.Column('simulation', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('simulated_hash', sa.Text(), nullable=True),
    sa.Column('replay', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('state', sa.Enum('DRAFT', 'IN_REVIEW', 'APPROVED', 'WITHDRAWN', name='amendmentstate', native_enum=False, length=20), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=True),
    sa.Column('author_id', sa.Uuid(), nullable=False),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approver_id', sa.Uuid(), nullable=True),
    sa.Column('approver', sa.Text(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version_id', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_amendment')),
    sa.UniqueConstraint('no', name=op.f('uq_policy_amendment_no'))
    )
    op.create_index(op.f('ix_policy_amendment_area'), 'policy_amendment', ['area'], unique=False)
    op.create_index(op.f('ix_policy_amendment_policy_id'), 'policy_amendment', ['policy_id'], unique=False)
    op.create_index('uq_policy_amendment_live', 'policy_amendment', ['policy_id'], unique=True, postgresql_where=sa.text("state IN ('DRAFT', 'IN_REVIEW')"))
    op.create_table('policy_confirmation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('policy_id', sa.Text(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('value_sha256', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_confirmation')),
    sa.UniqueConstraint('policy_id', 'path', 'value_sha256', name=op.f('uq_policy_confirmation_policy_id_path_value_sha256'))
    )
    op.create_table('policy_decision',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('phase', sa.Text(), nullable=False),
    sa.Column('programme', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('version_label', sa.Text(), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('engine_version', sa.Text(), nullable=False),
    sa.Column('question', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('facts_hash', sa.Text(), nullable=False),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_decision'))
    )
    op.create_index(op.f('ix_policy_decision_content_hash'), 'policy_decision', ['content_hash'], unique=False)
    op.create_index('ix_policy_decision_made', 'policy_decision', ['programme', 'area', 'decided_at'], unique=False)
    op.create_index('ix_policy_decision_seal_xid', 'policy_decision', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_index(op.f('ix_policy_decision_subject_id'), 'policy_decision', ['subject_id'], unique=False)
    op.create_table('policy_document',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_policy_document'))
    )
    op.create_table('policy_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('policy_id', sa.Text(), nullable=False),
    sa.Column('programme', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('layers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('loss', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('own', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('is_parent', sa.Boolean(), nullable=False),
    sa.Column('amendment_id', sa.Uuid(), nullable=True),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('approver', sa.Text(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_version')),
    sa.UniqueConstraint('policy_id', 'version', name=op.f('uq_policy_version_policy_id_version'))
    )
    op.create_index(op.f('ix_policy_version_area'), 'policy_version', ['area'], unique=False)
    op.create_index(op.f('ix_policy_version_content_hash'), 'policy_version', ['content_hash'], unique=False)
    op.create_index(op.f('ix_policy_version_programme'), 'policy_version', ['programme'], unique=False)
    op.create_table('policy_withdrawal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_withdrawal')),
    sa.UniqueConstraint('version_id', name=op.f('uq_policy_withdrawal_version_id'))
    )
    op.create_table('public_notice',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('working_days', sa.Integer(), nullable=False),
    sa.Column('snapshot', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.Uuid(), nullable=True),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.Enum('OPEN', 'CLOSED', name='noticestate', native_enum=False, length=10), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_notice')),
    sa.UniqueConstraint('no', name=op.f('uq_public_notice_no'))
    )
    op.create_index(op.f('ix_public_notice_area'), 'public_notice', ['area'], unique=False)
    op.create_index(op.f('ix_public_notice_closes_on'), 'public_notice', ['closes_on'], unique=False)
    op.create_table('redemption',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('mode', sa.Enum('HOLDER_REDEEMS', 'INSTITUTION_REDEEMS', 'NONE', name='vouchermode', native_enum=False, length=30), nullable=False),
    sa.Column('basis', sa.Enum('ORDERS', 'DIRECT', name='redemptionbasis', native_enum=False, length=10), nullable=False),
    sa.Column('instrument_id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.Column('seller_id', sa.Uuid(), nullable=True),
    sa.Column('category_code', sa.String(length=6), nullable=True),
    sa.Column('started_by_kind', sa.String(length=12), nullable=False),
    sa.Column('started_by', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Enum('DRAFT', 'AWAITING_HOLDER', 'REFUSED_BY_HOLDER', 'SUBMITTED', 'IN_REVIEW', 'AWAITING_PAPER', 'RETURNED', 'HELD', 'ON_NOTICE', 'OBJECTED', 'PAYABLE', 'BATCHED', 'INSTRUCTED', 'PAID', 'REJECTED', 'WITHDRAWN', 'DISPUTED', name='redemptionstate', native_enum=False, length=20), nullable=False),
    sa.Column('stage', sa.Enum('INITIAL', 'SECOND', 'FORMAL', 'EXPERT', 'ASSESSMENT', name='reviewstage', native_enum=False, length=20), nullable=True),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('contract_fen', sa.BigInteger(), nullable=True),
    sa.Column('order_sum_fen', sa.BigInteger(), nullable=False),
    sa.Column('invoice_sum_fen', sa.BigInteger(), nullable=False),
    sa.Column('receipt_sum_fen', sa.BigInteger(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('assessed_fen', sa.BigInteger(), nullable=True),
    sa.Column('rate_ppm', sa.BigInteger(), nullable=True),
    sa.Column('payee_id', sa.Uuid(), nullable=True),
    sa.Column('payee_kind', sa.String(length=12), nullable=True),
    sa.Column('payer_area', sa.String(length=40), nullable=True),
    sa.Column('texts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('correct_by', sa.Date(), nullable=True),
    sa.Column('decision_id', sa.Uuid(), nullable=True),
    sa.Column('handed_in_sha256', sa.String(length=64), nullable=True),
    sa.Column('version_label', sa.Text(), nullable=True),
    sa.Column('notice_id', sa.Uuid(), nullable=True),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('assessed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('assessed_by', sa.Uuid(), nullable=True),
    sa.Column('payable_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(started_by_kind = 'institution') = (institution_id IS NOT NULL)", name=op.f('ck_redemption_institution_starts_its_own')),
    sa.CheckConstraint('assessed_fen IS NULL OR assessed_fen >= 0', name=op.f('ck_redemption_assessed_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redemption')),
    sa.UniqueConstraint('no', name=op.f('uq_redemption_no'))
    )
    op.create_index(op.f('ix_redemption_area'), 'redemption', ['area'], unique=False)
    op.create_index(op.f('ix_redemption_holder_id'), 'redemption', ['holder_id'], unique=False)
    op.create_index(op.f('ix_redemption_institution_id'), 'redemption', ['institution_id'], unique=False)
    op.create_index(op.f('ix_redemption_instrument_id'), 'redemption', ['instrument_id'], unique=False)
    op.create_index(op.f('ix_redemption_notice_id'), 'redemption', ['notice_id'], unique=False)
    op.create_index(op.f('ix_redemption_payee_id'), 'redemption', ['payee_id'], unique=False)
    op.create_index(op.f('ix_redemption_payer_area'), 'redemption', ['payer_area'], unique=False)
    op.create_index(op.f('ix_redemption_programme'), 'redemption', ['programme'], unique=False)
    op.create_index(op.f('ix_redemption_seller_id'), 'redemption', ['seller_id'], unique=False)
    op.create_index(op.f('ix_redemption_state'), 'redemption', ['state'], unique=False)
    op.create_table('redemption_period',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('set_by_name', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('closes_on >= opens_on', name=op.f('ck_redemption_period_closes_after_it_opens')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redemption_period'))
    )
    op.create_index(op.f('ix_redemption_period_area'), 'redemption_period', ['area'], unique=False)
    op.create_index(op.f('ix_redemption_period_programme'), 'redemption_period', ['programme'], unique=False)
    op.create_table('region_declaration',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('condition', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region_declaration')),
    sa.UniqueConstraint('region', 'condition', name=op.f('uq_region_declaration_region_condition'))
    )
    op.create_table('region_document',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_region_document'))
    )
    op.create_table('region_health',
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_ok_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_fault', sa.Text(), nullable=True),
    sa.Column('last_fault_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('region', name=op.f('pk_region_health'))
    )
    op.create_table('region_standing',
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('region', name=op.f('pk_region_standing'))
    )
    op.create_table('region_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('from_stage', sa.Text(), nullable=False),
    sa.Column('to_stage', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('conditions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Enum('PROPOSED', 'APPROVED', 'REJECTED', name='stepstate', native_enum=False, length=10), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=False),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region_step'))
    )
    op.create_index(op.f('ix_region_step_region'), 'region_step', ['region'], unique=False)
    op.create_index('uq_region_step_waiting', 'region_step', ['region'], unique=True, postgresql_where=sa.text("state = 'PROPOSED'"))
    op.create_table('review',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('subject_no', sa.String(length=40), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('INITIAL', 'SECOND', 'FORMAL', 'EXPERT', 'ASSESSMENT', name='reviewstage', native_enum=False, length=20), nullable=False),
    sa.Column('role', sa.Enum('HOLDER_ADMIN', 'HOLDER_AGENT', 'INSTITUTION_ADMIN', 'INSTITUTION_STAFF', 'REVIEWER_INITIAL', 'ASSESSOR', 'POLICY_EDITOR', 'POLICY_APPROVER', 'NOTICE_OFFICER', 'OBJECTION_DECIDER', 'AREA_ADMIN', 'AGENCY', 'EXPERT', 'PROVINCE_CENTER', 'FINANCE_OFFICER', 'FINANCE_APPROVER', 'PROGRAMME_STEWARD', 'HUB_OPERATOR', 'SECURITY_ADMIN', 'AUDITOR', 'CLIENT_OWNER', name='role', native_enum=False, length=30), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('parties', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('may_set_amount', sa.Boolean(), nullable=False),
    sa.Column('assignee_id', sa.Uuid(), nullable=True),
    sa.Column('assignee_name', sa.Text(), nullable=True),
    sa.Column('state', sa.Enum('PENDING', 'PASSED', 'RETURNED', 'REFUSED', 'CANCELLED', 'UNDONE', name='reviewstate', native_enum=False, length=20), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=True),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('in_bulk', sa.Boolean(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_by_name', sa.Text(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review'))
    )
    op.create_index(op.f('ix_review_area'), 'review', ['area'], unique=False)
    op.create_index(op.f('ix_review_assignee_id'), 'review', ['assignee_id'], unique=False)
    op.create_index(op.f('ix_review_decided_by'), 'review', ['decided_by'], unique=False)
    op.create_index(op.f('ix_review_state'), 'review', ['state'], unique=False)
    op.create_index('ix_review_subject', 'review', ['subject', 'subject_id'], unique=False)
    op.create_index(op.f('ix_review_subject_no'), 'review', ['subject_no'], unique=False)
    op.create_index('uq_review_pending', 'review', ['subject', 'subject_id'], unique=True, postgresql_where=sa.text("state = 'PENDING'"))
    op.create_table('review_phrase',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('added_by_name', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_phrase'))
    )
    op.create_index(op.f('ix_review_phrase_account_id'), 'review_phrase', ['account_id'], unique=False)
    op.create_index(op.f('ix_review_phrase_area'), 'review_phrase', ['area'], unique=False)
    op.create_table('sanction',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=True),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('imposed_by', sa.Uuid(), nullable=True),
    sa.Column('imposed_by_name', sa.Text(), nullable=False),
    sa.Column('imposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Uuid(), nullable=True),
    sa.Column('confirmed_by_name', sa.Text(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_name', sa.Text(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_why', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sanction'))
    )
    op.create_index(op.f('ix_sanction_area'), 'sanction', ['area'], unique=False)
    op.create_index(op.f('ix_sanction_organization_id'), 'sanction', ['organization_id'], unique=False)
    op.create_table('saved_filter',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('work', sa.String(length=20), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at_most_fen', sa.BigInteger(), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filter')),
    sa.UniqueConstraint('account_id', 'work', 'name', name=op.f('uq_saved_filter_account_id_work_name'))
    )
    op.create_index(op.f('ix_saved_filter_account_id'), 'saved_filter', ['account_id'], unique=False)
    op.create_table('schema_floor',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('oldest', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schema_floor'))
    )
    op.create_table('seal',
    sa.Column('n', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('first_seq', sa.BigInteger(), nullable=False),
    sa.Column('rows_count', sa.BigInteger(), nullable=False),
    sa.Column('horizon_xid', sa.BigInteger(), nullable=False),
    sa.Column('root_sha256', sa.String(length=64), nullable=False),
    sa.Column('previous_sha256', sa.String(length=64), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('n', name=op.f('pk_seal')),
    sa.UniqueConstraint('sha256', name=op.f('uq_seal_sha256'))
    )
    op.create_table('seal_progress',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sealed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waiting_xid', sa.BigInteger(), nullable=True),
    sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal_progress'))
    )
    op.create_table('sealed_row',
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('xid', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_sealed_row')),
    sa.UniqueConstraint('source', 'key', name=op.f('uq_sealed_row_source_key'))
    )
    op.create_table('service',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('category_code', sa.String(length=6), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('pricing', sa.Enum('FIXED', 'REFERENCE', 'NEGOTIATED', name='pricingmode', native_enum=False, length=20), nullable=False),
    sa.Column('price_fen', sa.BigInteger(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('service_days', sa.Integer(), nullable=True),
    sa.Column('area_tags', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('open_to_others', sa.Boolean(), nullable=False),
    sa.Column('programme_badges', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('equipment_nos', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sub_unit', sa.Text(), nullable=True),
    sa.Column('address', sa.Text(), server_default='', nullable=False),
    sa.Column('promise', sa.Text(), server_default='', nullable=False),
    sa.Column('image_id', sa.Uuid(), nullable=True),
    sa.Column('region', sa.String(length=40), nullable=True),
    sa.Column('division', sa.String(length=6), server_default='', nullable=False),
    sa.Column('source_region', sa.String(length=40), nullable=True),
    sa.Column('published', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('views', sa.Integer(), server_default='0', nullable=False),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words', postgresql.TSVECTOR(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service')),
    sa.UniqueConstraint('no', name=op.f('uq_service_no'))
    )
    op.create_index('ix_service_area_tags', 'service', ['area_tags'], unique=False, postgresql_using='gin', postgresql_ops={'area_tags': 'jsonb_path_ops'})
    op.create_index(op.f('ix_service_category_code'), 'service', ['category_code'], unique=False)
    op.create_index(op.f('ix_service_institution_id'), 'service', ['institution_id'], unique=False)
    op.create_index('ix_service_newest', 'service', ['listed_at', 'no'], unique=False)
    op.create_index('ix_service_price', 'service', [sa.literal_column('coalesce(price_fen, 1000000000000000)'), 'no'], unique=False)
    op.create_index(op.f('ix_service_region'), 'service', ['region'], unique=False)
    op.create_index('ix_service_words', 'service', ['words'], unique=False, postgresql_using='gin')
    op.create_table('settle_batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=60), nullable=False),
    sa.Column('window_key', sa.String(length=80), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.Enum('institution', 'enterprise', name='payeekind', native_enum=False, length=12), nullable=False),
    sa.Column('period', sa.Date(), nullable=False),
    sa.Column('cut', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_snapshot', sa.Text(), nullable=False),
    sa.Column('budget_year', sa.Integer(), nullable=False),
    sa.Column('budget_left_fen', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.Enum('OPEN', 'COMPUTING', 'COMPUTED', 'REVIEWED', 'SIGNED', 'SENT', 'PART_ACKED', 'ACKED', 'PAYING', 'RECONCILED', 'CLOSED', 'DISCARDED', name='batchstate', native_enum=False, length=12), nullable=False),
    sa.Column('buckets', sa.Integer(), nullable=False),
    sa.Column('lines_count', sa.Integer(), nullable=False),
    sa.Column('total_fen', sa.BigInteger(), nullable=False),
    sa.Column('root_sha256', sa.String(length=64), nullable=True),
    sa.Column('document_sha256', sa.String(length=64), nullable=True),
    sa.Column('signature', sa.Text(), nullable=True),
    sa.Column('reviewed_by', sa.Uuid(), nullable=True),
    sa.Column('reviewed_by_name', sa.Text(), nullable=True),
    sa.Column('signed_by', sa.Uuid(), nullable=True),
    sa.Column('signed_by_name', sa.Text(), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settle_batch')),
    sa.UniqueConstraint('no', name=op.f('uq_settle_batch_no'))
    )
    op.create_index(op.f('ix_settle_batch_payer_area'), 'settle_batch', ['payer_area'], unique=False)
    op.create_index(op.f('ix_settle_batch_period'), 'settle_batch', ['period'], unique=False)
    op.create_index('uq_settle_batch_window', 'settle_batch', ['window_key'], unique=True, postgresql_where=sa.text("state <> 'DISCARDED'"))
    op.create_table('settle_candidate',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('payable_id', sa.Uuid(), nullable=False),
    sa.Column('bucket', sa.Integer(), nullable=False),
    sa.Column('payee_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False)
    )
    op.create_index('ix_settle_candidate_batch', 'settle_candidate', ['batch_id'], unique=False, postgresql_using='brin')
    op.create_table('settle_line',
    sa.Column('payable_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('bucket', sa.Integer(), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('payee_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.PrimaryKeyConstraint('payable_id', name=op.f('pk_settle_line'))
    )
    op.create_index('ix_settle_line_batch', 'settle_line', ['batch_id', 'payee_id'], unique=False)
    op.create_index('ix_settle_line_seal_xid', 'settle_line', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_table('settle_payer',
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('area', name=op.f('pk_settle_payer'))
    )
    op.create_table('signing_key',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kid', sa.String(length=60), nullable=False),
    sa.Column('algorithm', sa.String(length=10), nullable=False),
    sa.Column('private_jwk', sa.Text(), nullable=False),
    sa.Column('public_jwk', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signs_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_key')),
    sa.UniqueConstraint('kid', name=op.f('uq_signing_key_kid'))
    )
    op.create_table('sms_outbox',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('phone_index', sa.Text(), nullable=False),
    sa.Column('template', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sms_outbox'))
    )
    op.create_index(op.f('ix_sms_outbox_created_at'), 'sms_outbox', ['created_at'], unique=False)
    op.create_index(op.f('ix_sms_outbox_phone_index'), 'sms_outbox', ['phone_index'], unique=False)
    op.create_table('spot_check',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('population', sa.Integer(), nullable=False),
    sa.Column('population_sha256', sa.String(length=64), nullable=False),
    sa.Column('drawn_by', sa.Uuid(), nullable=True),
    sa.Column('drawn_by_name', sa.Text(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spot_check')),
    sa.UniqueConstraint('no', name=op.f('uq_spot_check_no'))
    )
    op.create_index(op.f('ix_spot_check_area'), 'spot_check', ['area'], unique=False)
    op.create_table('state_change',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('from_state', sa.Text(), nullable=True),
    sa.Column('to_state', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('actor_name', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('decision_id', sa.Uuid(), nullable=True),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_state_change'))
    )
    op.create_index('ix_state_change_seal_xid', 'state_change', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_index(op.f('ix_state_change_subject'), 'state_change', ['subject'], unique=False)
    op.create_index(op.f('ix_state_change_subject_id'), 'state_change', ['subject_id'], unique=False)
    op.create_table('statement_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('line_key', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('ext_ref', sa.String(length=80), nullable=False),
    sa.Column('payee', sa.Text(), nullable=False),
    sa.Column('account_last4', sa.String(length=4), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('return_code', sa.String(length=40), nullable=True),
    sa.Column('fault', sa.String(length=30), nullable=True),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported_by', sa.Text(), nullable=False),
    sa.Column('answer', sa.Enum('MATCH', 'DISMISS', name='lineanswer', native_enum=False, length=10), nullable=True),
    sa.Column('answer_ref', sa.String(length=80), nullable=True),
    sa.Column('answer_reason', sa.Text(), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.Column('answered_by_name', sa.Text(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_name', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_line')),
    sa.UniqueConstraint('line_key', name=op.f('uq_statement_line_line_key'))
    )
    op.create_index(op.f('ix_statement_line_ext_ref'), 'statement_line', ['ext_ref'], unique=False)
    op.create_index(op.f('ix_statement_line_payer_area'), 'statement_line', ['payer_area'], unique=False)
    op.create_table('statistics_published',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minimum_group', sa.Integer(), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('steps', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_statistics_published'))
    )
    op.create_table('stock_import',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('original', sa.Text(), nullable=False),
    sa.Column('rows', sa.Text(), nullable=False),
    sa.Column('good', sa.Integer(), nullable=False),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('known', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('TRIED', 'APPLIED', 'UNDONE', name='stockstate', native_enum=False, length=10), nullable=False),
    sa.Column('tried_by_id', sa.Uuid(), nullable=False),
    sa.Column('tried_by', sa.Text(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_by', sa.Text(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_import')),
    sa.UniqueConstraint('no', name=op.f('uq_stock_import_no'))
    )
    op.create_index(op.f('ix_stock_import_area'), 'stock_import', ['area'], unique=False)
    op.create_table('stored_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('storage_key', sa.Text(), nullable=False),
    sa.Column('uploaded_by', sa.Uuid(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_stored_file_storage_key'))
    )
    op.create_index(op.f('ix_stored_file_organization_id'), 'stored_file', ['organization_id'], unique=False)
    op.create_table('try_counter',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('name_hash', sa.String(length=64), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('kind', 'name_hash', name=op.f('pk_try_counter'))
    )
    op.create_table('unit_ending',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('DEREGISTERED', 'MERGED', name='ending', native_enum=False, length=20), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=False),
    sa.Column('successor_uscc', sa.String(length=18), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('recorded_by_name', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_ending')),
    sa.UniqueConstraint('organization_id', name=op.f('uq_unit_ending_organization_id'))
    )
    op.create_table('voucher_application',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('TECH_SME', 'HNTE', 'INCUBATEE', 'TALENT_LED', name='qualificationkind', native_enum=False, length=30), nullable=True),
    sa.Column('qualification_no', sa.Text(), nullable=True),
    sa.Column('revenue_fen', sa.BigInteger(), nullable=True),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('once_a_year', sa.Boolean(), nullable=False),
    sa.Column('quota_fen', sa.BigInteger(), nullable=True),
    sa.Column('cap_fen', sa.BigInteger(), nullable=True),
    sa.Column('asked_fen', sa.BigInteger(), nullable=True),
    sa.Column('mode', sa.Enum('HOLDER_REDEEMS', 'INSTITUTION_REDEEMS', 'NONE', name='vouchermode', native_enum=False, length=30), nullable=True),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('decision_id', sa.Uuid(), nullable=True),
    sa.Column('version_label', sa.Text(), nullable=True),
    sa.Column('state', sa.Enum('DRAFT', 'SUBMITTED', 'AWAITING_STAMPED_FORM', 'IN_REVIEW', 'RETURNED', 'GRANTED', 'REJECTED', 'WITHDRAWN', name='applicationstate', native_enum=False, length=30), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('instrument_id', sa.Uuid(), nullable=True),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voucher_application')),
    sa.UniqueConstraint('no', name=op.f('uq_voucher_application_no'))
    )
    op.create_index(op.f('ix_voucher_application_area'), 'voucher_application', ['area'], unique=False)
    op.create_index(op.f('ix_voucher_application_holder_id'), 'voucher_application', ['holder_id'], unique=False)
    op.create_index(op.f('ix_voucher_application_programme'), 'voucher_application', ['programme'], unique=False)
    op.create_index('uq_voucher_application_once', 'voucher_application', ['holder_id', 'programme', 'year'], unique=True, postgresql_where=sa.text("once_a_year AND state NOT IN ('DRAFT', 'REJECTED', 'WITHDRAWN')"))
    op.create_index('uq_voucher_application_order', 'voucher_application', ['order_id'], unique=True, postgresql_where=sa.text("state NOT IN ('REJECTED', 'WITHDRAWN')"))
    op.create_table('voucher_use',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('face_code', sa.String(length=32), nullable=False),
    sa.Column('booking_no', sa.String(length=40), nullable=True),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('contract_name', sa.Text(), nullable=False),
    sa.Column('contract_no', sa.Text(), nullable=False),
    sa.Column('contract_signed_on', sa.Date(), nullable=False),
    sa.Column('contract_key', sa.Text(), nullable=False),
    sa.Column('asked_fen', sa.BigInteger(), nullable=True),
    sa.Column('invoice_number', sa.String(length=40), nullable=False),
    sa.Column('invoice_fen', sa.BigInteger(), nullable=True),
    sa.Column('promised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('contract_allowed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('contract_allowed_by', sa.Uuid(), nullable=True),
    sa.Column('contract_allowed_why', sa.Text(), nullable=True),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voucher_use')),
    sa.UniqueConstraint('face_code', name=op.f('uq_voucher_use_face_code')),
    sa.UniqueConstraint('order_id', name=op.f('uq_voucher_use_order_id'))
    )
    op.create_index(op.f('ix_voucher_use_booking_no'), 'voucher_use', ['booking_no'], unique=False)
    op.create_index(op.f('ix_voucher_use_contract_key'), 'voucher_use', ['contract_key'], unique=False)
    op.create_index(op.f('ix_voucher_use_holder_id'), 'voucher_use', ['holder_id'], unique=False)
    op.create_index(op.f('ix_voucher_use_institution_id'), 'voucher_use', ['institution_id'], unique=False)
    op.create_table('wording_edition',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('zh', sa.Text(), nullable=False),
    sa.Column('en', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=True),
    sa.Column('changed_by_name', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wording_edition')),
    sa.UniqueConstraint('name', 'edition', name=op.f('uq_wording_edition_name_edition'))
    )
    op.create_table('working_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_working', sa.Boolean(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_working_day'))
    )
    op.create_table('account',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('username', sa.String(length=64), nullable=True),
    sa.Column('display_name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('phone_index', sa.String(length=100), nullable=True),
    sa.Column('password_hash', sa.Text(), nullable=True),
    sa.Column('totp_secret', sa.Text(), nullable=True),
    sa.Column('totp_last_step', sa.BigInteger(), nullable=True),
    sa.Column('document_kind', sa.String(length=20), nullable=True),
    sa.Column('document_number', sa.Text(), nullable=True),
    sa.Column('employer_id', sa.Uuid(), nullable=True),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('awaits_review', sa.Boolean(), nullable=False),
    sa.Column('must_enroll_second_factor', sa.Boolean(), nullable=False),
    sa.Column('phone_changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['employer_id'], ['organization.id'], name=op.f('fk_account_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('username', name=op.f('uq_account_username'))
    )
    op.create_index(op.f('ix_account_employer_id'), 'account', ['employer_id'], unique=False)
    op.create_index(op.f('ix_account_phone_index'), 'account', ['phone_index'], unique=False)
    op.create_table('application_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('slot', sa.String(length=60), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('sheet', sa.String(length=12), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['voucher_application.id'], name=op.f('fk_application_file_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_file'))
    )
    op.create_index(op.f('ix_application_file_application_id'), 'application_file', ['application_id'], unique=False)
    op.create_index(op.f('ix_application_file_holder_id'), 'application_file', ['holder_id'], unique=False)
    op.create_table('bank_account',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('holder_name', sa.Text(), nullable=False),
    sa.Column('bank_name', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('number_index', sa.String(length=100), nullable=False),
    sa.Column('last4', sa.String(length=4), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_bank_account_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_account'))
    )
    op.create_index(op.f('ix_bank_account_number_index'), 'bank_account', ['number_index'], unique=False)
    op.create_index('uq_bank_account_live', 'bank_account', ['organization_id'], unique=True, postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('dispute',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('redemption_no', sa.String(length=40), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Enum('REFUSALS', 'LINE', 'APPEAL', 'OBJECTION', name='disputekind', native_enum=False, length=20), nullable=False),
    sa.Column('state', sa.Enum('OPEN', 'SETTLED', name='disputestate', native_enum=False, length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('opened_by', sa.Uuid(), nullable=True),
    sa.Column('opened_by_name', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('mediator_id', sa.Uuid(), nullable=True),
    sa.Column('mediator_name', sa.Text(), nullable=True),
    sa.Column('outcome', sa.Enum('PAY', 'NOTHING', 'RESUBMIT', name='outcome', native_enum=False, length=10), nullable=True),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_dispute_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute')),
    sa.UniqueConstraint('no', name=op.f('uq_dispute_no'))
    )
    op.create_index(op.f('ix_dispute_area'), 'dispute', ['area'], unique=False)
    op.create_index(op.f('ix_dispute_due_on'), 'dispute', ['due_on'], unique=False)
    op.create_index(op.f('ix_dispute_holder_id'), 'dispute', ['holder_id'], unique=False)
    op.create_index(op.f('ix_dispute_institution_id'), 'dispute', ['institution_id'], unique=False)
    op.create_index(op.f('ix_dispute_mediator_id'), 'dispute', ['mediator_id'], unique=False)
    op.create_index(op.f('ix_dispute_redemption_id'), 'dispute', ['redemption_id'], unique=False)
    op.create_index('uq_dispute_open', 'dispute', ['redemption_id'], unique=True, postgresql_where=sa.text("state = 'OPEN'"))
    op.create_table('evaluation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=True),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('service_no', sa.String(length=20), nullable=False),
    sa.Column('stars', sa.Integer(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('by_default', sa.Boolean(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by', sa.Uuid(), nullable=True),
    sa.Column('reply', sa.Text(), nullable=True),
    sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('stars BETWEEN 1 AND 5', name=op.f('ck_evaluation_stars')),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_evaluation_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation')),
    sa.UniqueConstraint('order_id', name=op.f('uq_evaluation_order_id'))
    )
    op.create_index(op.f('ix_evaluation_holder_id'), 'evaluation', ['holder_id'], unique=False)
    op.create_index(op.f('ix_evaluation_institution_id'), 'evaluation', ['institution_id'], unique=False)
    op.create_index(op.f('ix_evaluation_service_no'), 'evaluation', ['service_no'], unique=False)
    op.create_table('exchange_attempt',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('exchange_id', sa.Uuid(), nullable=False),
    sa.Column('verb', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('sent', sa.Text(), nullable=False),
    sa.Column('signature', sa.Text(), nullable=True),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('received', sa.Text(), nullable=False),
    sa.Column('received_headers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.ForeignKeyConstraint(['exchange_id'], ['exchange.id'], name=op.f('fk_exchange_attempt_exchange_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchange_attempt'))
    )
    op.create_index(op.f('ix_exchange_attempt_exchange_id'), 'exchange_attempt', ['exchange_id'], unique=False)
    op.create_index('ix_exchange_attempt_seal_xid', 'exchange_attempt', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_table('expert_draw',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('review_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('pool', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('passed_over', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('drawn', sa.String(length=64), nullable=False),
    sa.Column('drawn_by', sa.Uuid(), nullable=True),
    sa.Column('drawn_by_name', sa.Text(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_expert_draw_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_draw'))
    )
    op.create_index(op.f('ix_expert_draw_review_id'), 'expert_draw', ['review_id'], unique=False)
    op.create_table('favorite',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_favorite_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_favorite'))
    )
    op.create_index('uq_favorite', 'favorite', ['account_id', 'organization_id', 'kind', 'no'], unique=True)
    op.create_table('hold',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('quota_id', sa.Uuid(), nullable=False),
    sa.Column('used_id', sa.Uuid(), nullable=False),
    sa.Column('instrument_id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('posted_fen', sa.BigInteger(), nullable=False),
    sa.Column('extra_fen', sa.BigInteger(), nullable=False),
    sa.Column('reversed_fen', sa.BigInteger(), nullable=False),
    sa.Column('payable_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Enum('HELD', 'CLAIMED', 'POSTED', 'VOIDED', name='holdstate', native_enum=False, length=10), nullable=False),
    sa.Column('tx_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_hold_amount_positive')),
    sa.CheckConstraint('posted_fen BETWEEN 0 AND amount_fen', name=op.f('ck_hold_posted_within')),
    sa.CheckConstraint('reversed_fen BETWEEN 0 AND posted_fen + extra_fen', name=op.f('ck_hold_reversed_within')),
    sa.ForeignKeyConstraint(['quota_id'], ['ledger_account.id'], name=op.f('fk_hold_quota_id')),
    sa.ForeignKeyConstraint(['tx_id'], ['ltx.id'], name=op.f('fk_hold_tx_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold'))
    )
    op.create_index(op.f('ix_hold_holder_id'), 'hold', ['holder_id'], unique=False)
    op.create_index(op.f('ix_hold_instrument_id'), 'hold', ['instrument_id'], unique=False)
    op.create_index(op.f('ix_hold_payable_id'), 'hold', ['payable_id'], unique=False)
    op.create_index(op.f('ix_hold_quota_id'), 'hold', ['quota_id'], unique=False)
    op.create_index(op.f('ix_hold_subject_id'), 'hold', ['subject_id'], unique=False)
    op.create_index('uq_hold_live_subject', 'hold', ['subject', 'subject_id'], unique=True, postgresql_where=sa.text("state IN ('HELD', 'CLAIMED')"))
    op.create_table('inbound_receipt',
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('inbound_id', sa.Uuid(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inbound_id'], ['inbound_message.id'], name=op.f('fk_inbound_receipt_inbound_id')),
    sa.PrimaryKeyConstraint('region', 'message_id', name=op.f('pk_inbound_receipt'))
    )
    op.create_table('institution_certificate',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('reminded_days', sa.Integer(), nullable=True),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_institution_certificate_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_institution_certificate'))
    )
    op.create_index(op.f('ix_institution_certificate_organization_id'), 'institution_certificate', ['organization_id'], unique=False)
    op.create_index(op.f('ix_institution_certificate_request_id'), 'institution_certificate', ['request_id'], unique=False)
    op.create_table('institution_suspension',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('begins_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('office', sa.String(length=40), nullable=False),
    sa.Column('ordered_by', sa.Uuid(), nullable=True),
    sa.Column('ordered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.Uuid(), nullable=True),
    sa.Column('lifted_why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_institution_suspension_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_institution_suspension'))
    )
    op.create_index(op.f('ix_institution_suspension_organization_id'), 'institution_suspension', ['organization_id'], unique=False)
    op.create_table('invoice',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=True),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('date', sa.Date(), nullable=True),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('buyer_name', sa.Text(), nullable=False),
    sa.Column('buyer_uscc', sa.String(length=18), nullable=False),
    sa.Column('seller_name', sa.Text(), nullable=False),
    sa.Column('seller_uscc', sa.String(length=18), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_invoice_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice'))
    )
    op.create_index(op.f('ix_invoice_file_id'), 'invoice', ['file_id'], unique=False)
    op.create_index(op.f('ix_invoice_redemption_id'), 'invoice', ['redemption_id'], unique=False)
    op.create_table('listing_import',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_by', sa.Uuid(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['institution_id'], ['organization.id'], name=op.f('fk_listing_import_institution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_import')),
    sa.UniqueConstraint('no', name=op.f('uq_listing_import_no'))
    )
    op.create_index(op.f('ix_listing_import_institution_id'), 'listing_import', ['institution_id'], unique=False)
    op.create_table('listing_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.Enum('SERVICE', 'INSTRUMENT', name='listingkind', native_enum=False, length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('office', sa.String(length=40), nullable=False),
    sa.Column('state', sa.Enum('DRAFT', 'SUBMITTED', 'RETURNED', 'PUBLISHED', 'SUPERSEDED', 'WITHDRAWN', 'DISCARDED', name='listingstate', native_enum=False, length=20), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('import_id', sa.Uuid(), nullable=True),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['institution_id'], ['organization.id'], name=op.f('fk_listing_version_institution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listing_version'))
    )
    op.create_index('ix_listing_queue', 'listing_version', ['office', 'state', 'submitted_at'], unique=False)
    op.create_index(op.f('ix_listing_version_institution_id'), 'listing_version', ['institution_id'], unique=False)
    op.create_index(op.f('ix_listing_version_no'), 'listing_version', ['no'], unique=False)
    op.create_index('uq_listing_open', 'listing_version', ['no'], unique=True, postgresql_where=sa.text("state IN ('DRAFT', 'SUBMITTED', 'RETURNED')"))
    op.create_index('uq_listing_version', 'listing_version', ['no', 'version'], unique=True)
    op.create_table('message_read',
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_read_message_id')),
    sa.PrimaryKeyConstraint('message_id', 'account_id', name=op.f('pk_message_read'))
    )
    op.create_table('notice_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('notice_id', sa.Uuid(), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('redemption_no', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['public_notice.id'], name=op.f('fk_notice_line_notice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_line')),
    sa.UniqueConstraint('notice_id', 'redemption_id', name=op.f('uq_notice_line_notice_id_redemption_id'))
    )
    op.create_index(op.f('ix_notice_line_notice_id'), 'notice_line', ['notice_id'], unique=False)
    op.create_index(op.f('ix_notice_line_redemption_id'), 'notice_line', ['redemption_id'], unique=False)
    op.create_table('objection',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('notice_id', sa.Uuid(), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('redemption_no', sa.String(length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('filed_by', sa.Uuid(), nullable=True),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('OPEN', 'UPHELD', 'DISMISSED', name='objectionstate', native_enum=False, length=10), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['notice_id'], ['public_notice.id'], name=op.f('fk_objection_notice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    op.create_index(op.f('ix_objection_area'), 'objection', ['area'], unique=False)
    op.create_index(op.f('ix_objection_notice_id'), 'objection', ['notice_id'], unique=False)
    op.create_index(op.f('ix_objection_redemption_id'), 'objection', ['redemption_id'], unique=False)
    op.create_table('order_application',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('order_no', sa.String(length=40), nullable=False),
    sa.Column('seller_id', sa.Uuid(), nullable=False),
    sa.Column('estimate_fen', sa.BigInteger(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('activity', sa.Text(), nullable=False),
    sa.Column('amount_decision_id', sa.Uuid(), nullable=True),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_order_application_ends_after_start')),
    sa.ForeignKeyConstraint(['application_id'], ['voucher_application.id'], name=op.f('fk_order_application_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_application')),
    sa.UniqueConstraint('application_id', name=op.f('uq_order_application_application_id'))
    )
    op.create_index(op.f('ix_order_application_holder_id'), 'order_application', ['holder_id'], unique=False)
    op.create_index(op.f('ix_order_application_order_id'), 'order_application', ['order_id'], unique=False)
    op.create_table('order_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('service_no', sa.String(length=20), nullable=False),
    sa.Column('service_name', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('unit_price_fen', sa.BigInteger(), nullable=True),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_order_line_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_line'))
    )
    op.create_index(op.f('ix_order_line_area'), 'order_line', ['area'], unique=False)
    op.create_index(op.f('ix_order_line_holder_id'), 'order_line', ['holder_id'], unique=False)
    op.create_index(op.f('ix_order_line_institution_id'), 'order_line', ['institution_id'], unique=False)
    op.create_index(op.f('ix_order_line_order_id'), 'order_line', ['order_id'], unique=False)
    op.create_table('payable',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('AWARD', 'REVERSAL', name='payablekind', native_enum=False, length=10), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('reversal_no', sa.Integer(), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('payee_id', sa.Uuid(), nullable=False),
    sa.Column('payee_kind', sa.Enum('institution', 'enterprise', name='payeekind', native_enum=False, length=12), nullable=False),
    sa.Column('payee_area', sa.String(length=40), nullable=True),
    sa.Column('payee_region', sa.String(length=40), nullable=True),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('against_clawback', sa.Boolean(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('period', sa.Date(), nullable=True),
    sa.Column('eligible_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('eligible_xid', sa.BigInteger(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('origin_id', sa.Uuid(), nullable=True),
    sa.Column('policy_version', sa.Text(), nullable=False),
    sa.Column('tx_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(kind = 'AWARD') = (reversal_no = 0)", name=op.f('ck_payable_reversals_numbered')),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_payable_amount_positive')),
    sa.ForeignKeyConstraint(['tx_id'], ['ltx.id'], name=op.f('fk_payable_tx_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payable')),
    sa.UniqueConstraint('redemption_id', 'kind', 'attempt', 'reversal_no', name=op.f('uq_payable_redemption_id_kind_attempt_reversal_no'))
    )
    op.create_index('ix_payable_cancelled', 'payable', ['payer_area'], unique=False, postgresql_where=sa.text('cancelled_at IS NOT NULL'))
    op.create_index(op.f('ix_payable_holder_id'), 'payable', ['holder_id'], unique=False)
    op.create_index('ix_payable_open', 'payable', ['payer_area', 'payee_kind', 'period', 'eligible_at'], unique=False)
    op.create_index('ix_payable_origin', 'payable', ['origin_id'], unique=False, postgresql_where=sa.text('origin_id IS NOT NULL'))
    op.create_index(op.f('ix_payable_payee_id'), 'payable', ['payee_id'], unique=False)
    op.create_index(op.f('ix_payable_redemption_id'), 'payable', ['redemption_id'], unique=False)
    op.create_table('payout',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('payee_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('ext_ref', sa.String(length=80), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('NEW', 'SENT', 'ACCEPTED', 'UNKNOWN', 'PAID', 'REJECTED', 'RETURNED', name='payoutstate', native_enum=False, length=10), nullable=False),
    sa.Column('payee_name', sa.Text(), nullable=True),
    sa.Column('payee_uscc', sa.String(length=18), nullable=True),
    sa.Column('bank_name', sa.Text(), nullable=True),
    sa.Column('account', sa.Text(), nullable=True),
    sa.Column('account_last4', sa.String(length=4), nullable=True),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.Column('return_code', sa.Text(), nullable=True),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_payout_amount_positive')),
    sa.ForeignKeyConstraint(['batch_id'], ['settle_batch.id'], name=op.f('fk_payout_batch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payout')),
    sa.UniqueConstraint('batch_id', 'payee_id', name=op.f('uq_payout_batch_id_payee_id')),
    sa.UniqueConstraint('ext_ref', name=op.f('uq_payout_ext_ref'))
    )
    op.create_index(op.f('ix_payout_batch_id'), 'payout', ['batch_id'], unique=False)
    op.create_index(op.f('ix_payout_payee_id'), 'payout', ['payee_id'], unique=False)
    op.create_table('phone_booking',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=30), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('service_no', sa.String(length=20), nullable=False),
    sa.Column('service_name', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('agreed_fen', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_phone_booking_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phone_booking')),
    sa.UniqueConstraint('no', name=op.f('uq_phone_booking_no'))
    )
    op.create_index(op.f('ix_phone_booking_holder_id'), 'phone_booking', ['holder_id'], unique=False)
    op.create_index(op.f('ix_phone_booking_institution_id'), 'phone_booking', ['institution_id'], unique=False)
    op.create_table('qualification',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('TECH_SME', 'HNTE', 'INCUBATEE', 'TALENT_LED', name='qualificationkind', native_enum=False, length=20), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_qualification_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification'))
    )
    op.create_index('uq_qualification', 'qualification', ['organization_id', 'kind', 'number'], unique=True)
    op.create_table('receipt',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('payer_name', sa.Text(), nullable=False),
    sa.Column('payer_account_index', sa.String(length=100), nullable=False),
    sa.Column('payer_last4', sa.String(length=4), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_receipt_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt'))
    )
    op.create_index(op.f('ix_receipt_file_id'), 'receipt', ['file_id'], unique=False)
    op.create_index(op.f('ix_receipt_redemption_id'), 'receipt', ['redemption_id'], unique=False)
    op.create_table('redemption_edition',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('contract_fen', sa.BigInteger(), nullable=True),
    sa.Column('texts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by', sa.Uuid(), nullable=True),
    sa.Column('saved_by_name', sa.Text(), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_redemption_edition_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redemption_edition')),
    sa.UniqueConstraint('redemption_id', 'edition', name=op.f('uq_redemption_edition_redemption_id_edition'))
    )
    op.create_index(op.f('ix_redemption_edition_redemption_id'), 'redemption_edition', ['redemption_id'], unique=False)
    op.create_table('redemption_material',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slot', sa.String(length=60), nullable=False),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_redemption_material_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redemption_material'))
    )
    op.create_index(op.f('ix_redemption_material_file_id'), 'redemption_material', ['file_id'], unique=False)
    op.create_index(op.f('ix_redemption_material_redemption_id'), 'redemption_material', ['redemption_id'], unique=False)
    op.create_table('redemption_order',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('order_no', sa.String(length=40), nullable=False),
    sa.Column('seller_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('awarded_fen', sa.BigInteger(), nullable=True),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_redemption_order_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redemption_order')),
    sa.UniqueConstraint('redemption_id', 'order_id', name=op.f('uq_redemption_order_redemption_id_order_id'))
    )
    op.create_index(op.f('ix_redemption_order_order_id'), 'redemption_order', ['order_id'], unique=False)
    op.create_index(op.f('ix_redemption_order_redemption_id'), 'redemption_order', ['redemption_id'], unique=False)
    op.create_table('redemption_paper',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('received_by', sa.Uuid(), nullable=True),
    sa.Column('received_by_name', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_redemption_paper_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redemption_paper')),
    sa.UniqueConstraint('redemption_id', 'round', name=op.f('uq_redemption_paper_redemption_id_round'))
    )
    op.create_index(op.f('ix_redemption_paper_redemption_id'), 'redemption_paper', ['redemption_id'], unique=False)
    op.create_table('reversal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('proposed_by', sa.Uuid(), nullable=False),
    sa.Column('proposed_by_name', sa.Text(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Uuid(), nullable=True),
    sa.Column('confirmed_by_name', sa.Text(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.Enum('PROPOSED', 'CONFIRMED', name='reversalstate', native_enum=False, length=12), nullable=False),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_reversal_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reversal'))
    )
    op.create_index(op.f('ix_reversal_area'), 'reversal', ['area'], unique=False)
    op.create_index(op.f('ix_reversal_redemption_id'), 'reversal', ['redemption_id'], unique=False)
    op.create_index('uq_reversal_open', 'reversal', ['redemption_id'], unique=True, postgresql_where=sa.text("state = 'PROPOSED'"))
    op.create_table('review_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('review_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('item', sa.String(length=80), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('verdict', sa.Enum('RIGHT', 'CORRECT', 'FAIL', name='verdict', native_enum=False, length=10), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('judged_by', sa.Uuid(), nullable=True),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_review_item_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_item')),
    sa.UniqueConstraint('review_id', 'item', name=op.f('uq_review_item_review_id_item'))
    )
    op.create_index(op.f('ix_review_item_review_id'), 'review_item', ['review_id'], unique=False)
    op.create_table('settle_advice',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('state', sa.Enum('QUEUED', 'SENT', 'ACKED', 'REFUSED', 'UNKNOWN', 'DEAD', name='exchangestate', native_enum=False, length=10), nullable=False),
    sa.Column('total_fen', sa.BigInteger(), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=False),
    sa.Column('disputed_line', sa.Text(), nullable=True),
    sa.Column('dispute_reason', sa.Text(), nullable=True),
    sa.Column('disputed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dispute_outcome', sa.Enum('UNFOUNDED', 'CORRECTED', name='disputeoutcome', native_enum=False, length=10), nullable=True),
    sa.Column('dispute_answer', sa.Text(), nullable=True),
    sa.Column('dispute_settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dispute_settled_by_name', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['settle_batch.id'], name=op.f('fk_settle_advice_batch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settle_advice')),
    sa.UniqueConstraint('batch_id', 'region', name=op.f('uq_settle_advice_batch_id_region'))
    )
    op.create_index(op.f('ix_settle_advice_batch_id'), 'settle_advice', ['batch_id'], unique=False)
    op.create_table('settle_bucket',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('bucket', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['settle_batch.id'], name=op.f('fk_settle_bucket_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', 'bucket', name=op.f('pk_settle_bucket'))
    )
    op.create_table('settle_exclusion',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('payable_id', sa.Uuid(), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('payee_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['settle_batch.id'], name=op.f('fk_settle_exclusion_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', 'payable_id', name=op.f('pk_settle_exclusion'))
    )
    op.create_index(op.f('ix_settle_exclusion_payable_id'), 'settle_exclusion', ['payable_id'], unique=False)
    op.create_index('ix_settle_exclusion_seal_xid', 'settle_exclusion', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_table('settle_line_void',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('payable_id', sa.Uuid(), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('payee_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['settle_batch.id'], name=op.f('fk_settle_line_void_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', 'payable_id', name=op.f('pk_settle_line_void'))
    )
    op.create_index('ix_settle_line_void_seal_xid', 'settle_line_void', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_table('settle_payee',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('payee_id', sa.Uuid(), nullable=False),
    sa.Column('payer_area', sa.String(length=40), nullable=False),
    sa.Column('lines_fen', sa.BigInteger(), nullable=False),
    sa.Column('carried_in_fen', sa.BigInteger(), nullable=False),
    sa.Column('owed_fen', sa.BigInteger(), nullable=False),
    sa.Column('offset_fen', sa.BigInteger(), nullable=False),
    sa.Column('carried_out_fen', sa.BigInteger(), nullable=False),
    sa.Column('payout_fen', sa.BigInteger(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('undone', sa.Boolean(), nullable=False),
    sa.CheckConstraint('payout_fen >= 0 AND offset_fen >= 0 AND carried_out_fen >= 0', name=op.f('ck_settle_payee_never_negative')),
    sa.ForeignKeyConstraint(['batch_id'], ['settle_batch.id'], name=op.f('fk_settle_payee_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', 'payee_id', name=op.f('pk_settle_payee'))
    )
    op.create_index('ix_settle_payee_carried', 'settle_payee', ['payer_area', 'payee_id'], unique=False)
    op.create_table('shop',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=18), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('hours', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('sub_units', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=True),
    sa.Column('division', sa.String(length=6), nullable=False),
    sa.Column('source_region', sa.String(length=40), nullable=True),
    sa.Column('views', sa.Integer(), server_default='0', nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words', postgresql.TSVECTOR(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_shop_organization_id')),
    sa.PrimaryKeyConstraint('organization_id', name=op.f('pk_shop')),
    sa.UniqueConstraint('no', name=op.f('uq_shop_no'))
    )
    op.create_index(op.f('ix_shop_division'), 'shop', ['division'], unique=False)
    op.create_index(op.f('ix_shop_region'), 'shop', ['region'], unique=False)
    op.create_index('ix_shop_words', 'shop', ['words'], unique=False, postgresql_using='gin')
    op.create_table('spot_check_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('spot_check_id', sa.Uuid(), nullable=False),
    sa.Column('redemption_no', sa.String(length=40), nullable=False),
    sa.Column('finding', sa.Enum('FINE', 'FAULTY', name='finding', native_enum=False, length=10), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_by_name', sa.Text(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['spot_check_id'], ['spot_check.id'], name=op.f('fk_spot_check_line_spot_check_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spot_check_line'))
    )
    op.create_index(op.f('ix_spot_check_line_redemption_no'), 'spot_check_line', ['redemption_no'], unique=False)
    op.create_index(op.f('ix_spot_check_line_spot_check_id'), 'spot_check_line', ['spot_check_id'], unique=False)
    op.create_table('stock_row',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('import_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_id', sa.Uuid(), nullable=True),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['stock_import.id'], name=op.f('fk_stock_row_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_row'))
    )
    op.create_index(op.f('ix_stock_row_import_id'), 'stock_row', ['import_id'], unique=False)
    op.create_index('uq_stock_row', 'stock_row', ['area', 'kind', 'key'], unique=True, postgresql_where=sa.text('live'))
    op.create_table('transfer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tx_id', sa.Uuid(), nullable=False),
    sa.Column('debit_id', sa.Uuid(), nullable=False),
    sa.Column('credit_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('phase', sa.Enum('POST', 'PEND', 'VOID', name='phase', native_enum=False), nullable=False),
    sa.Column('seal_xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text::bigint)'), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_transfer_amount_positive')),
    sa.CheckConstraint('debit_id <> credit_id', name=op.f('ck_transfer_two_accounts')),
    sa.ForeignKeyConstraint(['tx_id'], ['ltx.id'], name=op.f('fk_transfer_tx_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfer'))
    )
    op.create_index(op.f('ix_transfer_credit_id'), 'transfer', ['credit_id'], unique=False)
    op.create_index(op.f('ix_transfer_debit_id'), 'transfer', ['debit_id'], unique=False)
    op.create_index('ix_transfer_seal_xid', 'transfer', ['seal_xid'], unique=False, postgresql_using='brin', postgresql_with={'autosummarize': 'on'})
    op.create_index(op.f('ix_transfer_tx_id'), 'transfer', ['tx_id'], unique=False)
    op.create_table('voucher_use_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('use_id', sa.Uuid(), nullable=False),
    sa.Column('slot', sa.String(length=60), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['use_id'], ['voucher_use.id'], name=op.f('fk_voucher_use_file_use_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voucher_use_file'))
    )
    op.create_index(op.f('ix_voucher_use_file_holder_id'), 'voucher_use_file', ['holder_id'], unique=False)
    op.create_index(op.f('ix_voucher_use_file_institution_id'), 'voucher_use_file', ['institution_id'], unique=False)
    op.create_index(op.f('ix_voucher_use_file_sha256'), 'voucher_use_file', ['sha256'], unique=False)
    op.create_index(op.f('ix_voucher_use_file_use_id'), 'voucher_use_file', ['use_id'], unique=False)
    op.create_table('window_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('officer_name', sa.Text(), nullable=False),
    sa.Column('handed_in_by', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_window_entry_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_window_entry')),
    sa.UniqueConstraint('redemption_id', name=op.f('uq_window_entry_redemption_id'))
    )
    op.create_index(op.f('ix_window_entry_area'), 'window_entry', ['area'], unique=False)
    op.create_table('access_token',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('scopes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('assurance', sa.Enum('LOW', 'SUBSTANTIAL', 'HIGH', name='assurance', native_enum=False, length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_access_token_account_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_access_token_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_token')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_access_token_secret_hash'))
    )
    op.create_index(op.f('ix_access_token_account_id'), 'access_token', ['account_id'], unique=False)
    op.create_table('agreement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('document', sa.String(length=40), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_agreement_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement'))
    )
    op.create_index(op.f('ix_agreement_account_id'), 'agreement', ['account_id'], unique=False)
    op.create_table('charge',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_charge_account_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_charge_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_charge')),
    sa.UniqueConstraint('organization_id', 'subject', 'subject_id', name=op.f('uq_charge_organization_id_subject_subject_id'))
    )
    op.create_index(op.f('ix_charge_account_id'), 'charge', ['account_id'], unique=False)
    op.create_index(op.f('ix_charge_subject_id'), 'charge', ['subject_id'], unique=False)
    op.create_table('dispute_statement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dispute_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.Column('side', sa.String(length=12), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('file_name', sa.Text(), nullable=True),
    sa.Column('said_by', sa.Uuid(), nullable=True),
    sa.Column('said_by_name', sa.Text(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dispute_id'], ['dispute.id'], name=op.f('fk_dispute_statement_dispute_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute_statement'))
    )
    op.create_index(op.f('ix_dispute_statement_dispute_id'), 'dispute_statement', ['dispute_id'], unique=False)
    op.create_table('external_identity',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_external_identity_account_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_external_identity_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_external_identity'))
    )
    op.create_index(op.f('ix_external_identity_account_id'), 'external_identity', ['account_id'], unique=False)
    op.create_index(op.f('ix_external_identity_organization_id'), 'external_identity', ['organization_id'], unique=False)
    op.create_index('uq_external_identity', 'external_identity', ['issuer', 'subject'], unique=True, postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('identity_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.Enum('REGISTRATION', 'RENAME', 'CONTACT_CHANGE', 'LINK', 'LEGACY_CODE', 'JOINING', 'REAL_NAME', 'CERTIFICATE', name='requestkind', native_enum=False, length=20), nullable=False),
    sa.Column('state', sa.Enum('SUBMITTED', 'RETURNED', 'APPROVED', 'REJECTED', 'WITHDRAWN', name='requeststate', native_enum=False, length=20), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('asked', sa.Text(), nullable=False),
    sa.Column('evidence', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_identity_request_account_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_identity_request_decided_by')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_identity_request_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_request')),
    sa.UniqueConstraint('no', name=op.f('uq_identity_request_no'))
    )
    op.create_index(op.f('ix_identity_request_account_id'), 'identity_request', ['account_id'], unique=False)
    op.create_index(op.f('ix_identity_request_organization_id'), 'identity_request', ['organization_id'], unique=False)
    op.create_index('ix_identity_request_queue', 'identity_request', ['area', 'state', 'due_on'], unique=False)
    op.create_table('invitation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('HOLDER_ADMIN', 'HOLDER_AGENT', 'INSTITUTION_ADMIN', 'INSTITUTION_STAFF', 'REVIEWER_INITIAL', 'ASSESSOR', 'POLICY_EDITOR', 'POLICY_APPROVER', 'NOTICE_OFFICER', 'OBJECTION_DECIDER', 'AREA_ADMIN', 'AGENCY', 'EXPERT', 'PROVINCE_CENTER', 'FINANCE_OFFICER', 'FINANCE_APPROVER', 'PROGRAMME_STEWARD', 'HUB_OPERATOR', 'SECURITY_ADMIN', 'AUDITOR', 'CLIENT_OWNER', name='role', native_enum=False, length=30), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('phone_index', sa.String(length=100), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('invited_by', sa.Uuid(), nullable=False),
    sa.Column('authorization_file_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['authorization_file_id'], ['stored_file.id'], name=op.f('fk_invitation_authorization_file_id')),
    sa.ForeignKeyConstraint(['invited_by'], ['account.id'], name=op.f('fk_invitation_invited_by')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_invitation_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_invitation_secret_hash'))
    )
    op.create_index('uq_invitation_live', 'invitation', ['organization_id', 'phone_index'], unique=True, postgresql_where=sa.text('accepted_at IS NULL AND revoked_at IS NULL'))
    op.create_table('invoice_order',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('invoice_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('redemption_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_invoice_order_invoice_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['redemption_id'], ['redemption.id'], name=op.f('fk_invoice_order_redemption_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice_order')),
    sa.UniqueConstraint('invoice_id', 'order_id', name=op.f('uq_invoice_order_invoice_id_order_id'))
    )
    op.create_index(op.f('ix_invoice_order_invoice_id'), 'invoice_order', ['invoice_id'], unique=False)
    op.create_index(op.f('ix_invoice_order_order_id'), 'invoice_order', ['order_id'], unique=False)
    op.create_index(op.f('ix_invoice_order_redemption_id'), 'invoice_order', ['redemption_id'], unique=False)
    op.create_table('letter_of_authority',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('added_by', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_letter_of_authority_account_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_letter_of_authority_file_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_letter_of_authority_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_of_authority'))
    )
    op.create_index(op.f('ix_letter_of_authority_account_id'), 'letter_of_authority', ['account_id'], unique=False)
    op.create_index(op.f('ix_letter_of_authority_organization_id'), 'letter_of_authority', ['organization_id'], unique=False)
    op.create_table('link_ticket',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('person_name', sa.Text(), nullable=True),
    sa.Column('upstream', sa.Text(), nullable=True),
    sa.Column('next_path', sa.Text(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('password_proved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_link_ticket_account_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_link_ticket_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_ticket')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_link_ticket_secret_hash'))
    )
    op.create_table('oauth_client',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.String(length=60), nullable=False),
    sa.Column('name_zh', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=True),
    sa.Column('owner_id', sa.Uuid(), nullable=True),
    sa.Column('auth_method', sa.String(length=30), nullable=False),
    sa.Column('secret_hash', sa.Text(), nullable=True),
    sa.Column('previous_secret_hash', sa.Text(), nullable=True),
    sa.Column('previous_secret_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('jwks', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('redirect_uris', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('post_logout_redirect_uris', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('backchannel_logout_uri', sa.Text(), nullable=True),
    sa.Column('grant_types', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('scopes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sector', sa.Text(), nullable=False),
    sa.Column('trusted', sa.Boolean(), nullable=False),
    sa.Column('requires_par', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disabled_why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['account.id'], name=op.f('fk_oauth_client_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_oauth_client')),
    sa.UniqueConstraint('client_id', name=op.f('uq_oauth_client_client_id'))
    )
    op.create_index(op.f('ix_oauth_client_owner_id'), 'oauth_client', ['owner_id'], unique=False)
    op.create_index(op.f('ix_oauth_client_region'), 'oauth_client', ['region'], unique=False)
    op.create_table('pairwise_subject',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sector', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_pairwise_subject_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairwise_subject')),
    sa.UniqueConstraint('subject', name=op.f('uq_pairwise_subject_subject'))
    )
    op.create_index('uq_pairwise_subject', 'pairwise_subject', ['sector', 'account_id'], unique=True)
    op.create_table('phone_proof',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Enum('SIGN_IN', 'GUARD', 'RECOVER', name='proofpurpose', native_enum=False, length=20), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('phone_index', sa.String(length=100), nullable=True),
    sa.Column('next_path', sa.Text(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('proved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_phone_proof_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phone_proof')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_phone_proof_secret_hash'))
    )
    op.create_index(op.f('ix_phone_proof_account_id'), 'phone_proof', ['account_id'], unique=False)
    op.create_table('recon_match',
    sa.Column('statement_line_id', sa.Uuid(), nullable=False),
    sa.Column('payout_id', sa.Uuid(), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['payout_id'], ['payout.id'], name=op.f('fk_recon_match_payout_id')),
    sa.ForeignKeyConstraint(['statement_line_id'], ['statement_line.id'], name=op.f('fk_recon_match_statement_line_id')),
    sa.PrimaryKeyConstraint('statement_line_id', name=op.f('pk_recon_match')),
    sa.UniqueConstraint('payout_id', 'outcome', name=op.f('uq_recon_match_payout_id_outcome'))
    )
    op.create_table('recovery_code',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_recovery_code_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    op.create_index(op.f('ix_recovery_code_account_id'), 'recovery_code', ['account_id'], unique=False)
    op.create_table('role_delegation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('substitute_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_by_name', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_role_delegation_account_id')),
    sa.ForeignKeyConstraint(['substitute_id'], ['account.id'], name=op.f('fk_role_delegation_substitute_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_delegation'))
    )
    op.create_index(op.f('ix_role_delegation_account_id'), 'role_delegation', ['account_id'], unique=False)
    op.create_index(op.f('ix_role_delegation_area'), 'role_delegation', ['area'], unique=False)
    op.create_index(op.f('ix_role_delegation_substitute_id'), 'role_delegation', ['substitute_id'], unique=False)
    op.create_table('role_grant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('HOLDER_ADMIN', 'HOLDER_AGENT', 'INSTITUTION_ADMIN', 'INSTITUTION_STAFF', 'REVIEWER_INITIAL', 'ASSESSOR', 'POLICY_EDITOR', 'POLICY_APPROVER', 'NOTICE_OFFICER', 'OBJECTION_DECIDER', 'AREA_ADMIN', 'AGENCY', 'EXPERT', 'PROVINCE_CENTER', 'FINANCE_OFFICER', 'FINANCE_APPROVER', 'PROGRAMME_STEWARD', 'HUB_OPERATOR', 'SECURITY_ADMIN', 'AUDITOR', 'CLIENT_OWNER', name='role', native_enum=False, length=30), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=True),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('granted_by', sa.Text(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_role_grant_account_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_role_grant_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant'))
    )
    op.create_index(op.f('ix_role_grant_account_id'), 'role_grant', ['account_id'], unique=False)
    op.create_index(op.f('ix_role_grant_area'), 'role_grant', ['area'], unique=False)
    op.create_index(op.f('ix_role_grant_organization_id'), 'role_grant', ['organization_id'], unique=False)
    op.create_index('uq_role_grant_live', 'role_grant', ['account_id', 'role', sa.literal_column("coalesce(area, '')"), sa.literal_column("coalesce(organization_id, '00000000-0000-0000-0000-000000000000'::uuid)")], unique=True, postgresql_where=sa.text('revoked_at IS NULL'))
    op.create_table('web_session',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('assurance', sa.Enum('LOW', 'SUBSTANTIAL', 'HIGH', name='assurance', native_enum=False, length=20), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=True),
    sa.Column('upstream', sa.Text(), nullable=True),
    sa.Column('upstream_index', sa.String(length=100), nullable=True),
    sa.Column('browser', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('second_factor_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('code_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('authenticated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('methods', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_web_session_account_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_web_session_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_web_session')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_web_session_secret_hash'))
    )
    op.create_index(op.f('ix_web_session_account_id'), 'web_session', ['account_id'], unique=False)
    op.create_index('ix_web_session_living', 'web_session', ['seen_at'], unique=False, postgresql_where=sa.text('ended_at IS NULL'))
    op.create_index(op.f('ix_web_session_upstream_index'), 'web_session', ['upstream_index'], unique=False)
    op.create_table('logout_notice',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('sid', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_answer', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['oauth_client.id'], name=op.f('fk_logout_notice_client_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_logout_notice'))
    )
    op.create_index(op.f('ix_logout_notice_client_id'), 'logout_notice', ['client_id'], unique=False)
    op.create_table('oauth_consent',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('scopes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_oauth_consent_account_id')),
    sa.ForeignKeyConstraint(['client_id'], ['oauth_client.id'], name=op.f('fk_oauth_consent_client_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_oauth_consent_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_oauth_consent'))
    )
    op.create_index(op.f('ix_oauth_consent_client_id'), 'oauth_consent', ['client_id'], unique=False)
    op.create_index('uq_oauth_consent_live', 'oauth_consent', ['account_id', 'client_id', sa.literal_column("coalesce(organization_id, '00000000-0000-0000-0000-000000000000'::uuid)")], unique=True, postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('oauth_grant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('session_id', sa.Uuid(), nullable=True),
    sa.Column('sid', sa.String(length=64), nullable=False),
    sa.Column('scopes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('acr', sa.String(length=20), nullable=False),
    sa.Column('amr', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('upstream_region', sa.String(length=40), nullable=True),
    sa.Column('authenticated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_oauth_grant_account_id')),
    sa.ForeignKeyConstraint(['client_id'], ['oauth_client.id'], name=op.f('fk_oauth_grant_client_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_oauth_grant_organization_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_oauth_grant'))
    )
    op.create_index(op.f('ix_oauth_grant_account_id'), 'oauth_grant', ['account_id'], unique=False)
    op.create_index(op.f('ix_oauth_grant_client_id'), 'oauth_grant', ['client_id'], unique=False)
    op.create_index(op.f('ix_oauth_grant_session_id'), 'oauth_grant', ['session_id'], unique=False)
    op.create_index(op.f('ix_oauth_grant_sid'), 'oauth_grant', ['sid'], unique=False)
    op.create_table('oauth_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reference_hash', sa.String(length=64), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('parameters', sa.Text(), nullable=False),
    sa.Column('pushed', sa.Boolean(), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['oauth_client.id'], name=op.f('fk_oauth_request_client_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_oauth_request')),
    sa.UniqueConstraint('reference_hash', name=op.f('uq_oauth_request_reference_hash'))
    )
    op.create_index(op.f('ix_oauth_request_client_id'), 'oauth_request', ['client_id'], unique=False)
    op.create_table('organization_name',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_organization_name_organization_id')),
    sa.ForeignKeyConstraint(['request_id'], ['identity_request.id'], name=op.f('fk_organization_name_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organization_name'))
    )
    op.create_index(op.f('ix_organization_name_organization_id'), 'organization_name', ['organization_id'], unique=False)
    op.create_table('webhook',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('events', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Enum('ACTIVE', 'PAUSED', 'REMOVED', name='webhookstate', native_enum=False, length=20), nullable=False),
    sa.Column('kid', sa.String(length=64), nullable=False),
    sa.Column('private_jwk', sa.Text(), nullable=False),
    sa.Column('public_jwk', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous_kid', sa.String(length=64), nullable=True),
    sa.Column('previous_private_jwk', sa.Text(), nullable=True),
    sa.Column('previous_public_jwk', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('previous_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['oauth_client.id'], name=op.f('fk_webhook_client_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook'))
    )
    op.create_index(op.f('ix_webhook_client_id'), 'webhook', ['client_id'], unique=False)
    op.create_table('oauth_code',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('grant_id', sa.Uuid(), nullable=False),
    sa.Column('redirect_uri', sa.Text(), nullable=False),
    sa.Column('code_challenge', sa.String(length=128), nullable=False),
    sa.Column('nonce', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['grant_id'], ['oauth_grant.id'], name=op.f('fk_oauth_code_grant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_oauth_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_oauth_code_code_hash'))
    )
    op.create_index(op.f('ix_oauth_code_grant_id'), 'oauth_code', ['grant_id'], unique=False)
    op.create_table('oauth_token',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('grant_id', sa.Uuid(), nullable=True),
    sa.Column('scopes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rotated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('grace_uses', sa.Integer(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['oauth_client.id'], name=op.f('fk_oauth_token_client_id')),
    sa.ForeignKeyConstraint(['grant_id'], ['oauth_grant.id'], name=op.f('fk_oauth_token_grant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_oauth_token')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_oauth_token_secret_hash'))
    )
    op.create_index(op.f('ix_oauth_token_client_id'), 'oauth_token', ['client_id'], unique=False)
    op.create_index(op.f('ix_oauth_token_grant_id'), 'oauth_token', ['grant_id'], unique=False)
    op.create_table('webhook_delivery',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('webhook_id', sa.Uuid(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('subject_no', sa.Text(), nullable=True),
    sa.Column('areas', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('organizations', postgresql.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('occurred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('state', sa.Enum('OWED', 'DELIVERED', 'GIVEN_UP', 'DROPPED', name='deliverystate', native_enum=False, length=20), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_answer', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_delivery_webhook_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_delivery'))
    )
    op.create_index(op.f('ix_webhook_delivery_created_at'), 'webhook_delivery', ['created_at'], unique=False)
    op.create_index('ix_webhook_delivery_order', 'webhook_delivery', ['webhook_id', 'subject_id', 'created_at'], unique=False, postgresql_where=sa.text("state = 'OWED'"))
    op.create_index('ix_webhook_delivery_owed', 'webhook_delivery', ['next_try_at'], unique=False, postgresql_where=sa.text("state = 'OWED'"))
    op.create_index('ix_webhook_delivery_webhook', 'webhook_delivery', ['webhook_id', 'id'], unique=False)
    op.create_table('webhook_attempt',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('delivery_id', sa.Uuid(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('milliseconds', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('good', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['delivery_id'], ['webhook_delivery.id'], name=op.f('fk_webhook_attempt_delivery_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_attempt'))
    )
    op.create_index(op.f('ix_webhook_attempt_delivery_id'), 'webhook_attempt', ['delivery_id'], unique=False)
    # ### end Alembic commands ###
    procrastinate()
    for statement in APPEND_ONLY:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("Corrections are new revisions: money and audit rows are never dropped.")
