// The narrative has a line for each address, for who sent it and whom it imitates, under the names of the interface; then,
// behind an empty line, the message. No line can hold a line end, so nothing that a stranger wrote passes for another line.
#include "intake/phish.h"

#include "base/limits.h"

typedef enum Member { URL, URLS, MESSAGE, SEEN_AT, FROM, IMPERSONATES, MEMBERS } Member;

static const char *const names[MEMBERS] = {[URL] = "url",         [URLS] = "urls", [MESSAGE] = "message",
                                           [SEEN_AT] = "seen_at", [FROM] = "from", [IMPERSONATES] = "impersonates"};

typedef struct Reading {
    Arena *arena;
    Str source;
    Diags *diags;
    Json given[MEMBERS]; // JSON_NULL: not given
    Json addresses[LIMIT_PHISH_URLS];
    uint32_t address_count;
} Reading;

static void complain(Reading *reading, const Json *at, Msg msg, Str what, int64_t most) {
    Str number = most ? str_format(reading->arena, "%lld", (long long)most) : STR_NONE;
    diags_add(reading->diags,
              (Diag){.msg = msg, .args = {what, number}, .place = json_place(STR("phish"), reading->source, at->at, 1)});
}

static bool is_given(const Reading *reading, Member member) {
    return reading->given[member].kind != JSON_NULL;
}

// --- reading -----------------------------------------------------------------------------------------------------------------

// What a program sends for a field that was left empty says nothing.
static bool is_empty(const Json *json) {
    return json->kind == JSON_NULL || (json->kind == JSON_STRING && str_trim(json->text).len == 0);
}

static bool is_line(const Json *json, size_t most) {
    bool fits = json->kind == JSON_STRING && json->text.len <= most;
    for (size_t i = 0; fits && i < json->text.len; i++) {
        unsigned char byte = (unsigned char)json->text.ptr[i];
        fits = byte >= ' ' && byte != 0x7F;
    }
    return fits;
}

static void address_take(Reading *reading, const Json *json, Member member) {
    if (is_empty(json) || !is_line(json, LIMIT_PHISH_URL_BYTES))
        complain(reading, json, MSG_PHISH_LINE, str_from(names[member]), LIMIT_PHISH_URL_BYTES);
    else if (reading->address_count == LIMIT_PHISH_URLS)
        complain(reading, json, MSG_PHISH_URLS, str_from(names[member]), LIMIT_PHISH_URLS);
    else
        reading->addresses[reading->address_count++] = *json;
}

static void addresses_take(Reading *reading, const Json *json) {
    if (json->kind != JSON_ARRAY || json->count > LIMIT_PHISH_URLS) {
        complain(reading, json, MSG_PHISH_URLS, str_from(names[URLS]), LIMIT_PHISH_URLS);
        return;
    }
    for (uint32_t i = 0; i < json->count; i++) address_take(reading, &json->items[i], URLS);
}

static void line_take(Reading *reading, const Json *json, Member member) {
    if (is_line(json, LIMIT_PHISH_LINE_BYTES))
        reading->given[member] = *json;
    else
        complain(reading, json, MSG_PHISH_LINE, str_from(names[member]), LIMIT_PHISH_LINE_BYTES);
}

static void message_take(Reading *reading, const Json *json) {
    if (json->kind != JSON_STRING)
        complain(reading, json, MSG_PHISH_MESSAGE, str_from(names[MESSAGE]), 0);
    else if (json->text.len > LIMIT_PHISH_MESSAGE_BYTES)
        complain(reading, json, MSG_PHISH_MESSAGE_LONG, str_from(names[MESSAGE]), LIMIT_PHISH_MESSAGE_BYTES >> 10);
    else
        reading->given[MESSAGE] = *json;
}

static void time_take(Reading *reading, const Json *json) {
    Moment moment;
    if (json->kind == JSON_STRING && moment_parse(json->text, &moment))
        reading->given[SEEN_AT] = *json;
    else
        complain(reading, json, MSG_PHISH_TIME, str_from(names[SEEN_AT]), 0);
}

