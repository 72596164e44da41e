// `todoke windows`: the finder. The filters become facts, the conditions of the windows are decided like any other, and what is
// still open is shown apart. Of a family (the police of every prefecture) only the one in question is shown.
#include "base/sys.h"
#include "cli/commands.h"
#include "cli/fold.h"
#include "cli/window_text.h"
#include "rule/answer.h"

enum { STANDARD_ERROR = 2, VALUE_COLUMN = 22 };

typedef enum Fit {
    FIT_GOOD,   // its condition holds
    FIT_OPEN,   // perhaps
    FIT_LISTED, // no filters were given
    FIT_HIDDEN,
} Fit;

typedef struct Finder {
    Session *session;
    const Pack *pack;
    Incident incident;
    bool filtered;
    Str area;    // empty: not given
    Fit *fits;   // per window
    int *family; // per window: the window that stands for all of its family; -1: none
} Finder;

// --- filters -------------------------------------------------------------------------------------------------------------

static int find_fact(const Finder *finder, Option option, const char *name) {
    int fact = map_get(&finder->pack->book.fact_index, str_from(name));
    if (fact < 0) session_say(finder->session, MSG_WINDOWS_NO_FACT, str_from(option_rows[option].name), str_from(name));
    return fact;
}

// By its words and its name: either can be typed.
static void tell_values(Session *session, const Fact *fact, size_t from, size_t to) {
    Buf talk = buf_make(session->arena, 64 << 10);
    for (size_t i = from; i < to; i++) {
        Str name = fact->values.items[i].name;
        buf_format(&talk, "  %.*s", STR_ARG(name));
        buf_spaces(&talk, name.len < VALUE_COLUMN ? VALUE_COLUMN - name.len : 2);
        buf_put(&talk, text_in(&fact->values.items[i].words, session->lang));
        buf_char(&talk, '\n');
    }
    (void)!sys_write(STANDARD_ERROR, buf_str(&talk)); // nobody left to tell
}

static bool refuse_value(const Finder *finder, const Fact *fact, Str typed) {
    Session *session = finder->session;
    int near = answer_near(session->arena, fact, typed);
    if (near >= 0) {
        session_say(session, MSG_WINDOWS_NO_VALUE_NEAR, typed, fact->values.items[near].name);
        tell_values(session, fact, (size_t)near, (size_t)near + 1);
        return false;
    }
    session_say(session, MSG_WINDOWS_NO_VALUE, typed, STR_NONE);
    tell_values(session, fact, 0, fact->values.count);
    return false;
}

static bool filter_names(Finder *finder, Option option, const char *name) {
    int index = find_fact(finder, option, name);
    if (index < 0) return false;
    const Fact *fact = &finder->pack->book.facts.items[index];
    uint64_t bits = 0;
    for (Str piece, rest = str_from(finder->session->values[option]); rest.len;) {
        str_cut(rest, ',', &piece, &rest);
        int value = answer_value(finder->session->arena, fact, piece);
        if (value < 0 || (bits && fact->type != FACT_SET)) return refuse_value(finder, fact, str_trim(piece));
        bits |= UINT64_C(1) << value;
    }
    finder->incident.values[index] = value_bits(bits, 0);
    return bits || refuse_value(finder, fact, STR_NONE);
}

// A code with or without its zero, or the name in any language.
static bool filter_prefecture(Finder *finder, const char *name) {
    int index = find_fact(finder, OPTION_PREFECTURE, name);
    if (index < 0) return false;
    Session *session = finder->session;
    const Fact *fact = &finder->pack->book.facts.items[index];
    Str typed = str_from(session->values[OPTION_PREFECTURE]);
    int value = answer_value(session->arena, fact, typed);
    if (value < 0) value = fact_value_index(fact, str_join(session->arena, STR("0"), typed));
    if (value < 0) return refuse_value(finder, fact, typed);
    finder->incident.values[index] = value_bits(UINT64_C(1) << value, 0);
    finder->area = fact->values.items[value].name;
    return true;
}

static bool read_filters(Finder *finder) {
    const Session *session = finder->session;
    bool kind = session_has(session, OPTION_KIND), who = session_has(session, OPTION_WHO);
    bool prefecture = session_has(session, OPTION_PREFECTURE);
    finder->filtered = kind || who || prefecture;
    return (!kind || filter_names(finder, OPTION_KIND, "incident.kinds")) &&
           (!who || filter_names(finder, OPTION_WHO, "actor.kind")) &&
           (!prefecture || filter_prefecture(finder, "actor.prefecture"));
}

// --- which windows -------------------------------------------------------------------------------------------------------

// The duties say which windows are one family, and which window stands for it.
static void find_families(Finder *finder) {
    const Book *book = &finder->pack->book;
    for (size_t i = 0; i < book->windows.count; i++) finder->family[i] = -1;
    for (size_t d = 0; d < book->duties.count; d++)
        for (size_t l = 0; l < book->duties.items[d].to.count; l++) {
            const ToLine *to = &book->duties.items[d].to.items[l];
            for (uint32_t t = 0; t < to->target_count; t++) {
                const Target *target = &to->targets[t];
                if (target->kind != TARGET_FAMILY || target->window < 0) continue;
                for (size_t v = 0; v < book->facts.items[target->fact].values.count; v++)
                    if (target->members[v] >= 0 && target->members[v] != target->window)
                        finder->family[target->members[v]] = target->window;
            }
        }
}

