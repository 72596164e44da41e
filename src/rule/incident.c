// Reads and prints incidents. Every fault of a file is found in one pass, each with its place and, where one name is near,
// a suggestion.
#include "rule/incident.h"
#include "base/limits.h"
#include "rule/prose.h"
#include "rule/shape.h"

typedef struct Reader {
    Arena *arena;
    const Book *book;
    Str file, source;
    Diags *diags;
    Incident *incident;
} Reader;

Incident incident_make(Arena *arena, const Book *book) {
    Incident incident = {NEW_ARRAY(arena, Value, book->facts.count + 1), NEW_ARRAY(arena, Str, book->facts.count + 1)};
    for (size_t i = 0; i < book->facts.count; i++) incident.values[i] = value_unknown(book->facts.items[i].type);
    return incident;
}

bool incident_same(const Book *book, const Incident *a, const Incident *b, size_t fact) {
    const Fact *about = &book->facts.items[fact];
    bool unknown = value_is_unknown(about, a->values[fact]);
    if (unknown != value_is_unknown(about, b->values[fact])) return false;
    if (!unknown && (a->values[fact].a != b->values[fact].a || a->values[fact].b != b->values[fact].b)) return false;
    return str_eq(a->texts[fact], b->texts[fact]);
}

static void complain(Reader *reader, uint32_t at, Msg msg, Msg advice, Str a, Str b) {
    diags_add(reader->diags,
              (Diag){.msg = msg, .advice = advice, .args = {a, b}, .place = json_place(reader->file, reader->source, at, 1)});
}

static void complain_value(Reader *reader, const Fact *fact, const Json *json, Msg msg) {
    complain(reader, json->at, msg, MSG_NONE, fact->name, STR_NONE);
}

static void complain_name(Reader *reader, const Fact *fact, const Json *json) {
    Str *names = NEW_ARRAY(reader->arena, Str, fact->values.count + 1);
    for (size_t i = 0; i < fact->values.count; i++) names[i] = fact->values.items[i].name;
    int near = str_nearest(json->text, names, fact->values.count);
    diags_add(reader->diags, (Diag){.msg = MSG_INCIDENT_NO_VALUE,
                                    .advice = near < 0 ? MSG_NONE : MSG_INCIDENT_NEAR,
                                    .args = {json->text, fact->name, near < 0 ? STR_NONE : names[near]},
                                    .place = json_place(reader->file, reader->source, json->at, (int)json->text.len + 2)});
}

static void complain_fact(Reader *reader, const JsonMember *member) {
    Str *names = NEW_ARRAY(reader->arena, Str, reader->book->facts.count + 1);
    for (size_t i = 0; i < reader->book->facts.count; i++) names[i] = reader->book->facts.items[i].name;
    int near = str_nearest(member->key, names, reader->book->facts.count);
    diags_add(reader->diags,
              (Diag){.msg = MSG_INCIDENT_NO_FACT,
                     .advice = near < 0 ? MSG_NONE : MSG_INCIDENT_NEAR,
                     .args = {member->key, STR_NONE, near < 0 ? STR_NONE : names[near]},
                     .place = json_place(reader->file, reader->source, member->key_at, (int)member->key.len + 2)});
}

static void read_yesno(Reader *reader, const Fact *fact, const Json *json, Value *value) {
    if (json->kind == JSON_BOOL)
        *value = value_yesno(json->truth);
    else if (json->kind == JSON_STRING && (str_is(json->text, "yes") || str_is(json->text, "no")))
        *value = value_yesno(str_is(json->text, "yes"));
    else
        complain_value(reader, fact, json, MSG_INCIDENT_NOT_YESNO);
}

static bool read_bound(const Json *object, const char *name, int64_t *out) {
    const Json *bound = json_member(object, str_from(name));
    if (!bound || bound->kind == JSON_NULL) return true;
    *out = bound->kind == JSON_INT ? bound->integer : -1;
    return *out >= 0;
}

