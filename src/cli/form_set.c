// Chooses forms: one by --form whatever duties apply, else those of all duties that apply; blank without an incident: all.
#include "cli/form_set.h"
#include "base/words.h"
#include "cli/sending.h"
#include "cli/session.h"
#include "form/form_pick.h"

typedef struct Choice {
    Session *session;
    const Pack *pack;
    Decision decision, previous;
    bool has_previous;
    FormTerms terms; // --stage, and whether something went before
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
        choice->terms.stage = stage;
        choice->terms.has_stage = true;
        return true;
    }
    session_say(choice->session, MSG_FORMS_BAD_STAGE, str_from(name), STR_NONE);
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
    out->alternative[out->count] = alternative;
    out->items[out->count++] = fill_form(session->arena, form, &choice->decision, &request);
}

// What cannot be made for all at once is told and left out.
static void add_duties(Choice *choice) {
    Session *session = choice->session;
    FormPickList picks = form_picks(session->arena, &choice->pack->forms, &choice->decision, STATUS_APPLIES, &choice->terms);
    Buf day = buf_make(session->arena, 16);
    buf_day(&day, choice_day(choice));
    for (size_t i = 0; i < picks.count; i++) {
        const FormPick *pick = &picks.items[i];
        if (!pick->form)
            session_say(session, MSG_FORMS_NOT_THEN, pick->id, buf_str(&day));
        else if (!pick->is_made)
            session_say(session, MSG_FORMS_NOT_STAGE, pick->id, str_from(duty_stages[pick->stage]));
        else
            add_form(choice, pick->form, pick->stage, pick->is_alternative);
    }
}

static void add_all(Choice *choice) {
    for (size_t i = 0; i < choice->pack->forms.count; i++) {
        const Form *form = &choice->pack->forms.items[i];
        Stage stage;
        if (form_holds(form, choice_day(choice)) && form_stage(form, &choice->terms, &stage))
            add_form(choice, form, stage, false);
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
                            : STR_NONE);
    return false;
}

static bool add_chosen(Choice *choice, Str id) {
    const Form *form = form_find(&choice->pack->forms, id, choice_day(choice));
    Stage stage;
    if (!form) return refuse_form(choice, id);
    bool served = form_stage(form, &choice->terms, &stage);
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
    choice.terms.follows = choice.has_previous || sending_follows(&choice.sending);
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
    if (form->none > 0) buf_word(out, lang, MSG_COVERAGE_NONE, str_format(arena, "%u", form->none), STR_NONE, STR_NONE);
    if (form->ask_count > 0)
        buf_word(out, lang, form->ask_needed > 0 ? MSG_COVERAGE_NEEDED : MSG_COVERAGE_STILL,
                 str_format(arena, "%u", form->ask_count), str_format(arena, "%u", form->ask_needed), STR_NONE);
}
