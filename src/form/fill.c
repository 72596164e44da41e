// Answers a form from one decision. Every item is answered by a pure function of the facts, so that a follow-up can answer
// it a second time from the facts of the filing before and compare. Facts of classes that the form does not take are unknown
// here (minimise.h); an item that asks for one is not answered at all.
#include "base/words.h"
#include "form/filler.h"
#include "form/minimise.h"
#include "form/wording.h"

enum { ANSWER_BYTES = 4 << 20 };

// --- what is known -------------------------------------------------------------------------------------------------------

const Fact *filler_fact(const Filler *filler, int fact) {
    return &filler->question->book->facts.items[fact];
}

Value filler_value(const Filler *filler, int fact) {
    Value value = filler->question->incident->values[fact];
    const Fact *known = filler_fact(filler, fact);
    if (known->derivations.count > 0 && value.a == TRI_UNKNOWN) value.a = filler->question->tri[known->node];
    return value;
}

static Str report_words(const Filler *filler, ReportFact fact) {
    static const Msg stages[STAGE_COUNT] = {MSG_FORM_STAGE_FIRST,  MSG_FORM_STAGE_FOLLOW,  MSG_FORM_STAGE_FINAL,
                                            MSG_FORM_STAGE_NOTICE, MSG_FORM_STAGE_MONTHLY, MSG_FORM_STAGE_QUARTERLY};
    const FillRequest *request = filler->request;
    Moment moment = fact == REPORT_AT ? request->at : request->previous_at;
    Buf out = buf_make(filler->arena, ANSWER_BYTES);
    switch (fact) {
    case REPORT_STAGE:
        return filler->form->stage_names[request->stage].len > 0 && request->lang == LANG_JA
                   ? filler->form->stage_names[request->stage]
                   : word(request->lang, stages[request->stage]);
    case REPORT_TO:
        return filler->to;
    case REPORT_RECEIPT:
        return request->receipt;
    case REPORT_PREVIOUS_RECEIPT:
        return request->previous_receipt;
    case REPORT_NEW:
        return word(request->lang, filler->follows ? MSG_VALUE_NO : MSG_VALUE_YES);
    default:
        if (fact == REPORT_AT && filler->form->paper == PAPER_LETTER) // no letter says the hour
            wording_day(&out, day_of(moment), request->lang);
        else if (moment != MOMENT_NONE)
            wording_moment(&out, moment, request->lang);
        return buf_str(&out);
    }
}

// Empty: not known.
static Str fact_words(const Filler *filler, int fact) {
    if (fact <= BOUND_REPORT) return report_words(filler, (ReportFact)(BOUND_REPORT - fact));
    Value value = filler_value(filler, fact);
    Buf out = buf_make(filler->arena, ANSWER_BYTES);
    if (!value_is_unknown(filler_fact(filler, fact), value))
        wording_value(&out, filler_fact(filler, fact), value, filler->question->incident->texts[fact], filler->request->lang);
    return buf_str(&out);
}

// --- what may enter ------------------------------------------------------------------------------------------------------

static bool fact_allowed(const Filler *filler, int fact) {
    return fact <= BOUND_REPORT || (fact >= 0 && form_takes(filler->form, filler_fact(filler, fact)->class));
}

static bool item_allowed(const Filler *filler, const Item *item) {
    bool allowed = true;
    if (item->kind == BIND_FACT || item->kind == BIND_TICKS || item->kind == BIND_ROWS)
        allowed = fact_allowed(filler, item->fact);
    for (uint32_t i = 0; item->kind == BIND_TEXT && i < item->part_count; i++)
        allowed = allowed && (item->parts[i].fact == BOUND_NONE || fact_allowed(filler, item->parts[i].fact));
    return allowed;
}

// --- answers -------------------------------------------------------------------------------------------------------------

static void fill_fact(const Filler *filler, FilledItem *out) {
    out->text = fact_words(filler, out->item->fact);
    out->state = out->text.len > 0 ? ITEM_FILLED : ITEM_UNKNOWN;
}

