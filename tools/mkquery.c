// Makes typed C functions of the SQL in sql/: schema steps and named queries -> queries.h and queries.c, each statement as
// both engines want it. A fault of writing stops the build at file:line. With --postgres it prints a psql script instead, which
// applies every step and prepares every query. It knows no database: whether SQL is right is said by both engines in tests.
//
//     sql/schema/ROOM/NN-name.sql    types in capitals: ID BLOB TEXT INT TIME BOOL
//     sql/queries/NOUN.sql
//         -- query report_state in vault
//         -- takes :report_id id
//         -- gives one: state text, due time?        (nothing | one: … | many: …; ? may be empty)
//         SELECT state, due FROM report WHERE report_id = :report_id;
//     Where the engines differ: "-- only sqlite" and "-- only postgres", each before its statement.
#include "make/make.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 32, NAME = 64, ENGINES = 2, ROOMS = 32 };
typedef enum Engine { SQLITE, POSTGRES } Engine;
typedef enum Gives { GIVES_UNSAID, GIVES_NOTHING, GIVES_ONE, GIVES_MANY } Gives;

typedef struct Type {
    const char *name, *word, *c, *engine[ENGINES];
    bool may_be_empty;
} Type;

static const Type types[] = {
    {"id", "ID", "Id ", {"BLOB", "bytea"}, false},
    {"blob", "BLOB", "Bytes ", {"BLOB", "bytea"}, true},
    {"text", "TEXT", "Str ", {"TEXT", "text"}, true},
    {"int", "INT", "int64_t ", {"INTEGER", "bigint"}, false},
    {"time", "TIME", "Moment ", {"INTEGER", "bigint"}, true},
    {"bool", "BOOL", "bool ", {"INTEGER", "boolean"}, false},
};
enum { TYPES = sizeof types / sizeof *types };

typedef struct Field {
    char name[NAME];
    const Type *type;
    bool may_be_empty, used[ENGINES];
} Field;

typedef struct Fields {
    Field items[FIELDS];
    int count;
} Fields;

typedef struct Query {
    char name[NAME], room[NAME];
    const char *file;
    int line;
    Fields takes, columns;
    Gives gives;
    char *text[ENGINES];
} Query;

typedef struct Step {
    char room[NAME], name[NAME];
    int number;
    char *text[ENGINES];
} Step;

typedef struct House {
    Query *queries;
    size_t query_count, query_room;
    Step *steps;
    size_t step_count, step_room;
    char rooms[ROOMS][NAME];
    int room_count;
    const char *file;
    int line, errors;
} House;

