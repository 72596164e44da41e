#!/usr/bin/env bash
# mkquery: what it makes of steps and queries for both engines; each fault of writing stops it and names its place.
cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/sql/schema/hall" "$tmp/sql/queries"

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1 - $2"; }
make_it() { build/tools/mkquery "$tmp/q.h" "$tmp/q.c" "$tmp"/sql/schema/*/*.sql "$tmp"/sql/queries/*.sql 2>"$tmp/said"; }

# has NAME FILE TEXT: the made file holds this text
has() { if grep -qF -- "$3" "$tmp/$2"; then ok "$1"; else not_ok "$1" "no \"$3\" in $2"; fi; }

# refuses NAME PATTERN: the queries on stdin stop the build, and what is said names the place and matches
refuses() {
    cat >"$tmp/sql/queries/q.sql"
    if make_it; then
        not_ok "refuses_$1" "accepted"
    elif grep -Eq "$2" "$tmp/said"; then
        ok "refuses_$1"
    else
        not_ok "refuses_$1" "said: $(head -1 "$tmp/said")"
    fi
}

cat >"$tmp/sql/schema/hall/01-chairs.sql" <<'END'
-- Chairs; and 'quotes' in a remark do no harm.
CREATE TABLE chair (
    chair_id ID NOT NULL PRIMARY KEY, -- which one
    colour TEXT, free BOOL NOT NULL, since TIME
) STRICT, WITHOUT ROWID;
CREATE INDEX chair_by_colour ON chair (colour);
END
cat >"$tmp/sql/queries/q.sql" <<'END'
-- Of chairs.

-- query chair_find in hall
-- Why it is asked.
-- takes :colour text, :most int,
-- takes :from time?
-- gives many: chair_id id, free bool,
-- gives since time?
SELECT chair_id, free, since -- the ones
FROM chair WHERE colour = :colour AND colour <> 'it''s :not one' AND (:from IS NULL OR since > :from)
LIMIT :most;

-- query chair_free in hall
-- takes :chair_id id
-- gives nothing
-- only sqlite
UPDATE chair SET free = TRUE WHERE chair_id = :chair_id;
-- only postgres
UPDATE chair SET free = CAST('true' AS BOOL) WHERE chair_id = :chair_id;
END
if make_it; then ok takes_good_files; else not_ok takes_good_files "$(head -1 "$tmp/said")"; fi
has types_of_sqlite q.c 'CREATE TABLE chair ( chair_id BLOB NOT NULL PRIMARY KEY, colour TEXT, free INTEGER NOT NULL, since INTEGER ) STRICT, WITHOUT ROWID;'
has types_of_postgres q.c 'CREATE TABLE chair ( chair_id bytea NOT NULL PRIMARY KEY, colour text, free boolean NOT NULL, since bigint ); CREATE INDEX'
has places_of_sqlite q.c "WHERE colour = \\?1 AND colour <> 'it''s :not one' AND (\\?3 IS NULL OR since > \\?3) LIMIT \\?2"
has places_of_postgres q.c "AND (\$3 IS NULL OR since > \$3) LIMIT \$2"
has variant_of_postgres q.c "SET free = CAST('true' AS boolean) WHERE chair_id = \$1"
has typed_function q.h 'Err query_chair_find(Room *room, Arena *arena, const ChairFindIn *in, ChairFindRow **rows, size_t *count);'
has typed_change q.h 'Err query_chair_free(Room *room, const ChairFreeIn *in, int64_t *changed);'
has place_of_query q.h "q.sql:13"
if gcc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -I src -I "$tmp" -c -x c - -o /dev/null <<END
#include "$tmp/q.h"
extern int fields_are_typed(const ChairFindRow *row);
int fields_are_typed(const ChairFindRow *row) {
    Id id = row->chair_id;
    bool free = row->free;
    Moment since = row->since;
    return id.bytes[0] + free + (int)since;
}
END
then ok header_is_right_c; else not_ok header_is_right_c "does not compile"; fi

before=$(stat -c %y "$tmp/q.h")
make_it
if [ "$before" = "$(stat -c %y "$tmp/q.h")" ]; then ok same_input_is_left_alone
else not_ok same_input_is_left_alone "queries.h was rewritten"; fi

refuses unknown_room 'q.sql:1: .*no room' <<'END'
-- query a in cellar
-- gives nothing
DELETE FROM chair;
END
refuses unknown_parameter 'q.sql:4: :colour is not in' <<'END'
-- query a in hall
-- gives nothing
DELETE FROM chair
WHERE colour = :colour;
END
refuses unused_parameter 'q.sql:1: a: :colour is not used' <<'END'
-- query a in hall
-- takes :colour text
-- gives nothing
DELETE FROM chair;
END
refuses unknown_type 'q.sql:2: string: a type is one of' <<'END'
-- query a in hall
-- takes :colour string
-- gives nothing
DELETE FROM chair WHERE colour = :colour;
END
refuses empty_id 'q.sql:2: .*may be empty' <<'END'
-- query a in hall
-- takes :chair id?
-- gives nothing
DELETE FROM chair WHERE chair_id = :chair;
END
refuses parameter_twice 'q.sql:2: colour is there twice' <<'END'
-- query a in hall
-- takes :colour text, :colour text
-- gives nothing
DELETE FROM chair WHERE colour = :colour;
END
refuses name_twice 'q.sql:4: a is already at .*q.sql:1' <<'END'
-- query a in hall
-- gives nothing
DELETE FROM chair;
-- query a in hall
-- gives nothing
DELETE FROM chair;
END
refuses many_without_limit 'q.sql:1: .*LIMIT' <<'END'
-- query a in hall
-- gives many: colour text
SELECT colour FROM chair;
END
refuses no_gives 'q.sql:1: a: `-- gives` is missing' <<'END'
-- query a in hall
DELETE FROM chair;
END
refuses second_statement 'q.sql:3: one statement' <<'END'
-- query a in hall
-- gives nothing
DELETE FROM chair; DELETE FROM chair;
END
refuses missing_end 'q.sql:.*does not end with ;' <<'END'
-- query a in hall
-- gives nothing
DELETE FROM chair
END
refuses missing_engine 'q.sql:1: a: no statement for postgres' <<'END'
-- query a in hall
-- gives nothing
-- only sqlite
DELETE FROM chair;
END
refuses positions_by_hand 'q.sql:3: [$]: not in SQL' <<'END'
-- query a in hall
-- gives nothing
DELETE FROM chair WHERE colour = $1;
END
refuses double_quotes 'q.sql:3: ": not in SQL' <<'END'
-- query a in hall
-- gives nothing
DELETE FROM "chair";
END
refuses casts_of_one_engine 'q.sql:3: ::: not in SQL' <<'END'
-- query a in hall
-- gives nothing
DELETE FROM chair WHERE colour = 'x'::text;
END
refuses open_text "q.sql:3: a text in ''" <<'END'
-- query a in hall
-- gives nothing
DELETE FROM chair WHERE colour = 'x;
END
refuses orphan 'q.sql:1: a statement without' <<'END'
DELETE FROM chair;
END
printf -- '-- query a in hall\n-- gives nothing\nDELETE FROM chair;\n' >"$tmp/sql/queries/q.sql"
mv "$tmp/sql/schema/hall/01-chairs.sql" "$tmp/sql/schema/hall/02-chairs.sql"
if ! make_it && grep -q '02-chairs.sql:1: step 2 of hall: .*without a gap' "$tmp/said"; then ok refuses_gap_in_steps
else not_ok refuses_gap_in_steps "$(head -1 "$tmp/said")"; fi
