// A report in the clear: what the person wrote, then each fact that is known, in words of the built-in pack. What cannot be
// read with it, or with --json, is shown as it was sealed.
#include "cli/open.h"

#include "base/limits.h"
#include "form/wording.h"
#include "rule/prose.h"

// The bytes of one member of an object that is itself whole.
static Str member_source(Str text, const Json *object, const Json *value) {
    size_t end = text.len - 1;
    for (uint32_t i = 0; i + 1 < object->count; i++) {
        if (&object->members[i].value == value) end = object->members[i + 1].key_at - 1;
    }
    return str_trim(str_slice(text, value->at, end));
}

static void show_facts(Session *session, const Book *book, const Incident *incident) {
    Buf *out = &session->out;
    for (size_t i = 0; i < book->facts.count; i++) {
        const Fact *fact = &book->facts.items[i];
        Buf words = buf_make(session->arena, LIMIT_TEXT_ANSWER);
        if (value_is_unknown(fact, incident->values[i])) continue;
        wording_value(&words, fact, incident->values[i], incident->texts[i], session->lang);
        buf_put(out, fact->title.in[session->lang]);
        buf_puts(out, ": ");
        buf_put(out, diag_visible_lines(session->arena, buf_str(&words)));
        buf_char(out, '\n');
    }
}

// What a follow-up follows, and what is not known any more: what changed otherwise stands below.
static void show_following(Session *session, const Book *book, const Json *json) {
    const Json *follows = json_member(json, STR("follows")), *changed = json_member(json, STR("changed"));
    const Json *what = json_member(json, STR("what")), *facts = json_member(json, STR("incident"));
    if (!follows || follows->kind != JSON_STRING) return;
    bool stop = what && what->kind == JSON_STRING && str_is(what->text, "stop");
    bool call = what && what->kind == JSON_STRING && str_is(what->text, "call");
    buf_word(&session->out, session->lang,
             stop   ? MSG_OPEN_STOP
             : call ? MSG_OPEN_CALL
                    : MSG_OPEN_FOLLOWS,
             diag_visible(session->arena, follows->text), STR_NONE, STR_NONE);
    buf_char(&session->out, '\n');
    for (uint32_t i = 0; changed && changed->kind == JSON_ARRAY && i < changed->count; i++) {
        const Json *name = &changed->items[i];
        int fact = name->kind == JSON_STRING ? map_get(&book->fact_index, name->text) : -1;
        if (fact < 0 || json_member(facts, name->text)) continue;
        session_line(session, MSG_OPEN_NOT_KNOWN, book->facts.items[fact].title.in[session->lang], STR_NONE, STR_NONE);
    }
}

static bool show_report(Session *session, Str text) {
    Json json;
    Incident incident;
    Diags diags = diags_make(session->arena);
    if (json_parse(session->arena, STR("report"), text, &json, &diags) != ERR_OK || json.kind != JSON_OBJECT) return false;
    const Json *narrative = json_member(&json, STR("narrative")), *facts = json_member(&json, STR("incident"));
    const Pack *pack = facts ? session_pack(session) : NULL;
    if (!pack) return false;
    Str source = member_source(text, &json, facts);
    if (incident_read(session->arena, &pack->book, STR("report"), source, &incident, &diags) != ERR_OK) return false;
    if (narrative && narrative->kind == JSON_STRING && narrative->text.len) {
        buf_put(&session->out, diag_visible_lines(session->arena, prose_plain(session->arena, narrative->text)));
        buf_puts(&session->out, "\n\n");
    }
    show_following(session, &pack->book, &json);
    show_facts(session, &pack->book, &incident);
    return true;
}

void open_show(Session *session, Bytes bytes) {
    Str text = {(const char *)bytes.ptr, bytes.len};
    if (!session_has(session, OPTION_JSON) && show_report(session, text)) return;
    buf_put(&session->out, text);
    buf_char(&session->out, '\n');
}