static void fail(House *house, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fail(House *house, const char *format, ...) {
    va_list args;
    va_start(args, format);
    say_fault(house->file, house->line, format, args);
    va_end(args);
    house->errors++;
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// A name of ours: a-z 0-9 _, beginning with a letter, and short enough to be kept.
static bool take_name(const char **at, char name[NAME]) {
    size_t length = strspn(*at, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (length == 0 || length >= NAME || **at < 'a') return false;
    memcpy(name, *at, length);
    name[length] = '\0';
    *at += length;
    return true;
}

static bool take_word(const char **at, const char *word) {
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0 || is_word((*at)[length])) return false;
    *at += length;
    *at += strspn(*at, " ");
    return true;
}

// --- statements: what the file says -> what an engine reads

typedef struct Out {
    FILE *to;
    char *text;
    size_t length;
    bool begun, spaced; // something has been put; a space is due before the next
} Out;

static void put(Out *out, const char *from, size_t length) {
    if (out->begun && out->spaced && from[0] != ';') fputc(' ', out->to);
    fwrite(from, 1, length, out->to);
    out->begun = true;
    out->spaced = false;
}

static Field *find_field(Fields *fields, const char *name) {
    for (int i = 0; i < fields->count; i++)
        if (strcmp(fields->items[i].name, name) == 0) return &fields->items[i];
    return NULL;
}

static const char *put_parameter(House *house, Query *query, Engine engine, const char *at, Out *out) {
    char name[NAME], place[NAME];
    at++;
    if (!take_name(&at, name)) {
        fail(house, "a parameter is written :name, a-z 0-9 _");
        return at;
    }
    Field *field = query ? find_field(&query->takes, name) : NULL;
    if (field == NULL) {
        fail(house, query ? ":%s is not in `takes`" : ":%s: a schema step has no parameters", name);
        return at;
    }
    field->used[engine] = true;
    int length = snprintf(place, sizeof place, "%c%d", engine == SQLITE ? '?' : '$', (int)(field - query->takes.items) + 1);
    put(out, place, (size_t)length);
    return at;
}

// A word of SQL. A type in capitals becomes the engine's; what only SQLite says of a table is left out for the other.
static const char *put_word(Engine engine, const char *at, Out *out) {
    size_t length = 0;
    while (is_word(at[length])) length++;
    if (engine == POSTGRES && ((length == 6 && strncmp(at, "STRICT", 6) == 0))) return at + length;
    if (engine == POSTGRES && strncmp(at, "WITHOUT ROWID", 13) == 0 && !is_word(at[13])) return at + 13;
    for (size_t i = 0; i < TYPES; i++) {
        if (strlen(types[i].word) != length || strncmp(at, types[i].word, length) != 0) continue;
        put(out, types[i].engine[engine], strlen(types[i].engine[engine]));
        return at + length;
    }
    put(out, at, length);
    return at + length;
}

static const char *put_literal(House *house, const char *at, Out *out) {
    const char *end = at + 1;
    while (*end != '\0' && *end != '\n' && (*end != '\'' || end[1] == '\'')) end += *end == '\'' ? 2 : 1;
    if (*end != '\'') {
        fail(house, "a text in '' that does not end on its line");
        return end;
    }
    put(out, at, (size_t)(end + 1 - at));
    return end + 1;
}

static const char *put_space(House *house, const char *at, Out *out) {
    for (;; at++) {
        if (*at == '\n')
            house->line++;
        else if (at[0] == '-' && at[1] == '-')
            at += strcspn(at, "\n") - 1;
        else if (*at != ' ' && *at != '\t')
            break;
    }
    out->spaced = true;
    return at;
}

// The next piece of a statement. NULL: it ends here.
static const char *put_piece(House *house, Query *query, Engine engine, const char *at, Out *out) {
    if (*at == '\0') return NULL;
    if (*at == ' ' || *at == '\n' || *at == '\t' || (at[0] == '-' && at[1] == '-')) return put_space(house, at, out);
    if (*at == '\'') return put_literal(house, at, out);
    if (at[0] == ':' && at[1] != ':') return put_parameter(house, query, engine, at, out);
    if (is_word(*at)) return put_word(engine, at, out);
    if (strchr("\"`[$?@:\\{}#", *at) || (at[0] == '/' && at[1] == '*') || (unsigned char)*at >= 0x80) {
        fail(house, "%.*s: not in SQL that both engines read alike", *at == ':' ? 2 : 1, at);
        return at + (*at == ':' ? 2 : 1);
    }
    if (*at == ';' && query) {
        const char *rest = at + 1;
        Out none = {.to = out->to};
        rest = put_space(house, rest, &none);
        if (*rest != '\0') fail(house, "one statement a query; something follows the ;");
        return NULL;
    }
    // The comma between STRICT and WITHOUT ROWID goes with them.
    if (engine == POSTGRES && *at == ',' && strncmp(at + 1 + strspn(at + 1, " "), "WITHOUT ROWID", 13) == 0) return at + 1;
    put(out, at, 1);
    return at + 1;
}

static char *translate(House *house, Query *query, Engine engine, const char *text) {
    Out out = {0};
    out.to = must(open_memstream(&out.text, &out.length));
    for (const char *at = text; at != NULL;) at = put_piece(house, query, engine, at, &out);
    if (fclose(out.to) != 0) must(NULL);
    return out.text;
}

// --- schema steps

static void add_step(House *house, const char *path, const char *text) {
    Step step = {0};
    char folder[NAME];
    const char *at = strstr(path, "schema/") + strlen("schema/");
    house->line = 1;
    if (!take_name(&at, folder) || *at++ != '/' || strspn(at, "0123456789") != 2 || at[2] != '-') {
        fail(house, "a schema step is sql/schema/ROOM/NN-name.sql");
        return;
    }
    step.number = (at[0] - '0') * 10 + (at[1] - '0');
    memcpy(step.room, folder, sizeof folder);
    at += 3;
    size_t length = strcspn(at, ".");
    if (length == 0 || length >= NAME) fail(house, "a schema step is sql/schema/ROOM/NN-name.sql");
    snprintf(step.name, sizeof step.name, "%.*s", (int)length, at);
    const Step *before = house->step_count ? &house->steps[house->step_count - 1] : NULL;
    bool first = before == NULL || strcmp(before->room, step.room) != 0;
    if (step.number != (first ? 1 : before->number + 1))
        fail(house, "step %d of %s: steps are numbered from 1 without a gap, each once", step.number, step.room);
    if (first && house->room_count < ROOMS) memcpy(house->rooms[house->room_count++], folder, sizeof folder);
    for (int engine = 0; engine < ENGINES; engine++) {
        house->line = 1;
        int errors = house->errors;
        step.text[engine] = translate(house, NULL, (Engine)engine, text);
        if (house->errors > errors) return;
    }
    if (house->step_count == house->step_room) {
        house->step_room = house->step_room * 2 + 16;
        house->steps = must(realloc(house->steps, house->step_room * sizeof *house->steps));
    }
    house->steps[house->step_count++] = step;
}

// --- queries

static void read_fields(House *house, const char *at, bool parameters, Fields *fields) {
    while (*at != '\0') {
        Field field = {0};
        char type[NAME];
        if ((parameters && *at++ != ':') || !take_name(&at, field.name) || *at++ != ' ' || !take_name(&at, type)) {
            fail(house, parameters ? "takes are written `:name type, …`" : "columns are written `name type, …`");
            return;
        }
        for (size_t i = 0; i < TYPES; i++)
            if (strcmp(types[i].name, type) == 0) field.type = &types[i];
        if (field.type == NULL) {
            fail(house, "%s: a type is one of id blob text int time bool", type);
            return;
        }
        field.may_be_empty = *at == '?';
        at += field.may_be_empty;
        if (field.may_be_empty && !field.type->may_be_empty)
            fail(house, "%s: only blob, text and time may be empty", field.name);
        if (find_field(fields, field.name)) fail(house, "%s is there twice", field.name);
        if (fields->count == FIELDS) {
            fail(house, "more than %d", FIELDS);
            return;
        }
        fields->items[fields->count++] = field;
        at += strspn(at, " ");
        if (*at == ',') at++;
        at += strspn(at, " ");
    }
}

static Query *begin_query(House *house, const char *at) {
    Query query = {.file = house->file, .line = house->line};
    bool known = false;
    bool named =
        take_name(&at, query.name) && *at++ == ' ' && take_word(&at, "in") && take_name(&at, query.room) && *at == '\0';
    if (!named) {
        fail(house, "a query begins `-- query NAME in ROOM`");
        return NULL;
    }
    for (int i = 0; i < house->room_count; i++) known = known || strcmp(house->rooms[i], query.room) == 0;
    if (!known) fail(house, "%s: there is no room of that name in sql/schema", query.room);
    for (size_t i = 0; i < house->query_count; i++) {
        const Query *other = &house->queries[i];
        if (strcmp(other->name, query.name) == 0) fail(house, "%s is already at %s:%d", query.name, other->file, other->line);
    }
    if (house->query_count == house->query_room) {
        house->query_room = house->query_room * 2 + 64;
        house->queries = must(realloc(house->queries, house->query_room * sizeof *house->queries));
    }
    house->queries[house->query_count] = query;
    return &house->queries[house->query_count++];
}

static void read_gives(House *house, Query *query, const char *at) {
    if (query->gives == GIVES_ONE || query->gives == GIVES_MANY) {
        read_fields(house, at, false, &query->columns); // the list goes on
        return;
    }
    if (query->gives != GIVES_UNSAID) fail(house, "%s: `gives` is there twice", query->name);
    if (strcmp(at, "nothing") == 0) {
        query->gives = GIVES_NOTHING;
        return;
    }
    query->gives = strncmp(at, "one: ", 5) == 0 ? GIVES_ONE : strncmp(at, "many: ", 6) == 0 ? GIVES_MANY : GIVES_UNSAID;
    if (query->gives == GIVES_UNSAID)
        fail(house, "gives: `nothing`, `one: columns` or `many: columns`");
    else
        read_fields(house, strchr(at, ':') + 2, false, &query->columns);
}

static void check_query(House *house, const Query *query) {
    house->line = query->line;
    if (query->gives == GIVES_UNSAID) fail(house, "%s: `-- gives` is missing", query->name);
    for (int engine = 0; engine < ENGINES; engine++) {
        const char *text = query->text[engine];
        if (text == NULL || text[0] == '\0') {
            fail(house, "%s: no statement for %s", query->name, engine == SQLITE ? "sqlite" : "postgres");
            continue;
        }
        for (int i = 0; i < query->takes.count; i++)
            if (!query->takes.items[i].used[engine])
                fail(house, "%s: :%s is not used", query->name, query->takes.items[i].name);
        if (query->gives == GIVES_MANY && !strstr(text, " LIMIT "))
            fail(house, "%s: a query that gives many rows has a LIMIT", query->name);
    }
}

// A statement as it stands in the file, from here to the next line that says something of a query, or to the end.
static void read_statement(House *house, Query *query, int only, char *text, int line) {
    for (int engine = 0; engine < ENGINES; engine++) {
        if (only >= 0 && only != engine) continue;
        house->line = line;
        if (query->text[engine])
            fail(house, "%s: two statements for %s", query->name, engine == SQLITE ? "sqlite" : "postgres");
        int errors = house->errors;
        query->text[engine] = translate(house, query, (Engine)engine, text);
        if (house->errors > errors) break; // said once
    }
}

// What a comment says of the query. True: it said something, so a statement that was being read ends before it.
static bool read_remark(House *house, const char *at, Query **query, int *only) {
    bool is_query = take_word(&at, "query");
    if (is_query) {
        int line = house->line;
        if (*query) check_query(house, *query);
        house->line = line;
        *query = begin_query(house, at);
        *only = -1;
        return true;
    }
    if (*query == NULL) return false;
    if (take_word(&at, "takes")) return read_fields(house, at, true, &(*query)->takes), true;
    if (take_word(&at, "gives")) return read_gives(house, *query, at), true;
    if (!take_word(&at, "only")) return false;
    *only = strcmp(at, "sqlite") == 0 ? SQLITE : strcmp(at, "postgres") == 0 ? POSTGRES : -1;
    if (*only < 0) fail(house, "only: sqlite or postgres");
    return true;
}

static void read_queries(House *house, char *text) {
    Query *query = NULL;
    char *statement = NULL;
    int statement_line = 0, only = -1, line = 0;
    for (char *at = text, *next; at != NULL; at = next) {
        next = strchr(at, '\n');
        if (next != NULL) *next++ = '\0';
        house->line = ++line;
        at[strcspn(at, "\r")] = '\0';
        if (strncmp(at, "-- ", 3) == 0 && statement == NULL) {
            (void)read_remark(house, at + 3, &query, &only);
        } else if (at[strspn(at, " \t")] != '\0' && strncmp(at, "--", 2) != 0) {
            if (query == NULL) {
                fail(house, "a statement without `-- query` before it");
                return;
            }
            if (statement == NULL) statement = at, statement_line = line;
        }
        bool ends = statement != NULL && strchr(at, ';') != NULL && at[strcspn(at, ";") + 1] == '\0';
        if (next != NULL && statement != NULL && !ends) next[-1] = '\n';
        if (ends || (statement != NULL && next == NULL)) {
            if (!ends) fail(house, "%s: the statement does not end with ;", query->name);
            read_statement(house, query, only, statement, statement_line);
            statement = NULL;
        }
    }
    if (query) check_query(house, query);
}

static void read_file(House *house, const char *path) {
    char *text = read_whole(path);
    house->file = path;
    house->line = 0;
    if (text == NULL)
        fail(house, "%s", strerror(errno));
    else if (strstr(path, "schema/"))
        add_step(house, path, text);
    else
        read_queries(house, text);
    free(text);
}

// --- what is made

static void put_camel(FILE *out, const char *name) {
    for (bool up = true; *name != '\0'; name++) {
        if (*name == '_') {
            up = true;
            continue;
        }
        fputc(up && *name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name, out);
        up = false;
    }
}

static void put_upper(FILE *out, const char *name) {
    for (; *name != '\0'; name++) fputc(*name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name, out);
}

static void put_struct(FILE *out, const char *name, const char *ending, const Fields *fields) {
    fputs("typedef struct ", out);
    put_camel(out, name);
    fprintf(out, "%s {\n", ending);
    for (int i = 0; i < fields->count; i++) {
        const Field *field = &fields->items[i];
        const char *empty = !field->may_be_empty                     ? ""
                            : strcmp(field->type->name, "time") == 0 ? " // MOMENT_NONE: empty"
                                                                     : " // ptr NULL: empty";
        fprintf(out, "    %s%s;%s\n", field->type->c, field->name, empty);
    }
    fputs("} ", out);
    put_camel(out, name);
    fprintf(out, "%s;\n", ending);
}

static void put_signature(FILE *out, const Query *query) {
    fprintf(out, "Err query_%s(Room *room", query->name);
    if (query->gives != GIVES_NOTHING) fputs(", Arena *arena", out);
    if (query->takes.count) {
        fputs(", const ", out);
        put_camel(out, query->name);
        fputs("In *in", out);
    }
    if (query->gives == GIVES_NOTHING) {
        fputs(", int64_t *changed)", out);
        return;
    }
    fputs(", ", out);
    put_camel(out, query->name);
    fputs(query->gives == GIVES_ONE ? "Row *row, bool *found)" : "Row **rows, size_t *count)", out);
}

static void put_header(FILE *out, const House *house) {
    fputs("// Made from sql/ by tools/mkquery.c. What a row holds is copied into the arena; `changed` may be NULL.\n#pragma "
          "once\n\n"
          "#include \"base/bytes.h\"\n#include \"base/clock.h\"\n#include \"base/err.h\"\n#include \"base/ident.h\"\n\n"
          "typedef struct Room Room;\n\ntypedef enum RoomKind {\n",
          out);
    for (int i = 0; i < house->room_count; i++) {
        fputs("    ROOM_", out);
        put_upper(out, house->rooms[i]);
        fputs(",\n", out);
    }
    fputs(
        "    ROOM_COUNT\n} RoomKind;\nextern const char *const room_names[ROOM_COUNT];\n\n"
        "typedef struct RoomStep {\n    RoomKind room;\n    int number; // from 1\n    const char *name, *sqlite, *postgres;\n"
        "} RoomStep;\nextern const RoomStep room_steps[];\nextern const size_t room_step_count;\n\n"
        "typedef struct Query {\n    const char *name;\n    RoomKind room;\n    int takes;\n"
        "    const char *gives; // its columns: \"state text, due time?\"\n    const char *sqlite, *postgres;\n} Query;\n\n"
        "typedef enum QueryIndex {\n",
        out);
    for (size_t i = 0; i < house->query_count; i++) {
        fputs("    QUERY_", out);
        put_upper(out, house->queries[i].name);
        fputs(",\n", out);
    }
    fputs("    QUERY_COUNT\n} QueryIndex;\nextern const Query queries[QUERY_COUNT];\n", out);
    for (size_t i = 0; i < house->query_count; i++) {
        const Query *query = &house->queries[i];
        fprintf(out, "\n// %s:%d\n", query->file, query->line);
        if (query->takes.count) put_struct(out, query->name, "In", &query->takes);
        if (query->gives != GIVES_NOTHING) put_struct(out, query->name, "Row", &query->columns);
        fputs("MUST_CHECK ", out);
        put_signature(out, query);
        fputs(";\n", out);
    }
}

static void put_takes(FILE *out, const Query *query) {
    fputs("    Statement statement = statement_begin(room, QUERY_", out);
    put_upper(out, query->name);
    fputs(");\n", out);
    for (int i = 0; i < query->takes.count; i++) {
        const Field *field = &query->takes.items[i];
        fprintf(out, "    statement_put_%s%s(&statement, %d, in->%s);\n", field->type->name,
                field->may_be_empty ? "_or_none" : "", i + 1, field->name);
    }
}

static void put_row(FILE *out, const Query *query) {
    fprintf(out, "\nstatic void row_%s(Statement *statement, Arena *arena, ", query->name);
    put_camel(out, query->name);
    fputs("Row *row) {\n    (void)arena;\n", out);
    for (int i = 0; i < query->columns.count; i++) {
        const Field *field = &query->columns.items[i];
        bool copied = strcmp(field->type->name, "blob") == 0 || strcmp(field->type->name, "text") == 0;
        fprintf(out, "    row->%s = statement_take_%s%s(statement, %s%d);\n", field->name, field->type->name,
                field->may_be_empty ? "_or_none" : "", copied ? "arena, " : "", i);
    }
    fputs("}\n", out);
}

static void put_function(FILE *out, const Query *query) {
    if (query->gives != GIVES_NOTHING) put_row(out, query);
    fputc('\n', out);
    put_signature(out, query);
    fputs(" {\n", out);
    put_takes(out, query);
    if (query->gives == GIVES_NOTHING) {
        fputs("    return statement_run(&statement, changed);\n}\n", out);
        return;
    }
    if (query->gives == GIVES_ONE) {
        fprintf(out, "    *found = statement_next(&statement);\n    if (*found) row_%s(&statement, arena, row);\n",
                query->name);
        fputs("    Err err = statement_end(&statement);\n    *found = *found && err == ERR_OK;\n    return err;\n}\n", out);
        return;
    }
    fputs("    struct {\n        ", out);
    put_camel(out, query->name);
    fputs("Row *items;\n        size_t count, room;\n    } list = {0};\n    while (statement_next(&statement)) {\n        ",
          out);
    put_camel(out, query->name);
    fprintf(out, "Row row = {0};\n        row_%s(&statement, arena, &row);\n        PUSH(arena, list, row);\n    }\n",
            query->name);
    fputs("    Err err = statement_end(&statement);\n    *rows = list.items;\n    *count = err == ERR_OK ? list.count : 0;\n"
          "    return err;\n}\n",
          out);
}

static void put_quoted(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\' || *text == '?') fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void put_source(FILE *out, const House *house) {
    fputs("// Made from sql/ by tools/mkquery.c.\n#include \"gen/queries.h\"\n\n#include \"store/statement.h\"\n\n"
          "const char *const room_names[ROOM_COUNT] = {\n",
          out);
    for (int i = 0; i < house->room_count; i++) fprintf(out, "    \"%s\",\n", house->rooms[i]);
    fputs("};\n\nconst RoomStep room_steps[] = {\n", out);
    for (size_t i = 0; i < house->step_count; i++) {
        const Step *step = &house->steps[i];
        fputs("    {ROOM_", out);
        put_upper(out, step->room);
        fprintf(out, ", %d, \"%s\",\n     ", step->number, step->name);
        put_quoted(out, step->text[SQLITE]);
        fputs(",\n     ", out);
        put_quoted(out, step->text[POSTGRES]);
        fputs("},\n", out);
    }
    fputs(
        "};\nconst size_t room_step_count = sizeof room_steps / sizeof *room_steps;\n\nconst Query queries[QUERY_COUNT] = {\n",
        out);
    for (size_t i = 0; i < house->query_count; i++) {
        const Query *query = &house->queries[i];
        fprintf(out, "    {\"%s\", ROOM_", query->name);
        put_upper(out, query->room);
        fprintf(out, ", %d, \"", query->takes.count);
        for (int k = 0; k < query->columns.count; k++) {
            const Field *field = &query->columns.items[k];
            fprintf(out, "%s%s %s%s", k ? ", " : "", field->name, field->type->name, field->may_be_empty ? "\\?" : "");
        }
        fputs("\",\n     ", out);
        put_quoted(out, query->text[SQLITE]);
        fputs(",\n     ", out);
        put_quoted(out, query->text[POSTGRES]);
        fputs("},\n", out);
    }
    fputs("};\n", out);
    for (size_t i = 0; i < house->query_count; i++) put_function(out, &house->queries[i]);
}

// For psql: each room is a schema of its own; a query is prepared with the types it says, and what it would give is described.
static void put_postgres(FILE *out, const House *house) {
    fputs("\\set ON_ERROR_STOP 1\n\\pset format unaligned\n\\pset tuples_only on\n", out);
    for (int i = 0; i < house->room_count; i++) {
        fprintf(out, "CREATE SCHEMA IF NOT EXISTS %s;\nSET search_path = %s;\n", house->rooms[i], house->rooms[i]);
        for (size_t k = 0; k < house->step_count; k++) {
            const Step *step = &house->steps[k];
            if (strcmp(step->room, house->rooms[i]) == 0) fprintf(out, "BEGIN;\n%s\nCOMMIT;\n", step->text[POSTGRES]);
        }
    }
    for (size_t i = 0; i < house->query_count; i++) {
        const Query *query = &house->queries[i];
        fprintf(out, "SET search_path = %s;\n\\echo query %s in %s:", query->room, query->name, query->room);
        for (int k = 0; k < query->columns.count; k++) {
            const Field *field = &query->columns.items[k];
            fprintf(out, " %s|%s", field->name, field->type->engine[POSTGRES]);
        }
        fprintf(out, "\nPREPARE %s", query->name);
        for (int k = 0; k < query->takes.count; k++)
            fprintf(out, "%s%s", k ? ", " : " (", query->takes.items[k].type->engine[POSTGRES]);
        fprintf(out, "%s AS %s;\n", query->takes.count ? ")" : "", query->text[POSTGRES]);
        if (query->gives == GIVES_NOTHING) continue;
        fprintf(out, "EXECUTE %s", query->name);
        for (int k = 0; k < query->takes.count; k++) fputs(k ? ", NULL" : " (NULL", out);
        fprintf(out, "%s \\gdesc\n", query->takes.count ? ")" : "");
    }
}

int main(int argc, char **argv) {
    House house = {0};
    bool script = argc > 2 && strcmp(argv[1], "--postgres") == 0;
    int first = script ? 2 : 3;
    if (argc <= first) {
        fputs("usage: mkquery queries.h queries.c FILE.sql...\n       mkquery --postgres FILE.sql...\n", stderr);
        return 1;
    }
    for (int i = first; i < argc; i++)
        if (strstr(argv[i], "schema/")) read_file(&house, argv[i]);
    for (int i = first; i < argc; i++)
        if (!strstr(argv[i], "schema/")) read_file(&house, argv[i]);
    if (house.errors == 0 && (house.step_count == 0 || house.query_count == 0)) {
        fputs("mkquery: no schema step, or no query\n", stderr);
        house.errors++;
    }
    if (house.errors > 0) return 1;
    if (script) {
        put_postgres(stdout, &house);
        return fflush(stdout) == 0 ? 0 : 1;
    }
    NewFile *header = file_begin(argv[1]), *source = file_begin(argv[2]);
    put_header(header->out, &house);
    put_source(source->out, &house);
    file_end(header);
    file_end(source);
    return 0;
}
