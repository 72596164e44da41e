// Any bytes as an incident under the pack built in: reading never crashes and every refusal can be shown; what is accepted
// says the same after being printed and read again, is decided, and the answer is JSON in which everything that is due or
// ruled out has a reason. White space before the incident chooses the moment asked for, its length the language.
#include "base/utf8.h"
#include "pack/pack.h"
#include "rule/decision_json.h"
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

static const Pack *pack_once(void) {
    static Arena arena;
    static Pack pack;
    if (pack.book.facts.count == 0) {
        arena = arena_make(NULL, NULL);
        Diags diags = diags_make(&arena);
        Err err = pack_load(&arena, NULL, &pack, &diags);
        Buf said = buf_make(&arena, 1 << 20);
        for (size_t i = 0; i < diags.count; i++) diag_print_line(&said, &diags.items[i], LANG_EN);
        fwrite(said.ptr, 1, said.len, stderr);
        must(err == ERR_OK);
    }
    return &pack;
}

static Moment moment_asked(const uint8_t *data, size_t size) {
    static const Civil days[] = {{2026, 11, 20}, {2022, 3, 31}, {2030, 12, 31}};
    size_t chosen = size == 0 ? 0 : data[0] == '\n' ? 1 : data[0] == '\t' ? 2 : 0;
    return day_last_second(day_from_civil(days[chosen]));
}

static void refusal_shows(Arena *arena, const Diags *diags, Lang lang) {
    must(diags->errors > 0 && diags->count > 0);
    for (size_t i = 0; i < diags->count; i++) {
        Buf shown = buf_make(arena, 1 << 16);
        must(diags->items[i].place.line >= 1 && diags->items[i].place.column >= 1);
        diag_print(&shown, &diags->items[i], lang);
        must(!shown.overflowed && utf8_valid_prefix(buf_str(&shown)) == shown.len);
    }
}

static Str printed(Arena *arena, const Book *book, const Incident *incident) {
    Buf out = buf_make(arena, 64 << 20);
    incident_print(&out, book, incident);
    must(!out.overflowed);
    return buf_str(&out);
}

static void survives_printing(Arena *arena, const Book *book, const Incident *incident) {
    Incident again;
    Diags diags = diags_make(arena);
    Str text = printed(arena, book, incident);
    must(incident_read(arena, book, STR("printed"), text, &again, &diags) == ERR_OK && diags.count == 0);
    must(str_eq(printed(arena, book, &again), text));
}

static bool has_reason(const Json *duty) {
    const Json *status = json_member(duty, STR("status")), *why = json_member(duty, STR("why"));
    for (uint32_t i = 0; i < why->count; i++) must(why->items[i].text.len > 0);
    return why->count > 0 || str_is(status->text, "may_apply");
}

static void answer_is_whole(Arena *arena, const Decision *decision, Lang lang) {
    Buf out = buf_make(arena, 64 << 20);
    Json json;
    Diags diags = diags_make(arena);
    decision_print_json(&out, decision, STR("null"), true, lang);
    must(!out.overflowed && json_parse(arena, STR("answer"), buf_str(&out), &json, &diags) == ERR_OK);
    const Json *duties = json_member(&json, STR("duties"));
    must(duties->count == decision->question.book->duties.count);
    for (uint32_t i = 0; i < duties->count; i++) must(has_reason(&duties->items[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const Pack *pack = pack_once();
    Arena arena = arena_make(NULL, NULL);
    Diags diags = diags_make(&arena);
    Incident incident;
    Lang lang = (Lang)(size % LANG_COUNT);
    Err err = incident_read(&arena, &pack->book, STR("incident.json"), (Str){(const char *)data, size}, &incident, &diags);
    if (err) {
        refusal_shows(&arena, &diags, lang);
    } else {
        must(diags.count == 0);
        survives_printing(&arena, &pack->book, &incident);
        Decision decision = decision_make(&arena, &pack->book, &pack->program, &incident, moment_asked(data, size));
        answer_is_whole(&arena, &decision, lang);
    }
    arena_free(&arena);
    return 0;
}
