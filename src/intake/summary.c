// What leaves a report in writing: the body, the triage summary, the card, the codes, the share view. Each takes only the facts
// it names or whose class it allows.
#include "intake/report.h"

#include "base/code.h"
#include "base/limits.h"

static const Fact *fact_find(const Report *report, const char *name, int *index) {
    const Book *book = &report->pack->book;
    *index = map_get(&book->fact_index, str_from(name));
    return *index < 0 ? NULL : &book->facts.items[*index];
}

// Nothing rather than a part.
static Bytes bytes_of(const Buf *out) {
    return out->overflowed ? (Bytes){0} : bytes_of_str(buf_str(out));
}

// --- single facts ------------------------------------------------------------------------------------------------------------

static bool is_yes(const Report *report, const Incident *incident, const char *name) {
    int index;
    return fact_find(report, name, &index) && incident->values[index].a == TRI_TRUE;
}

// The values of a choice or set that are known, as an array of names.
static void put_values(Buf *out, const Report *report, const Incident *incident, const char *name) {
    int index;
    const Fact *fact = fact_find(report, name, &index);
    bool first = true;
    buf_char(out, '[');
    for (size_t v = 0; fact && v < fact->values.count; v++) {
        if (!((uint64_t)incident->values[index].a >> v & 1)) continue;
        if (!first) buf_char(out, ',');
        first = false;
        buf_json(out, fact->values.items[v].name);
    }
    buf_char(out, ']');
}

static Str text_of(const Report *report, const Incident *incident, const char *name) {
    int index;
    const Fact *fact = fact_find(report, name, &index);
    return fact ? incident->texts[index] : STR_NONE;
}

// --- body --------------------------------------------------------------------------------------------------------------------

static void put_pack(Buf *out, const Pack *pack) {
    buf_puts(out, "\"pack\":");
    pack_print_json(out, pack);
}

static void put_withheld(Buf *out, const Report *report, const ReportWindow *window) {
    const FactList *facts = &report->pack->book.facts;
    bool first = true;
    for (size_t i = 0; window->withheld && i < facts->count; i++) {
        if (!window->withheld[i]) continue;
        if (!first) buf_char(out, ',');
        first = false;
        buf_json(out, facts->items[i].name);
    }
    if (window->no_narrative) buf_puts(out, first ? "\"narrative\"" : ",\"narrative\"");
    first = first && !window->no_narrative;
    if (window->no_files) buf_puts(out, first ? "\"files\"" : ",\"files\"");
}

// Only the person's own view says what was withheld from whom.
static void put_windows(Buf *out, const Report *report) {
    buf_puts(out, ",\"windows\":[");
    for (size_t i = 0; i < report->window_count; i++) {
        buf_puts(out, i ? ",{\"window\":" : "{\"window\":");
        buf_json(out, report->windows[i].id);
        buf_puts(out, ",\"withhold\":[");
        put_withheld(out, report, &report->windows[i]);
        buf_puts(out, "]}");
    }
    buf_char(out, ']');
}