static uint32_t family_size(const Finder *finder, int window) {
    uint32_t count = 0;
    for (size_t i = 0; i < finder->pack->book.windows.count; i++) count += finder->family[i] == window;
    return count;
}

static Fit fit_of(const Finder *finder, size_t index, const uint8_t *tri) {
    const Window *window = &finder->pack->book.windows.items[index];
    Day day = day_of(finder->session->at);
    bool stands = (window->from == DAY_NONE || window->from <= day) && (window->until == DAY_NONE || window->until >= day);
    bool elsewhere = finder->area.len && window->area.len && !str_eq(window->area, finder->area);
    bool folded = !finder->area.len && finder->family[index] >= 0;
    bool stands_in = finder->area.len && family_size(finder, (int)index) > 0;
    if (!stands || elsewhere || folded || stands_in) return FIT_HIDDEN;
    if (!finder->filtered) return FIT_LISTED;
    if (!window->good || tri[window->good->node] == TRI_FALSE) return FIT_HIDDEN;
    return tri[window->good->node] == TRI_TRUE ? FIT_GOOD : FIT_OPEN;
}

static void find_windows(Finder *finder) {
    const Pack *pack = finder->pack;
    Arena *arena = finder->session->arena;
    size_t count = pack->book.windows.count;
    uint8_t *tri = NEW_ARRAY(arena, uint8_t, pack->program.node_count + 1);
    program_run(&pack->program, finder->incident.values, finder->session->at, PART_FINDER, tri);
    finder->family = NEW_ARRAY(arena, int, count + 1);
    finder->fits = NEW_ARRAY(arena, Fit, count + 1);
    find_families(finder);
    for (size_t i = 0; i < count; i++) finder->fits[i] = fit_of(finder, i, tri);
}

// --- printing ------------------------------------------------------------------------------------------------------------

static uint32_t count_fit(const Finder *finder, Fit fit) {
    uint32_t count = 0;
    for (size_t i = 0; i < finder->pack->book.windows.count; i++) count += finder->fits[i] == fit;
    return count;
}

static void heading(Session *session, Msg msg, uint32_t count) {
    buf_char(&session->out, '\n');
    session_line(session, msg, session_number(session, count), STR_NONE, STR_NONE);
}

static void print_fits(const Finder *finder, Fit fit, Msg head, void (*print)(Session *, const Window *)) {
    Session *session = finder->session;
    uint32_t count = count_fit(finder, fit);
    bool first = true;
    if (!count) return;
    heading(session, head, count);
    for (size_t i = 0; i < finder->pack->book.windows.count; i++) {
        if (finder->fits[i] != fit) continue;
        if (!first) buf_char(&session->out, '\n');
        first = false;
        print(session, &finder->pack->book.windows.items[i]);
        uint32_t members = family_size(finder, (int)i);
        if (members) {
            session_line(session, MSG_WINDOWS_FAMILY, session_number(session, members), STR_NONE, STR_NONE);
        }
    }
}

static void print_text(const Finder *finder) {
    Session *session = finder->session;
    print_fits(finder, FIT_GOOD, MSG_WINDOWS_HEAD_GOOD, window_text);
    print_fits(finder, FIT_OPEN, MSG_WINDOWS_HEAD_OPEN, window_short);
    print_fits(finder, FIT_LISTED, MSG_WINDOWS_HEAD_ALL, window_short);
    if (finder->filtered && !count_fit(finder, FIT_GOOD) && !count_fit(finder, FIT_OPEN)) heading(session, MSG_WINDOWS_NONE, 0);
    heading(session, MSG_WINDOWS_FOOT, 0);
    fold_lines(&session->out, 0, session->columns);
}

static void print_json(const Finder *finder) {
    static const char *const names[] = {[FIT_GOOD] = "good", [FIT_OPEN] = "open", [FIT_LISTED] = "listed"};
    Session *session = finder->session;
    bool first = true;
    buf_puts(&session->out, "{\"pack\":");
    pack_print_json(&session->out, finder->pack);
    buf_puts(&session->out, ",\"at\":\"");
    buf_moment(&session->out, session->at);
    buf_puts(&session->out, "\",\"windows\":[");
    for (Fit fit = FIT_GOOD; fit <= FIT_LISTED; fit++)
        for (size_t i = 0; i < finder->pack->book.windows.count; i++) {
            if (finder->fits[i] != fit) continue;
            buf_puts(&session->out, first ? "\n" : ",\n");
            first = false;
            window_json(session, &finder->pack->book.windows.items[i], names[fit]);
        }
    buf_puts(&session->out, "]}\n");
}

int command_windows(Session *session) {
    Finder finder = {.session = session, .pack = session_pack(session)};
    if (!finder.pack) return EXIT_BAD;
    finder.incident = incident_make(session->arena, &finder.pack->book);
    if (!read_filters(&finder)) return EXIT_BAD;
    find_windows(&finder);
    if (session_has(session, OPTION_JSON))
        print_json(&finder);
    else
        print_text(&finder);
    return EXIT_DONE;
}