static bool only_members(const Json *object, const char *a, const char *b) {
    for (uint32_t i = 0; i < object->count; i++)
        if (!str_is(object->members[i].key, a) && !str_is(object->members[i].key, b)) return false;
    return true;
}

static void read_number(Reader *reader, const Fact *fact, const Json *json, Value *value) {
    if (json->kind == JSON_INT && json->integer >= 0) {
        *value = value_number(json->integer, json->integer);
        return;
    }
    int64_t least = 0, most = INT64_MAX;
    bool fits = json->kind == JSON_OBJECT && only_members(json, "min", "max") && read_bound(json, "min", &least) &&
                read_bound(json, "max", &most);
    if (!fits)
        complain_value(reader, fact, json, MSG_INCIDENT_NOT_NUMBER);
    else if (least > most)
        complain_value(reader, fact, json, MSG_INCIDENT_BOUNDS_CROSS);
    else if (least > 0 || most < INT64_MAX)
        *value = value_number(least, most);
}

static void read_time(Reader *reader, const Fact *fact, const Json *json, Value *value) {
    Moment moment;
    if (json->kind != JSON_STRING) {
        complain_value(reader, fact, json, MSG_INCIDENT_NOT_TIME);
    } else if (moment_parse(json->text, &moment)) {
        *value = value_number(moment, moment);
    } else if (moment_parse(str_join(reader->arena, json->text, STR("+09:00")), &moment)) {
        Str whole = str_join(reader->arena, json->text, STR("+09:00"));
        complain(reader, json->at, MSG_INCIDENT_NO_ZONE, MSG_INCIDENT_ZONE_ADVICE, fact->name, whole);
    } else {
        complain(reader, json->at, MSG_INCIDENT_NOT_TIME, MSG_NONE, fact->name, STR_NONE);
    }
}

static bool read_name(Reader *reader, const Fact *fact, const Json *json, uint64_t *bits) {
    int value = json->kind == JSON_STRING ? fact_value_index(fact, json->text) : -1;
    if (value >= 0)
        *bits |= UINT64_C(1) << value;
    else if (json->kind == JSON_STRING)
        complain_name(reader, fact, json);
    else
        complain_value(reader, fact, json, fact->type == FACT_SET ? MSG_INCIDENT_NOT_SET : MSG_INCIDENT_NOT_CHOICE);
    return value >= 0;
}

static bool read_names(Reader *reader, const Fact *fact, const Json *array, uint64_t *bits) {
    if (array->kind != JSON_ARRAY) {
        complain_value(reader, fact, array, MSG_INCIDENT_NOT_SET);
        return false;
    }
    bool fine = true;
    for (uint32_t i = 0; i < array->count; i++) fine = read_name(reader, fact, &array->items[i], bits) && fine;
    return fine;
}

static void read_set(Reader *reader, const Fact *fact, const Json *json, Value *value) {
    uint64_t has = 0, maybe = 0;
    if (json->kind != JSON_OBJECT) {
        if (read_names(reader, fact, json, &has)) *value = value_bits(has, 0);
        return;
    }
    if (!only_members(json, "has", "maybe")) {
        complain_value(reader, fact, json, MSG_INCIDENT_NOT_SET);
        return;
    }
    const Json *has_part = json_member(json, STR("has")), *maybe_part = json_member(json, STR("maybe"));
    bool fine = !has_part || read_names(reader, fact, has_part, &has);
    fine = (!maybe_part || read_names(reader, fact, maybe_part, &maybe)) && fine;
    if (fine) *value = value_bits(has, maybe);
}

static void read_choice(Reader *reader, const Fact *fact, const Json *json, Value *value) {
    uint64_t bits = 0;
    if (read_name(reader, fact, json, &bits)) *value = value_bits(bits, 0);
}