static bool is_fixed(const Item *item) {
    bool fixed = item->kind == BIND_TEXT;
    for (uint32_t i = 0; i < item->part_count; i++) fixed = fixed && item->parts[i].fact == BOUND_NONE;
    return fixed;
}

static void fill_text(const Filler *filler, FilledItem *out) {
    Buf text = buf_make(filler->arena, ANSWER_BYTES);
    bool known = false;
    for (uint32_t i = 0; i < out->item->part_count; i++) {
        const TextPart *part = &out->item->parts[i];
        Str words = part->fact == BOUND_NONE ? part->text : fact_words(filler, part->fact);
        known |= part->fact != BOUND_NONE && words.len > 0;
        buf_put(&text, words.len > 0 ? words : word(filler->request->lang, MSG_VALUE_UNKNOWN));
    }
    out->state = is_fixed(out->item) ? ITEM_FIXED : known ? ITEM_FILLED : ITEM_UNKNOWN;
    out->text = out->state != ITEM_UNKNOWN ? buf_str(&text) : STR_NONE;
}

static void add_tick(const Filler *filler, FilledItem *out, Str words, Tri checked) {
    out->ticks[out->tick_count++] = (Tick){words, filler->request->blank ? TRI_UNKNOWN : checked};
}

static void tick_yesno(const Filler *filler, FilledItem *out, Tri answer) {
    static const Tri opposite[] = {[TRI_UNKNOWN] = TRI_UNKNOWN, [TRI_TRUE] = TRI_FALSE, [TRI_FALSE] = TRI_TRUE};
    Lang lang = filler->request->lang;
    out->ticks = NEW_ARRAY(filler->arena, Tick, 3);
    add_tick(filler, out, word(lang, MSG_VALUE_YES), answer);
    add_tick(filler, out, word(lang, MSG_VALUE_NO), opposite[answer]);
    if (answer == TRI_UNKNOWN) add_tick(filler, out, word(lang, MSG_FORM_NOT_KNOWN), TRI_TRUE);
    out->state = answer == TRI_UNKNOWN ? ITEM_UNKNOWN : ITEM_FILLED;
}

static void tick_values(const Filler *filler, FilledItem *out, const Fact *fact, Value value) {
    out->ticks = NEW_ARRAY(filler->arena, Tick, fact->values.count + 1);
    for (size_t i = 0; i < fact->values.count; i++) {
        bool has = (uint64_t)value.a >> i & 1, maybe = (uint64_t)value.b >> i & 1;
        add_tick(filler, out, text_in(&fact->values.items[i].words, filler->request->lang),
                 has     ? TRI_TRUE
                 : maybe ? TRI_UNKNOWN
                         : TRI_FALSE);
    }
    out->state = value_is_unknown(fact, value) ? ITEM_UNKNOWN : ITEM_FILLED;
}

// All stages of the form; only those with names of their own if it gives any.
static void tick_stages(const Filler *filler, FilledItem *out) {
    bool named = form_names_stages(filler->form), ticked = false;
    Filler other = *filler;
    FillRequest request = *filler->request;
    other.request = &request;
    out->ticks = NEW_ARRAY(filler->arena, Tick, STAGE_COUNT);
    for (request.stage = STAGE_FIRST; request.stage < STAGE_COUNT; request.stage++) {
        bool now = request.stage == filler->request->stage;
        if (!(filler->form->stages >> request.stage & 1)) continue;
        if (named && filler->form->stage_names[request.stage].len == 0) continue;
        add_tick(filler, out, report_words(&other, REPORT_STAGE), now ? TRI_TRUE : TRI_FALSE);
        ticked |= now;
    }
    out->state = ticked ? ITEM_FILLED : ITEM_UNKNOWN;
}

