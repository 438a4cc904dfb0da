-- How people compare text: docs/adr/0043-text-and-search.md.

-- The order of titles: that of Unicode (CLDR's root), with numbers by their value. A PostgreSQL that was built without ICU
-- has none; there titles go by code points, and everything else works.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_collation WHERE collprovider = 'i') THEN
    CREATE COLLATION public.natural_order (provider = icu, locale = 'und-u-kn-true');
  ELSE
    CREATE COLLATION public.natural_order FROM pg_catalog."C";
  END IF;
END
$$;

-- Text as it is searched: without case and accents, in the letters of compatibility, and with blanks for punctuation.
-- What has no case or accents to lose, plain ASCII, takes the short way.
CREATE FUNCTION public.search_text(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF octet_length(given) > length(given) THEN
    -- The marks of Latin, Greek, Cyrillic, Hebrew and Arabic, not those that spell a word, as in Thai and Hindi; and
    -- what can't be seen inside a word.
    given := regexp_replace(
      normalize(given, NFKD),
      '[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u034f\u061c\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+',
      '', 'g');
    given := lower(given COLLATE public.natural_order);
    given := replace(replace(replace(replace(given, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
    given := translate(normalize(given, NFKC), 'ςøłđðħıŧ', 'σolddhit');
  END IF;
  RETURN translate(lower(given), '-_./\:@+&<>;''"', '              ');
END
$$;

-- The words of a text for a tsvector. Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese have no blanks where a
-- reader looks for words, so each two letters in a row become one, and the last alone.
CREATE FUNCTION public.search_words(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  unspaced CONSTANT text := '\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff';
  runs text;
BEGIN
  given := public.search_text(given);
  IF octet_length(given) = length(given) OR given !~ ('[' || unspaced || ']') THEN RETURN given; END IF;
  given := regexp_replace(given, '[' || unspaced || ']+', ' \& ', 'g');
  runs := regexp_replace(given, '[^' || unspaced || ']+', ' ', 'g');
  RETURN regexp_replace(given, '[' || unspaced || ']{2}', '\& ', 'g') || ' ' ||
    regexp_replace(regexp_replace(runs, '(^| )[' || unspaced || ']', ' ', 'g'), '[' || unspaced || ']{2}', '\& ', 'g');
END
$$;

-- What a query looks for: all its words, of which the last may go on. Of text without blanks, each two letters in a row;
-- a single letter may go on, too. No text is an error; without words it is null.
CREATE FUNCTION public.search_query(given text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  unspaced CONSTANT text := '\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff';
  lone CONSTANT text := '(?<![' || unspaced || '])[' || unspaced || '](?![' || unspaced || '])';
  spaced text;
  runs text;
  letters text := '';
  pairs text := '';
  words text;
BEGIN
  given := public.search_text(given);
  spaced := regexp_replace(given, '[' || unspaced || ']+', ' ', 'g');
  IF spaced <> given THEN
    runs := regexp_replace(given, '[^' || unspaced || ']+', ' ', 'g');
    SELECT coalesce(string_agg(DISTINCT quote_literal(letter[1]) || ':*', ' & '), '')
      INTO letters FROM regexp_matches(runs, lone, 'g') letter;
    runs := regexp_replace(runs, lone, ' ', 'g');
    pairs := regexp_replace(
      regexp_replace(runs, '[' || unspaced || ']{2}', '\& ', 'g') || ' ' ||
        regexp_replace(regexp_replace(runs, '(^| )[' || unspaced || ']', ' ', 'g'), '[' || unspaced || ']{2}', '\& ', 'g'),
      lone, '', 'g');
  END IF;
  words := plainto_tsquery('pg_catalog.simple', pairs || ' ' || spaced)::text;
  IF words <> '' THEN words := words || ':*'; END IF;
  RETURN nullif(concat_ws(' & ', nullif(words, ''), nullif(letters, '')), '')::tsquery;
END
$$;

-- What a task is found by. A word in the title weighs most, then one in a label, then one in the description.
CREATE FUNCTION public.search_task(title text, description text, labels text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN setweight(to_tsvector('pg_catalog.simple', public.search_words(title)), 'A') ||
    CASE WHEN labels = '{}' THEN ''
         ELSE setweight(to_tsvector('pg_catalog.simple', public.search_words(array_to_string(labels, ' '))), 'B') END ||
    CASE WHEN description IS NULL THEN ''
         ELSE setweight(to_tsvector('pg_catalog.simple', public.search_words(description)), 'D') END;
END
$$;

CREATE FUNCTION public.search_comment(body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN to_tsvector('pg_catalog.simple', public.search_words(body));
END
$$;