static bool entry_fits(Reader *reader, const Fact *fact, const Json *entry) {
    if (entry->kind != JSON_STRING)
        complain_value(reader, fact, entry, MSG_INCIDENT_NOT_LIST);
    else if (str_trim(entry->text).len == 0)
        complain_value(reader, fact, entry, MSG_INCIDENT_EMPTY_ENTRY);
    else if (memchr(entry->text.ptr, '\n', entry->text.len))
        complain_value(reader, fact, entry, MSG_INCIDENT_BROKEN_ENTRY);
    else
        return true;
    return false;
}

// The entries of a list, one a line.
static bool join_entries(Reader *reader, const Fact *fact, const Json *array, Str *out) {
    Buf text = buf_make(reader->arena, LIMIT_INCIDENT_BYTES);
    bool fits = true;
    for (uint32_t i = 0; i < array->count; i++) {
        fits = entry_fits(reader, fact, &array->items[i]) && fits;
        if (!fits) continue;
        buf_puts(&text, i > 0 ? "\n" : "");
        buf_put(&text, array->items[i].text);
    }
    *out = buf_str(&text);
    return fits;
}

// A text without a word in it says nothing: the fact stays unknown.
static void read_text(Reader *reader, const Fact *fact, const Json *json, int index) {
    Str text = {0};
    ProseFault fault;
    if (json->kind == JSON_STRING) {
        text = shape_kept(reader->arena, fact, prose_plain(reader->arena, json->text));
    } else if (json->kind != JSON_ARRAY || !fact->many) {
        complain_value(reader, fact, json, fact->many ? MSG_INCIDENT_NOT_LIST : MSG_INCIDENT_NOT_TEXT);
        return;
    } else if (!join_entries(reader, fact, json, &text)) {
        return;
    }
    if (!prose_fits(reader->arena, fact, text, fact->name, &fault)) {
        diags_add(reader->diags, (Diag){.msg = fault.msg,
                                        .advice = fault.advice,
                                        .args = {fault.args[0], fault.args[1], fault.args[2]},
                                        .place = json_place(reader->file, reader->source, json->at, 1)});
    } else if (str_trim(text).len > 0) {
        reader->incident->texts[index] = text;
        reader->incident->values[index] = value_yesno(true);
    }
}

static void read_fact(Reader *reader, int index, const Json *json) {
    const Fact *fact = &reader->book->facts.items[index];
    Value *value = &reader->incident->values[index];
    if (json->kind == JSON_NULL || (json->kind == JSON_STRING && str_is(json->text, "unknown"))) return;
    switch (fact->type) {
    case FACT_YESNO:
        read_yesno(reader, fact, json, value);
        break;
    case FACT_COUNT:
    case FACT_MONEY:
        read_number(reader, fact, json, value);
        break;
    case FACT_TIME:
        read_time(reader, fact, json, value);
        break;
    case FACT_CHOICE:
        read_choice(reader, fact, json, value);
        break;
    case FACT_SET:
        read_set(reader, fact, json, value);
        break;
    default:
        read_text(reader, fact, json, index);
    }
}

static void read_object(Reader *reader, const Json *object) {
    for (uint32_t i = 0; i < object->count; i++) {
        int fact = map_get(&reader->book->fact_index, object->members[i].key);
        if (fact < 0)
            complain_fact(reader, &object->members[i]);
        else
            read_fact(reader, fact, &object->members[i].value);
    }
}

Err incident_take(Arena *arena, const Book *book, IncidentSource from, Incident *out, Diags *diags) {
    Reader reader = {arena, book, from.file, from.source, diags, out};
    size_t errors = diags->errors;
    *out = incident_make(arena, book);
    if (from.object->kind == JSON_OBJECT)
        read_object(&reader, from.object);
    else
        complain(&reader, from.object->at, MSG_INCIDENT_NOT_OBJECT, MSG_NONE, STR_NONE, STR_NONE);
    return diags->errors == errors ? ERR_OK : ERR_INPUT;
}

Err incident_read(Arena *arena, const Book *book, Str file, Str source, Incident *out, Diags *diags) {
    Json json;
    *out = incident_make(arena, book);
    Err err = json_parse(arena, file, source, &json, diags);
    return err ? err : incident_take(arena, book, (IncidentSource){file, source, &json}, out, diags);
}

