"""Enquiries go one way only, what was asked stays, and the database counts them by day, IKK and topic.

The counting belongs to the owner (SECURITY DEFINER): the web writes enquiries and has no right on the counts.
"""

from django.db import migrations

STEPS = """ARRAY['open>taken', 'taken>open', 'taken>sending', 'taken>answered', 'sending>taken', 'sending>answered']"""

FORWARD = f"""
CREATE FUNCTION contact_enquiry_transition() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    steps CONSTANT text[] := {STEPS};
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            RAISE EXCEPTION 'an enquiry cannot begin as %', NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'enquiry_transition';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (steps) THEN
        RAISE EXCEPTION 'an enquiry that is % cannot become %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enquiry_transition';
    END IF;
    IF OLD.state IN ('sending', 'answered') AND NEW.draft <> OLD.draft THEN
        RAISE EXCEPTION 'what was sent stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enquiry_sent_stays';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION contact_enquiry_transition() FROM PUBLIC;
CREATE TRIGGER transition BEFORE INSERT OR UPDATE ON contact_enquiry
    FOR EACH ROW EXECUTE FUNCTION contact_enquiry_transition();

CREATE FUNCTION contact_enquiry_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.contact_enquirycount AS row (day, region_slug, topic, count)
    SELECT (NEW.received_at AT TIME ZONE 'Europe/Berlin')::date,
        coalesce((SELECT slug FROM public.regions_region WHERE id = NEW.region_id), ''), NEW.topic, 1
    ON CONFLICT (day, region_slug, topic) DO UPDATE SET count = row.count + 1;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION contact_enquiry_counted() FROM PUBLIC;
CREATE TRIGGER counted AFTER INSERT ON contact_enquiry FOR EACH ROW EXECUTE FUNCTION contact_enquiry_counted();
"""
BACKWARD = """
DROP TRIGGER counted ON contact_enquiry;
DROP FUNCTION contact_enquiry_counted();
DROP TRIGGER transition ON contact_enquiry;
DROP FUNCTION contact_enquiry_transition();
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
