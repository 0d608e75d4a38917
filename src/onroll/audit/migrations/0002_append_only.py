"""The database stamps every entry and seal itself, and refuses to alter or remove one, whoever asks.

The owner of the tables could still drop these triggers: that is why the service runs as another role, and why seals exist.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION audit_stamp_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_era smallint; last_until bigint;
BEGIN
    NEW.happened_at := clock_timestamp();
    NEW.transaction := pg_current_xact_id()::text::bigint;
    SELECT era, until_transaction INTO last_era, last_until FROM audit_seal ORDER BY id DESC LIMIT 1;
    -- A number below what is sealed: the database was restored on another server, which counts from its own beginning.
    NEW.era := coalesce(last_era, 0) + CASE WHEN NEW.transaction < coalesce(last_until, 0) THEN 1 ELSE 0 END;
    RETURN NEW;
END $$;

CREATE FUNCTION audit_stamp_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sealed_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log can only be added to: % on % was refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_entry_stamped BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_stamp_entry();
CREATE TRIGGER audit_seal_stamped BEFORE INSERT ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_stamp_seal();
CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_stays BEFORE UPDATE OR DELETE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_not_emptied BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""

BACKWARDS = """
DROP TRIGGER audit_entry_stamped ON audit_entry;
DROP TRIGGER audit_entry_stays ON audit_entry;
DROP TRIGGER audit_entry_not_emptied ON audit_entry;
DROP TRIGGER audit_seal_stamped ON audit_seal;
DROP TRIGGER audit_seal_stays ON audit_seal;
DROP TRIGGER audit_seal_not_emptied ON audit_seal;
DROP FUNCTION audit_stamp_entry();
DROP FUNCTION audit_stamp_seal();
DROP FUNCTION audit_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