static void fill_ticks(const Filler *filler, FilledItem *out) {
    int fact = out->item->fact;
    if (fact == BOUND_REPORT - REPORT_STAGE)
        tick_stages(filler, out);
    else if (fact <= BOUND_REPORT)
        tick_yesno(filler, out, filler->follows ? TRI_FALSE : TRI_TRUE);
    else if (filler_fact(filler, fact)->type == FACT_YESNO)
        tick_yesno(filler, out, (Tri)filler_value(filler, fact).a);
    else
        tick_values(filler, out, filler_fact(filler, fact), filler_value(filler, fact));
}

// Known once one of them is certain, or none is open any more.
static void fill_labels(const Filler *filler, FilledItem *out) {
    const Item *item = out->item;
    const LabelList *labels = &filler->question->book->duties.items[item->duty].labels;
    bool open = false, certain = false;
    out->ticks = NEW_ARRAY(filler->arena, Tick, item->label_count);
    for (uint32_t i = 0; i < item->label_count; i++) {
        const LabelWords *label = &labels->items[item->label_indexes[i]];
        Tri checked = (Tri)filler->question->tri[label->cond->node];
        open |= checked == TRI_UNKNOWN;
        certain |= checked == TRI_TRUE;
        add_tick(filler, out, text_in(&label->words, filler->request->lang), checked);
    }
    out->state = open && !certain ? ITEM_UNKNOWN : ITEM_FILLED;
}

static void fill_rows(const Filler *filler, FilledItem *out) {
    Str text = fact_words(filler, out->item->fact), row;
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++) lines += text.ptr[i] == '\n';
    out->rows = NEW_ARRAY(filler->arena, Str, lines);
    while (text.len > 0) {
        str_cut(text, '\n', &row, &text);
        if (str_trim(row).len > 0) out->rows[out->row_count++] = str_trim(row);
    }
    out->state = out->row_count > 0 ? ITEM_FILLED : ITEM_UNKNOWN;
}

// --- items ---------------------------------------------------------------------------------------------------------------

// Nothing is known of a report that is filled in by hand; its boxes are there to be ticked, its own words to be read.
static FilledItem blank_item(const Filler *filler, const Item *item) {
    FilledItem out = {.item = item, .state = item->kind == BIND_HAND ? ITEM_HAND : ITEM_UNKNOWN};
    if (is_fixed(item)) fill_text(filler, &out);
    if (!item_allowed(filler, item)) return out;
    if (item->kind == BIND_TICKS) fill_ticks(filler, &out);
    if (item->kind == BIND_LABELS) fill_labels(filler, &out);
    if (out.state == ITEM_FILLED) out.state = ITEM_UNKNOWN;
    return out;
}

static FilledItem fill_item(const Filler *filler, const Item *item) {
    static void (*const fillers[])(const Filler *, FilledItem *) = {
        [BIND_FACT] = fill_fact,     [BIND_TEXT] = fill_text, [BIND_TICKS] = fill_ticks,
        [BIND_LABELS] = fill_labels, [BIND_ROWS] = fill_rows,
    };
    if (filler->request->blank) return blank_item(filler, item);
    FilledItem out = {.item = item, .state = ITEM_NONE};
    bool applies = !item->when || filler->question->tri[item->when->node] != TRI_FALSE;
    if (!applies || !item_allowed(filler, item) || item->kind == BIND_NONE) return out;
    if (item->kind == BIND_HAND)
        out.state = ITEM_HAND;
    else
        fillers[item->kind](filler, &out);
    return out;
}

static bool same_answer(const FilledItem *a, const FilledItem *b) {
    bool same =
        a->state == b->state && str_eq(a->text, b->text) && a->tick_count == b->tick_count && a->row_count == b->row_count;
    for (uint32_t i = 0; same && i < a->tick_count; i++)
        same = a->ticks[i].checked == b->ticks[i].checked && str_eq(a->ticks[i].words, b->ticks[i].words);
    for (uint32_t i = 0; same && i < a->row_count; i++) same = str_eq(a->rows[i], b->rows[i]);
    return same;
}

