"""SQL functions by which PostgreSQL compares values exactly as `engine.evaluation.compare` does.

How texts are read as numbers and times is in `engine.written`. Tests hold both sides together.
"""

from engine.written import DATE, INSTANT, MOST_DIGITS, NUMBER, TIME

_PURE = "IMMUTABLE STRICT PARALLEL SAFE"

_FOLDED = f"""
CREATE FUNCTION onward_folded(value text) RETURNS text LANGUAGE sql {_PURE} AS $$
    SELECT translate(value, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
$$
"""

_NUMBER = f"""
CREATE FUNCTION onward_number(value jsonb) RETURNS numeric LANGUAGE plpgsql {_PURE} AS $$
DECLARE
    said text := value #>> '{{}}';
BEGIN
    CASE jsonb_typeof(value)
        WHEN 'number' THEN RETURN said::numeric;
        WHEN 'string' THEN
            IF length(said) <= {MOST_DIGITS} AND said ~ '^(?:{NUMBER})$' THEN
                RETURN btrim(said, E' \\t\\n\\r\\f\\v')::numeric;
            END IF;
        ELSE
    END CASE;
    RETURN NULL;
END $$
"""

_DAY = f"""
CREATE FUNCTION onward_day(value text) RETURNS date LANGUAGE plpgsql {_PURE} AS $$
DECLARE
    p int[] := regexp_match(value, '^(?:{DATE})')::int[];
BEGIN
    IF p IS NULL OR p[1] = 0 OR p[3] > 28 AND p[3] > date_part('day',
            make_date(p[1], p[2], 1) + interval '1 month' - interval '1 day') THEN
        RETURN NULL;
    END IF;
    RETURN make_date(p[1], p[2], p[3]);
END $$
"""
"""The day with which the text begins."""

_INSTANT = f"""
CREATE FUNCTION onward_instant(value text) RETURNS timestamptz LANGUAGE plpgsql {_PURE} AS $$
DECLARE
    p text[] := regexp_match(value, '^(?:{INSTANT})$');
    behind interval;
BEGIN
    IF p IS NULL OR onward_day(value) IS NULL THEN
        RETURN NULL;
    END IF;
    behind := make_interval(hours => COALESCE(p[9], '0')::int, mins => COALESCE(p[10], '0')::int);
    RETURN (onward_day(value) + make_interval(
            hours => COALESCE(p[4], '0')::int, mins => COALESCE(p[5], '0')::int,
            secs => COALESCE(p[6], '0')::int + COALESCE('0.' || left(p[7], 6), '0')::float)
        - CASE p[8] WHEN '-' THEN -behind ELSE behind END) AT TIME ZONE 'UTC';
END $$
"""

_SAME = f"""
CREATE FUNCTION onward_same(actual jsonb, expected jsonb) RETURNS boolean
LANGUAGE plpgsql {_PURE} AS $$
BEGIN
    IF jsonb_typeof(actual) IN ('string', 'boolean')
            AND jsonb_typeof(expected) IN ('string', 'boolean') THEN
        RETURN onward_folded(actual #>> '{{}}') = onward_folded(expected #>> '{{}}');
    END IF;
    RETURN COALESCE(onward_number(actual) = onward_number(expected), false);
END $$
"""

_CONTAINS = f"""
CREATE FUNCTION onward_contains(actual jsonb, expected jsonb, said text) RETURNS boolean
LANGUAGE plpgsql {_PURE} AS $$
BEGIN
    CASE jsonb_typeof(actual)
        WHEN 'array' THEN
            RETURN EXISTS (SELECT FROM jsonb_array_elements(actual) AS one
                           WHERE onward_same(one, expected));
        WHEN 'string' THEN
            RETURN strpos(onward_folded(actual #>> '{{}}'), said) > 0;
        ELSE
            RETURN NULL;
    END CASE;
END $$
"""
"""`said` is what is expected as folded text."""

_ORDER = f"""
CREATE FUNCTION onward_order(actual jsonb, expected jsonb) RETURNS int
LANGUAGE plpgsql {_PURE} AS $$
DECLARE
    one text := actual #>> '{{}}';
    other text := expected #>> '{{}}';
    difference numeric := onward_number(actual) - onward_number(expected);
BEGIN
    IF difference IS NOT NULL THEN
        RETURN sign(difference);
    END IF;
    IF jsonb_typeof(actual) <> 'string' OR jsonb_typeof(expected) <> 'string' THEN
        RETURN NULL;
    END IF;
    IF one ~ '^{TIME}$' AND other ~ '^{TIME}$' THEN
        RETURN sign(extract(epoch FROM one::time - other::time));
    END IF;
    RETURN sign(extract(epoch FROM onward_instant(one) - onward_instant(other)));
END $$
"""
"""Below, at or above 0 as the actual value comes before, with or after the expected one."""

_LATER = f"""
CREATE FUNCTION onward_later(actual jsonb, edge timestamptz, first_day date) RETURNS boolean
LANGUAGE plpgsql {_PURE} AS $$
DECLARE
    said text := actual #>> '{{}}';
BEGIN
    IF jsonb_typeof(actual) <> 'string' THEN
        RETURN NULL;
    END IF;
    IF said ~ '^(?:{DATE})$' THEN
        RETURN onward_day(said) >= first_day;
    END IF;
    RETURN onward_instant(said) > edge;
END $$
"""
"""Whether it names an instant after the edge. `first_day` is the first that begins after it."""

CREATE = (_FOLDED, _NUMBER, _DAY, _INSTANT, _SAME, _CONTAINS, _ORDER, _LATER)

DROP = (
    "DROP FUNCTION onward_later, onward_order, onward_contains, onward_same, onward_instant,"
    " onward_day, onward_number, onward_folded"
)
