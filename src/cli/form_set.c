// Chooses forms: one by --form whatever duties apply, else those of all duties that apply; blank without an incident: all.
#include "cli/form_set.h"
#include "base/words.h"
#include "cli/sending.h"
#include "cli/session.h"

enum { REPORT_STAGES = 1u << STAGE_FIRST | 1u << STAGE_FOLLOW | 1u << STAGE_FINAL };

typedef struct Choice {
    Session *session;
    const Pack *pack;
    Decision decision, previous;
    bool has_previous, has_stage;
    Stage stage; // of --stage
    Sending sending;
    Str pack_words;
    FormSet *out;
} Choice;

static Day choice_day(const Choice *choice) {
    return day_of(choice->session->at);
}

// --- options and files -----------------------------------------------------------------------------------------------------

static bool read_stage(Choice *choice) {
    const char *name = choice->session->values[OPTION_STAGE];
    if (!name) return true;
    for (Stage stage = STAGE_FIRST; stage <= STAGE_FINAL; stage++) {
        if (!str_is(str_from(name), duty_stages[stage])) continue;
        choice->stage = stage;
        choice->has_stage = true;
        return true;
    }
    session_say(choice->session, MSG_FORMS_BAD_STAGE, str_from(name), (Str){0});
    return false;
}

static bool decide(Choice *choice, const char *path, Decision *out) {
    Session *session = choice->session;
    Incident *incident = NEW(session->arena, Incident);
    *incident = incident_make(session->arena, &choice->pack->book);
    if (path && !session_incident(session, choice->pack, path, incident)) return false;
    *out = decision_make(session->arena, &choice->pack->book, &choice->pack->program, incident, session->at);
    return true;
}

// Blank forms need no incident.
static bool read_incidents(Choice *choice) {
    Session *session = choice->session;
    const char *path = session->argument_count ? session->arguments[0] : session_has(session, OPTION_BLANK) ? NULL : "-";
    choice->has_previous = session_has(session, OPTION_SINCE);
    return decide(choice, path, &choice->decision) &&
           (!choice->has_previous || decide(choice, session->values[OPTION_SINCE], &choice->previous));
}

// --- choosing --------------------------------------------------------------------------------------------------------------

static Stage first_of(unsigned stages) {
    return stages ? (Stage)__builtin_ctz(stages) : STAGE_FIRST;
}

// A form that knows no reports in stages (a notice, a monthly return) has its own stage. False: not one of this form.
static bool choose_stage(const Choice *choice, const Form *form, Stage *out) {
    unsigned stages = form->stages & REPORT_STAGES;
    unsigned later = stages & ~(1u << STAGE_FIRST);
    if (!stages) {
        *out = first_of(form->stages);
        return true;
    }
    bool follows = choice->has_previous || sending_follows(&choice->sending);
    *out = choice->has_stage ? choice->stage : first_of(follows && later ? later : stages);
    return stages >> *out & 1;
}

static void add_form(Choice *choice, const Form *form, Stage stage, bool alternative) {
    Session *session = choice->session;
    FormSet *out = choice->out;
    FillRequest request = {
        .stage = stage,
        .at = session->at,
        .to = choice->sending.to,
        .receipt = choice->sending.receipt,
        .previous_receipt = choice->sending.previous_receipt,
        .previous_at = choice->sending.previous_at,
        .previous = choice->has_previous ? &choice->previous : NULL,
        .blank = session_has(session, OPTION_BLANK),
        .pack = choice->pack_words,
        .lang = session->lang,
    };
    for (uint32_t i = 0; i < out->count; i++) {
        if (out->items[i].form != form) continue;
        out->alternative[i] = out->alternative[i] && alternative;
        return;
    }
    out->alternative[out->count] = alternative;
    out->items[out->count++] = fill_form(session->arena, form, &choice->decision, &request);
}