static void put_files(Buf *out, const Report *report) {
    buf_puts(out, ",\"files\":[");
    for (size_t i = 0; i < report->file_count; i++) {
        const ReportFile *file = &report->files[i];
        buf_puts(out, i ? ",{\"id\":" : "{\"id\":");
        buf_json(out, id_hex(out->arena, file->id));
        buf_puts(out, ",\"name\":");
        buf_json(out, file->name);
        buf_format(out, ",\"size\":%llu,\"size_class\":%u,\"key\":", (unsigned long long)file->size, file->size_class);
        buf_json(out, code_hex(out->arena, BYTES_OF(file->key.bytes)));
        buf_puts(out, ",\"sha256\":");
        buf_json(out, code_hex(out->arena, BYTES_OF(file->sha256)));
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

// What a follow-up follows; its windows have the report itself.
static void put_before(Buf *out, const Report *report) {
    if (!report->before) return;
    buf_puts(out, "\"follows\":");
    buf_json(out, report->before->receipt);
    buf_format(out, ",\"what\":\"%s\",", report_what(report->before->what));
}

// The facts that are other than before, and of those what they are now: one that is not there is not known any more.
static void put_changes(Buf *out, const Report *report, const ReportView *view) {
    const FactList *facts = &report->pack->book.facts;
    bool first = true;
    buf_puts(out, ",\"changed\":[");
    for (size_t i = 0; i < facts->count; i++) {
        if (!view->changed[i]) continue;
        if (!first) buf_char(out, ',');
        first = false;
        buf_json(out, facts->items[i].name);
    }
    buf_char(out, ']');
}

static Incident changed_facts(Arena *arena, const Report *report, const ReportView *view) {
    Incident shown = incident_make(arena, &report->pack->book);
    for (size_t i = 0; i < report->pack->book.facts.count; i++) {
        if (!view->changed[i]) continue;
        shown.values[i] = view->incident.values[i];
        shown.texts[i] = view->incident.texts[i];
    }
    return shown;
}

static void put_duties(Buf *out, const ReportView *view) {
    const Decision *decision = &view->decision;
    bool first = true;
    buf_puts(out, ",\"duties\":[");
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        if (decision->duties[i].status != STATUS_APPLIES) continue;
        if (!first) buf_char(out, ',');
        first = false;
        buf_json(out, decision->question.book->duties.items[decision->duties[i].duty].id);
    }
    buf_char(out, ']');
}

ReportBody report_body(Arena *arena, const Report *report, const ReportView *view) {
    Buf out = buf_make(arena, LIMIT_REPORT_BYTES);
    bool narrative = !view->window || !view->window->no_narrative, files = !view->window || !view->window->no_files;
    buf_puts(&out, "{\"version\":1,\"report\":");
    buf_json(&out, id_hex(arena, report->id));
    buf_puts(&out, ",\"at\":\"");
    buf_moment(&out, report->at);
    buf_puts(&out, "\",");
    put_before(&out, report);
    put_pack(&out, report->pack);
    if (!view->window) put_windows(&out, report);
    buf_puts(&out, ",\"narrative\":");
    buf_json(&out, narrative ? report->narrative : STR_NONE);
    if (files) put_files(&out, report);
    put_duties(&out, view);
    if (view->changed) put_changes(&out, report, view);
    Incident said = view->changed ? changed_facts(arena, report, view) : view->incident;
    buf_puts(&out, ",\"incident\":");
    incident_print(&out, &report->pack->book, &said);
    buf_char(&out, '}');
    return (ReportBody){bytes_of(&out)};
}

// --- triage, card ------------------------------------------------------------------------------------------------------------

static Moment first_due(const DutyResult *const *duties, size_t count) {
    Moment due = MOMENT_NONE;
    for (size_t i = 0; i < count; i++)
        for (uint32_t s = 0; s < duties[i]->stage_count; s++) {
            Moment next = duties[i]->stages[s].due;
            if (next != MOMENT_NONE && (due == MOMENT_NONE || next < due)) due = next;
        }
    return due;
}

static void put_flags(Buf *out, const Report *report, const Incident *incident, const char *const *names, size_t count) {
    bool first = true;
    buf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (!is_yes(report, incident, names[i])) continue;
        buf_puts(out, first ? "\"" : ",\"");
        first = false;
        buf_puts(out, names[i]);
        buf_char(out, '"');
    }
    buf_char(out, ']');
}

Triage report_triage(Arena *arena, const Report *report, const ReportView *view, Str window) {
    static const char *const urgent[] = {"person.danger", "person.minor", "incident.money_moving", "incident.remote_control",
                                         "incident.service_stop"};
    static const char *const wishes[] = {"wish.punish", "wish.recover", "wish.prevent", "wish.contribute"};
    Buf out = buf_make(arena, BOX_CONTENT_MOST);
    const DutyResult **duties;
    size_t count = report_duties(arena, view, window, &duties);
    Moment due = first_due(duties, count);
    buf_puts(&out, "{\"version\":1,");
    put_before(&out, report);
    buf_puts(&out, "\"kinds\":");
    put_values(&out, report, &view->incident, "incident.kinds");
    buf_puts(&out, ",\"urgent\":");
    put_flags(&out, report, &view->incident, urgent, sizeof urgent / sizeof *urgent);
    buf_puts(&out, ",\"due\":");
    if (due == MOMENT_NONE) {
        buf_puts(&out, "null");
    } else {
        buf_char(&out, '"');
        buf_moment(&out, due);
        buf_char(&out, '"');
    }
    buf_puts(&out, ",\"sectors\":");
    put_values(&out, report, &view->incident, "actor.sectors");
    buf_puts(&out, ",\"prefecture\":");
    put_values(&out, report, &view->incident, "actor.prefecture");
    buf_puts(&out, ",\"wishes\":");
    put_flags(&out, report, &view->incident, wishes, sizeof wishes / sizeof *wishes);
    buf_format(&out, ",\"duties\":%zu}", count);
    return (Triage){bytes_of(&out)};
}

