"""Letters and batches go the ways of ``accounts/models/transitions.py`` only, and secrets die with their letter.

The functions belong to the owner and look things up for whoever changes a row (SECURITY DEFINER): nobody needs a right
on what PINs are checked against to end a letter.
"""

from django.db import migrations

LETTER_STEPS = """ARRAY['requested>batched', 'requested>discarded', 'review>requested', 'review>discarded',
    'batched>requested', 'batched>released', 'batched>discarded', 'released>requested', 'released>batched',
    'released>printing', 'released>discarded', 'printing>requested', 'printing>printed', 'printing>unclear',
    'printing>discarded', 'printed>requested', 'printed>posted', 'printed>discarded', 'unclear>requested',
    'unclear>discarded', 'posted>activated', 'posted>expired', 'posted>returned', 'posted>discarded',
    'posted>replaced', 'activated>replaced', 'activated>discarded']"""
BATCH_STEPS = """ARRAY['open>submitted', 'open>refused', 'submitted>open', 'submitted>released', 'submitted>refused',
    'released>open', 'released>printing', 'printing>printed', 'printed>posted']"""

LETTERS = f"""
CREATE FUNCTION accounts_pinletter_transition() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    steps CONSTANT text[] := {LETTER_STEPS};
    old_batch text;
    new_batch text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('requested', 'review') THEN
            RAISE EXCEPTION 'a letter cannot begin as %', NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'pinletter_transition';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (steps) THEN
        RAISE EXCEPTION 'a letter that is % cannot become %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pinletter_transition';
    END IF;
    IF NEW.batch_id IS DISTINCT FROM OLD.batch_id OR (NEW.state <> OLD.state AND NEW.state IN ('released', 'printing'))
    THEN
        SELECT state INTO new_batch FROM public.accounts_printbatch WHERE id = NEW.batch_id FOR SHARE;
    END IF;
    IF NEW.batch_id IS DISTINCT FROM OLD.batch_id THEN
        SELECT state INTO old_batch FROM public.accounts_printbatch WHERE id = OLD.batch_id FOR SHARE;
        IF new_batch <> 'open' OR old_batch IN ('submitted', 'released') THEN
            RAISE EXCEPTION 'the batch must be open to be changed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'pinletter_batch_open';
        END IF;
    END IF;
    IF NEW.state <> OLD.state AND (
        (NEW.state = 'released' AND new_batch <> 'released') OR (NEW.state = 'printing' AND new_batch <> 'printing')
    ) THEN
        RAISE EXCEPTION 'the batch is %', new_batch
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pinletter_batch_released';
    END IF;
    IF (NEW.kind, NEW.number) IS DISTINCT FROM (OLD.kind, OLD.number) THEN
        RAISE EXCEPTION 'a letter stays with its number'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pinletter_number_stays';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION accounts_pinletter_transition() FROM PUBLIC;
CREATE TRIGGER transition BEFORE INSERT OR UPDATE ON accounts_pinletter
    FOR EACH ROW EXECUTE FUNCTION accounts_pinletter_transition();
"""

BATCHES = f"""
CREATE FUNCTION accounts_printbatch_transition() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    steps CONSTANT text[] := {BATCH_STEPS};
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            RAISE EXCEPTION 'a batch cannot begin as %', NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'printbatch_transition';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (steps) THEN
        RAISE EXCEPTION 'a batch that is % cannot become %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'printbatch_transition';
    END IF;
    IF (NEW.made_by, NEW.region_id, NEW.is_reprint) IS DISTINCT FROM (OLD.made_by, OLD.region_id, OLD.is_reprint) THEN
        RAISE EXCEPTION 'who made a batch, and for whom, stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'printbatch_maker_stays';
    END IF;
    IF NEW.content_hash <> OLD.content_hash AND NEW.state NOT IN ('open', 'refused')
        AND NOT (OLD.state = 'open' AND NEW.state = 'submitted') THEN
        RAISE EXCEPTION 'what was submitted stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'printbatch_content_stays';
    END IF;
    IF NEW.released_by <> OLD.released_by AND NEW.state <> 'open'
        AND NOT (OLD.state = 'submitted' AND NEW.state = 'released') THEN
        RAISE EXCEPTION 'who released a batch stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'printbatch_releaser_stays';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION accounts_printbatch_transition() FROM PUBLIC;
CREATE TRIGGER transition BEFORE INSERT OR UPDATE ON accounts_printbatch
    FOR EACH ROW EXECUTE FUNCTION accounts_printbatch_transition();
"""

SECRETS = """
CREATE FUNCTION accounts_pinletter_secrets_die() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.accounts_pincredential
        WHERE kind = NEW.kind AND number = NEW.number
        AND coalesce(active_letter, NEW.id) = NEW.id AND coalesce(pending_letter, NEW.id) = NEW.id;
    UPDATE public.accounts_pincredential
        SET pending_pin = '', pending_unlock_code = '', pending_letter = NULL, pending_valid_until = NULL
        WHERE kind = NEW.kind AND number = NEW.number AND pending_letter = NEW.id;
    UPDATE public.accounts_pincredential
        SET active_pin = '', active_unlock_code = '', active_letter = NULL
        WHERE kind = NEW.kind AND number = NEW.number AND active_letter = NEW.id;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION accounts_pinletter_secrets_die() FROM PUBLIC;
CREATE TRIGGER secrets_die AFTER UPDATE ON accounts_pinletter
    FOR EACH ROW WHEN (
        OLD.state IS DISTINCT FROM NEW.state AND NEW.state NOT IN ('printing', 'printed', 'posted', 'activated')
    )
    EXECUTE FUNCTION accounts_pinletter_secrets_die();
"""
BACKWARD = """
DROP TRIGGER secrets_die ON accounts_pinletter;
DROP FUNCTION accounts_pinletter_secrets_die();
DROP TRIGGER transition ON accounts_printbatch;
DROP FUNCTION accounts_printbatch_transition();
DROP TRIGGER transition ON accounts_pinletter;
DROP FUNCTION accounts_pinletter_transition();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_print_batches")]
    operations = [migrations.RunSQL(LETTERS + BATCHES + SECRETS, BACKWARD)]