static void member_take(Reading *reading, const JsonMember *given) {
    Member member = 0;
    while (member < MEMBERS && !str_is(given->key, names[member])) member++;
    if (member == MEMBERS)
        complain(reading, &(Json){.at = given->key_at}, MSG_PHISH_NO_MEMBER, given->key, 0);
    else if (is_empty(&given->value))
        return;
    else if (member == URL)
        address_take(reading, &given->value, URL);
    else if (member == URLS)
        addresses_take(reading, &given->value);
    else if (member == MESSAGE)
        message_take(reading, &given->value);
    else if (member == SEEN_AT)
        time_take(reading, &given->value);
    else
        line_take(reading, &given->value, member);
}

// --- what becomes of it ------------------------------------------------------------------------------------------------------

static JsonMember fact(const char *name, Json value) {
    return (JsonMember){.key = str_from(name), .value = value};
}

// What the pack has no fact for, or what its fact does not take, stands in the narrative alone: who reports is never sent away
// for what the message is like.
static void facts_make(Reading *reading, const Book *book, Incident *out) {
    Json kinds[2], *addresses = reading->addresses;
    JsonMember members[4];
    uint32_t kind_count = 0, count = 0;
    if (reading->address_count) kinds[kind_count++] = (Json){.kind = JSON_STRING, .text = STR("phishing_site")};
    if (is_given(reading, MESSAGE)) kinds[kind_count++] = (Json){.kind = JSON_STRING, .text = STR("phishing_message")};
    members[count++] = fact("incident.kinds", (Json){.kind = JSON_ARRAY, .count = kind_count, .items = kinds});
    if (is_given(reading, SEEN_AT)) members[count++] = fact("incident.known_at", reading->given[SEEN_AT]);
    if (is_given(reading, FROM)) members[count++] = fact("phishing.sender", reading->given[FROM]);
    if (reading->address_count)
        members[count++] =
            fact("technical.urls", (Json){.kind = JSON_ARRAY, .count = reading->address_count, .items = addresses});
    Json object = {.kind = JSON_OBJECT, .count = count, .members = members};
    Diags unfit = diags_make(reading->arena);
    IncidentSource from = {STR("phish"), reading->source, &object};
    if (incident_take(reading->arena, book, from, out, &unfit) != ERR_OK) return;
}

static void line_put(Buf *out, Member member, const Json *json) {
    if (json->kind != JSON_STRING) return;
    buf_puts(out, names[member]);
    buf_puts(out, ": ");
    buf_put(out, json->text);
    buf_char(out, '\n');
}

static Str narrative_make(const Reading *reading) {
    Buf out = buf_make(reading->arena, LIMIT_PHISH_BYTES);
    for (uint32_t i = 0; i < reading->address_count; i++) line_put(&out, URL, &reading->addresses[i]);
    line_put(&out, FROM, &reading->given[FROM]);
    line_put(&out, IMPERSONATES, &reading->given[IMPERSONATES]);
    if (is_given(reading, MESSAGE)) {
        buf_char(&out, '\n');
        buf_put(&out, reading->given[MESSAGE].text);
    }
    return buf_str(&out);
}

Err phish_read(Arena *arena, const Book *book, Str source, Phish *out, Diags *diags) {
    Reading *reading = NEW(arena, Reading);
    Json json;
    *reading = (Reading){.arena = arena, .source = source, .diags = diags};
    if (json_parse(arena, STR("phish"), source, &json, diags) != ERR_OK) return ERR_INPUT;
    if (json.kind != JSON_OBJECT) {
        complain(reading, &json, MSG_PHISH_SHAPE, STR_NONE, 0);
        return ERR_INPUT;
    }
    for (uint32_t i = 0; i < json.count; i++) member_take(reading, &json.members[i]);
    if (diags->errors == 0 && !reading->address_count && !is_given(reading, MESSAGE))
        complain(reading, &json, MSG_PHISH_NEEDS, STR_NONE, 0);
    if (diags->errors > 0) return ERR_INPUT;
    facts_make(reading, book, &out->incident);
    out->narrative = narrative_make(reading);
    return ERR_OK;
}