Card report_card(Arena *arena, const Report *report, const ReportView *view) {
    Buf out = buf_make(arena, BOX_CONTENT_MOST);
    Str phone = text_of(report, &view->incident, "contact.phone"), name = text_of(report, &view->incident, "contact.name");
    if (!report->call_me || !phone.len) return (Card){0};
    // Not in place of a name that was withheld.
    if (!text_of(report, report->incident, "contact.name").len) name = text_of(report, &view->incident, "person.name");
    buf_puts(&out, "{\"version\":1,\"name\":");
    buf_json(&out, name);
    buf_puts(&out, ",\"phone\":");
    buf_json(&out, phone);
    buf_char(&out, '}');
    return (Card){bytes_of(&out)};
}

// --- statistics and sharing --------------------------------------------------------------------------------------------------

// 0, 1, 10, 100 …: the largest power of ten that is not more than the number; -1: not known.
static int64_t magnitude(const Report *report, const Incident *incident, const char *name) {
    int index;
    const Fact *fact = fact_find(report, name, &index);
    if (!fact || value_is_unknown(fact, incident->values[index]) || incident->values[index].a < 0) return -1;
    int64_t size = incident->values[index].a > 0 ? 1 : 0;
    while (size && size <= incident->values[index].a / 10) size *= 10;
    return size;
}

StatisticsCodes report_statistics(Arena *arena, const Report *report, const ReportView *all) {
    Buf out = buf_make(arena, BOX_CONTENT_MOST);
    Civil day = day_civil(day_of(report->at));
    const Incident *incident = &all->incident;
    buf_format(&out, "{\"version\":1,\"month\":\"%04d-%02d\"", day.year, day.month);
    if (report->before) { // counted once, with the first report
        buf_puts(&out, ",\"follows\":true}");
        return (StatisticsCodes){bytes_of(&out)};
    }
    buf_puts(&out, ",\"kinds\":");
    put_values(&out, report, incident, "incident.kinds");
    buf_puts(&out, ",\"actor\":");
    put_values(&out, report, incident, "actor.kind");
    buf_puts(&out, ",\"sectors\":");
    put_values(&out, report, incident, "actor.sectors");
    buf_puts(&out, ",\"prefecture\":");
    put_values(&out, report, incident, "actor.prefecture");
    buf_format(&out, ",\"people\":%lld}", (long long)magnitude(report, incident, "data.people"));
    return (StatisticsCodes){bytes_of(&out)};
}

static bool may_be_shared(const Report *report, size_t index) {
    const Fact *fact = &report->pack->book.facts.items[index];
    bool listed = fact->type == FACT_YESNO || fact->type == FACT_CHOICE || fact->type == FACT_SET;
    bool place = str_is(fact->name, "actor.prefecture");
    bool fine = listed && !place && (fact->class == CLASS_TECHNICAL || fact->class == CLASS_STATISTIC);
    for (size_t i = 0; fine && i < report->window_count; i++)
        fine = !(report->windows[i].withheld && report->windows[i].withheld[index]);
    return fine;
}

// Consent is one wish, and any limit that the person put on sharing ends it: limits in her own words cannot be weighed here.
static bool consents(const Report *report, const Incident *incident) {
    int index;
    const Fact *fact = fact_find(report, "share.nco", &index);
    int ok = fact ? fact_value_index(fact, STR("ok")) : -1;
    bool limited =
        fact && !value_is_unknown(fact, incident->values[index]) && (ok < 0 || incident->values[index].a != INT64_C(1) << ok);
    int withhold;
    const Fact *words = fact_find(report, "share.nco_withhold", &withhold);
    limited = limited || (words && incident->texts[withhold].len > 0);
    return is_yes(report, incident, "wish.contribute") && !limited;
}

// What was shared with the first report is not shared a second time.
static bool is_shared_now(const Report *report) {
    const ReportBefore *before = report->before;
    if (before && (before->what != REPORT_FOLLOW_UP || consents(report, before->incident))) return false;
    return consents(report, report->incident);
}

bool report_share(Arena *arena, const Report *report, ShareView *out) {
    const Book *book = &report->pack->book;
    if (!is_shared_now(report)) return false;
    Incident shown = incident_make(arena, book);
    for (size_t i = 0; i < book->facts.count; i++)
        if (may_be_shared(report, i)) shown.values[i] = report->incident->values[i];
    Buf json = buf_make(arena, BOX_CONTENT_MOST);
    Civil day = day_civil(day_of(report->at));
    buf_format(&json, "{\"version\":1,\"month\":\"%04d-%02d\",\"incident\":", day.year, day.month);
    incident_print(&json, book, &shown);
    buf_char(&json, '}');
    *out = (ShareView){bytes_of(&json)};
    return !json.overflowed;
}