void incident_assign(Incident *incident, const Book *book, const AssignmentList *assignments, Diags *diags) {
    for (size_t i = 0; i < assignments->count; i++) {
        const Assignment *assignment = &assignments->items[i];
        int index = map_get(&book->fact_index, assignment->fact);
        if (index < 0) continue; // told when the names were linked
        const Fact *fact = &book->facts.items[index];
        if (!value_read_tokens(fact, assignment->line, assignment->first_token, assignment->token_count,
                               &incident->values[index]))
            diags_add(diags, (Diag){.msg = MSG_INCIDENT_BAD_ASSIGNMENT, .args = {fact->name}, .place = assignment->place});
        else if (!fact_decides(fact->type) && !value_is_unknown(fact, incident->values[index]))
            incident->texts[index] = assignment->line->tokens[assignment->first_token].text;
    }
}

// --- printing ----------------------------------------------------------------------------------------------------------

static void print_names(Buf *out, const Fact *fact, uint64_t bits) {
    bool first = true;
    buf_char(out, '[');
    for (size_t i = 0; i < fact->values.count; i++) {
        if (!(bits >> i & 1)) continue;
        if (!first) buf_char(out, ',');
        first = false;
        buf_json(out, fact->values.items[i].name);
    }
    buf_char(out, ']');
}

static void print_set(Buf *out, const Fact *fact, Value value) {
    if (value_is_certain(fact, value)) {
        print_names(out, fact, (uint64_t)value.a);
        return;
    }
    buf_puts(out, "{\"has\":");
    print_names(out, fact, (uint64_t)value.a);
    buf_puts(out, ",\"maybe\":");
    print_names(out, fact, (uint64_t)value.b);
    buf_char(out, '}');
}

static void print_number(Buf *out, Value value) {
    if (value.a == value.b) {
        buf_int(out, value.a);
        return;
    }
    buf_format(out, "{\"min\":%lld", (long long)value.a);
    if (value.b != INT64_MAX) buf_format(out, ",\"max\":%lld", (long long)value.b);
    buf_char(out, '}');
}

// A list of one entry is a list.
static void print_entries(Buf *out, Str text) {
    bool first = true;
    buf_char(out, '[');
    for (Str entry; text.len > 0;) {
        str_cut(text, '\n', &entry, &text);
        if (str_trim(entry).len == 0) continue;
        buf_puts(out, first ? "" : ",");
        buf_json(out, entry);
        first = false;
    }
    buf_char(out, ']');
}

static void print_value(Buf *out, const Fact *fact, Value value, Str text) {
    switch (fact->type) {
    case FACT_YESNO:
        buf_puts(out, value.a == TRI_TRUE ? "true" : "false");
        break;
    case FACT_COUNT:
    case FACT_MONEY:
        print_number(out, value);
        break;
    case FACT_TIME:
        buf_char(out, '"');
        buf_moment(out, value.a);
        buf_char(out, '"');
        break;
    case FACT_CHOICE:
        buf_json(out, fact->values.items[__builtin_ctzll((uint64_t)value.a)].name);
        break;
    case FACT_SET:
        print_set(out, fact, value);
        break;
    default:
        if (fact->many)
            print_entries(out, text);
        else
            buf_json(out, text);
    }
}

void incident_print(Buf *out, const Book *book, const Incident *incident) {
    bool first = true;
    buf_char(out, '{');
    for (size_t i = 0; i < book->facts.count; i++) {
        const Fact *fact = &book->facts.items[i];
        if (value_is_unknown(fact, incident->values[i])) continue;
        buf_puts(out, first ? "\n  " : ",\n  ");
        first = false;
        buf_json(out, fact->name);
        buf_puts(out, ": ");
        print_value(out, fact, incident->values[i], incident->texts[i]);
    }
    buf_puts(out, first ? "}\n" : "\n}\n");
}