// An answer as one text.
static Str answer_words(const Filler *filler, const FilledItem *item) {
    Lang lang = filler->request->lang;
    Buf out = buf_make(filler->arena, ANSWER_BYTES);
    if (item->state != ITEM_FILLED && item->state != ITEM_FIXED)
        return word(lang, item->state == ITEM_NONE ? MSG_FORM_NOT_APPLICABLE : MSG_VALUE_UNKNOWN);
    buf_put(&out, item->text);
    for (uint32_t i = 0; i < item->tick_count; i++) {
        if (item->ticks[i].checked != TRI_TRUE) continue;
        if (out.len > 0) buf_put(&out, word(lang, MSG_VALUE_COMMA));
        buf_put(&out, item->ticks[i].words);
    }
    for (uint32_t i = 0; i < item->row_count; i++) {
        buf_puts(&out, i > 0 ? "\n" : "");
        buf_put(&out, item->rows[i]);
    }
    return out.len > 0 ? buf_str(&out) : word(lang, MSG_VALUE_NOTHING);
}

static void compare_item(const Filler *before, FilledItem *item) {
    FilledItem old = fill_item(before, item->item);
    item->changed = !same_answer(&old, item);
    if (item->changed) item->before = answer_words(before, &old);
}

static FilledSection fill_section(const Filler *filler, const Filler *before, const Section *section) {
    FilledSection out = {.section = section, .items = NEW_ARRAY(filler->arena, FilledItem, section->items.count)};
    Day day = day_of(filler->request->at);
    for (size_t i = 0; tail_holds(&section->tail, day) && i < section->items.count; i++) {
        const Item *item = &section->items.items[i];
        if (!item_at_stage(item, filler->request->stage) || !tail_holds(&item->tail, day)) continue;
        out.items[out.item_count] = fill_item(filler, item);
        out.items[out.item_count].needed =
            out.items[out.item_count].state == ITEM_UNKNOWN && item->needed >> filler->request->stage & 1;
        if (before) compare_item(before, &out.items[out.item_count]);
        out.item_count++;
    }
    return out;
}

// --- forms ---------------------------------------------------------------------------------------------------------------

static void count_states(FilledForm *form) {
    for (uint32_t s = 0; s < form->section_count; s++) {
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) {
            ItemState state = form->sections[s].items[i].state;
            form->filled += state == ITEM_FILLED;
            form->unknown += state == ITEM_UNKNOWN;
            form->none += state == ITEM_NONE;
            form->needed += form->sections[s].items[i].needed;
        }
    }
}

FilledForm fill_form(Arena *arena, const Form *form, const Decision *whole, const FillRequest *request) {
    const Decision *decision = minimise_decision(arena, form, whole);
    const Decision *previous = request->previous ? minimise_decision(arena, form, request->previous) : NULL;
    bool follows = request->previous || request->previous_at != MOMENT_NONE || request->previous_receipt.len > 0;
    FilledForm out = {
        .form = form,
        .book = decision->question.book,
        .lang = request->lang,
        .stage = request->stage,
        .at = request->at,
        .receipt = request->receipt,
        .previous_receipt = request->previous_receipt,
        .previous_at = request->previous_at,
        .follows = follows,
        .blank = request->blank,
        .sections = NEW_ARRAY(arena, FilledSection, form->sections.count),
        .pack = request->pack,
    };
    fill_recipients(arena, form, decision, request, &out);
    Filler now = {arena, form, &decision->question, request, out.to, follows};
    Filler before = now;
    if (previous) before.question = &previous->question;
    for (size_t i = 0; i < form->sections.count; i++) {
        bool compares = request->previous && !request->blank;
        out.sections[out.section_count] = fill_section(&now, compares ? &before : NULL, &form->sections.items[i]);
        out.section_count += out.sections[out.section_count].item_count > 0;
    }
    count_states(&out);
    if (!request->blank) filler_ask(&now, &out);
    return out;
}