// What cannot be made for all at once is told and left out.
static void add_if_possible(Choice *choice, Str id, bool alternative) {
    const Form *form = form_find(&choice->pack->forms, id, choice_day(choice));
    Stage stage = STAGE_FIRST;
    Buf day = buf_make(choice->session->arena, 16);
    buf_day(&day, choice_day(choice));
    if (!form)
        session_say(choice->session, MSG_FORMS_NOT_THEN, id, buf_str(&day));
    else if (!choose_stage(choice, form, &stage))
        session_say(choice->session, MSG_FORMS_NOT_STAGE, id, str_from(duty_stages[stage]));
    else
        add_form(choice, form, stage, alternative);
}

static void add_duties(Choice *choice) {
    for (uint32_t d = 0; d < choice->decision.duty_count; d++) {
        const DutyResult *result = &choice->decision.duties[d];
        for (uint32_t i = 0; result->status == STATUS_APPLIES && i < result->form_count; i++)
            add_if_possible(choice, result->forms[i]->form, i > 0);
    }
}

static void add_all(Choice *choice) {
    for (size_t i = 0; i < choice->pack->forms.count; i++) {
        const Form *form = &choice->pack->forms.items[i];
        Stage stage;
        if (form_holds(form, choice_day(choice)) && choose_stage(choice, form, &stage)) add_form(choice, form, stage, false);
    }
}

static bool refuse_form(Choice *choice, Str id) {
    const FormBook *forms = &choice->pack->forms;
    Str *names = NEW_ARRAY(choice->session->arena, Str, forms->count);
    Buf day = buf_make(choice->session->arena, 16);
    buf_day(&day, choice_day(choice));
    for (size_t i = 0; i < forms->count; i++) names[i] = forms->items[i].id;
    int near = str_nearest(id, names, forms->count);
    bool known = near >= 0 && str_eq(id, names[near]);
    session_say(choice->session,
                known      ? MSG_FORMS_NOT_THEN
                : near < 0 ? MSG_FORMS_NO_FORM
                           : MSG_FORMS_NO_FORM_NEAR,
                id,
                known       ? buf_str(&day)
                : near >= 0 ? names[near]
                            : (Str){0});
    return false;
}

static bool add_chosen(Choice *choice, Str id) {
    const Form *form = form_find(&choice->pack->forms, id, choice_day(choice));
    Stage stage;
    if (!form) return refuse_form(choice, id);
    bool served = choose_stage(choice, form, &stage);
    if (served)
        add_form(choice, form, stage, false);
    else
        session_say(choice->session, MSG_FORMS_NOT_STAGE, id, str_from(duty_stages[stage]));
    return served;
}

bool form_set_fill(Session *session, const Pack *pack, FormSet *out) {
    Choice choice = {.session = session, .pack = pack, .out = out};
    *out = (FormSet){.items = NEW_ARRAY(session->arena, FilledForm, pack->forms.count),
                     .alternative = NEW_ARRAY(session->arena, bool, pack->forms.count)};
    choice.pack_words =
        str_format(session->arena, "%.*s %.*s (%s)", STR_ARG(pack->book.id), STR_ARG(pack->book.version), pack->hash);
    if (!read_stage(&choice) || !sending_read(session, pack, &choice.sending) || !read_incidents(&choice)) return false;
    if (session_has(session, OPTION_FORM)) return add_chosen(&choice, str_from(session->values[OPTION_FORM]));
    if (session->argument_count == 0 && session_has(session, OPTION_BLANK))
        add_all(&choice);
    else
        add_duties(&choice);
    return true;
}

void form_set_progress(Buf *out, const FilledForm *form, Lang lang) {
    Arena *arena = out->arena;
    Str all = str_format(arena, "%u", form->filled + form->unknown);
    buf_word(out, lang, MSG_COVERAGE_FORM, form->form->title, all, str_format(arena, "%u", form->filled));
    if (form->none > 0) buf_word(out, lang, MSG_COVERAGE_NONE, str_format(arena, "%u", form->none), (Str){0}, (Str){0});
    if (form->ask_count > 0)
        buf_word(out, lang, form->ask_needed > 0 ? MSG_COVERAGE_NEEDED : MSG_COVERAGE_STILL,
                 str_format(arena, "%u", form->ask_count), str_format(arena, "%u", form->ask_needed), (Str){0});
}
