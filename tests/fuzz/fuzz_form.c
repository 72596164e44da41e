// Any bytes as forms, behind a small law with facts of every kind: reading, linking, checking and answering never crash; every
// finding has a place in the input and can be shown; and what is answered keeps its promises: nothing of a class that may not
// enter, no item of another stage, every fact asked once. Bytes as a law are fuzz_pack's.
#include "base/utf8.h"
#include "form/fill.h"
#include "form/form_pick.h"
#include "rule/incident.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char law[] =
    "fact who.kind choice \"x\"\n  class statistic\n  ask \"x\"\n  value person \"x\"\n  value firm \"y\"\n"
    "fact who.name organisation \"x\"\n  class identity\n  ask \"x\"\n  text optional\n  limit 100\n"
    "fact who.helper yesno \"x\"\n  class statistic\n  ask \"x\"\n  derive no when who.kind is person\n"
    "fact who.chain text \"x\"\n  class identity\n  ask \"x\"\n  text optional\n  many\n"
    "fact what.at time \"x\"\n  class technical\n  ask \"x\"\n"
    "fact what.people count \"x\"\n  class statistic\n  ask \"x\"\n  unit people\n"
    "fact what.stop count \"x\"\n  class technical\n  ask \"x\"\n  unit minutes\n"
    "fact what.loss money \"x\"\n  class statistic\n  ask \"x\"\n"
    "fact what.kinds set \"x\"\n  class technical\n  ask \"x\"\n  value virus \"x\"\n  value theft \"y\"\n"
    "fact what.story text \"x\"\n  class narrative\n  ask \"x\"\n  text optional\n"
    "define attack \"x\"\n  when what.kinds has virus or what.people > 3\n"
    "window w.desk \"x\"\n  for \"x\"\nwindow w.other \"y\"\n  for \"x\"\n"
    "source s.law \"x\"\n"
    "duty d.leak \"x\"\n  when any of\n    few: who.kind is firm\n    many: what.people > 10\n"
    "  to w.other when who.helper\n  to w.desk otherwise\n  form a.form\n"
    "  label few \"x\"\n  label many \"y\"\n"
    "duty d.stop \"x\"\n  when attack\n  unless what.stop < 30\n  to w.desk and w.other\n  form b.form when maybe who.helper\n";

static const char *const answers[] = {
    "{}",
    "{\"who.kind\":\"firm\",\"who.name\":\"x\",\"who.helper\":true,\"who.chain\":[\"a\",\"b\"],"
    "\"what.at\":\"2026-01-02T03:04:05+09:00\",\"what.people\":{\"min\":3},\"what.stop\":40,\"what.loss\":5000,"
    "\"what.kinds\":{\"maybe\":[\"virus\"]},\"what.story\":\"{who.name}\"}",
};

enum { SHOWN = 8, FILLED = 4, ROUNDS = 16 }; // findings shown and forms filled of one input: what takes longest

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

static LineTree tree_of(Arena *arena, Str name, Str text, Diags *diags) {
    SourceFile *file = NEW(arena, SourceFile);
    *file = (SourceFile){name, text};
    return line_tree_read(arena, file, diags);
}

static void finding_shows(Arena *arena, const Diag *diag, Lang lang) {
    Buf shown = buf_make(arena, 64000);
    diag_print(&shown, diag, lang);
    must(!shown.overflowed && utf8_valid_prefix(buf_str(&shown)) == shown.len);
}

static void finding_keeps(const Diag *diag) {
    const Place *place = &diag->place;
    must(diag->msg > MSG_NONE && diag->msg < MSG_COUNT && diag->advice < MSG_COUNT);
    if (place->line > 0) must(place->column >= 1 && (size_t)place->column <= place->line_text.len + 1 && place->length >= 0);
}

// The small law's own lines, read once; what is made of them is made for each input.
static const LineTree *law_tree(Diags *diags) {
    static Arena kept;
    static LineTree tree;
    if (!tree.blocks) {
        kept = arena_make(NULL, NULL);
        tree = tree_of(&kept, STR("law"), str_from(law), diags);
    }
    return &tree;
}

static void item_keeps(const FilledForm *form, const FilledItem *item) {
    const Item *asked = item->item;
    bool bound = asked->kind == BIND_FACT || asked->kind == BIND_TICKS || asked->kind == BIND_ROWS;
    bool taken = !bound || asked->fact < 0 || form_takes(form->form, form->book->facts.items[asked->fact].class);
    must(item_at_stage(asked, form->stage));
    must(taken || (item->text.len == 0 && item->tick_count == 0 && item->row_count == 0 && item->before.len == 0));
    must(taken || item->state == (form->blank ? ITEM_UNKNOWN : ITEM_NONE));
    must(utf8_valid_prefix(item->text) == item->text.len && utf8_valid_prefix(item->before) == item->before.len);
    must(item->changed || item->before.len == 0);
}

static void form_keeps(const FilledForm *form) {
    uint32_t counted = form->filled + form->unknown + form->none, items = 0, uncounted = 0;
    for (uint32_t s = 0; s < form->section_count; s++) {
        must(form->sections[s].item_count > 0);
        items += form->sections[s].item_count;
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) {
            const FilledItem *item = &form->sections[s].items[i];
            uncounted += item->state == ITEM_HAND || item->state == ITEM_FIXED;
            item_keeps(form, item);
        }
    }
    must(items == counted + uncounted);
    for (uint32_t i = 0; i < form->ask_count; i++)
        for (uint32_t j = 0; j < i; j++) must(form->ask[i] != form->ask[j]);
}

static void asks_keep(Arena *arena, const FilledForm *filled, uint32_t count, const Book *book) {
    int *facts = NEW_ARRAY(arena, int, book->facts.count);
    bool *asked = NEW_ARRAY(arena, bool, book->facts.count);
    uint32_t needed, total = fill_ask(filled, count, facts, &needed);
    must(needed <= total && total <= book->facts.count);
    for (uint32_t i = 0; i < total; i++) {
        must(!asked[facts[i]]);
        asked[facts[i]] = true;
    }
}

static void picks_keep(Arena *arena, const FormBook *forms, const Decision *decision, const FillRequest *request) {
    FormTerms terms = {.has_stage = request->blank, .stage = request->stage, .follows = request->previous};
    FormPickList picks = form_picks(arena, forms, decision, STATUS_APPLIES, &terms);
    for (size_t i = 0; i < picks.count; i++) {
        unsigned stages = picks.items[i].is_made ? picks.items[i].form->stages : 0; // none: told by form_check
        must(stages == 0 || stages >> picks.items[i].stage & 1);
        for (size_t j = 0; j < i; j++) must(!str_eq(picks.items[i].id, picks.items[j].id));
    }
}

static void answer(Arena *arena, const Book *book, const Program *program, const FormBook *forms) {
    Decision decisions[2];
    Moment at = day_start(20000);
    for (size_t i = 0; i < 2; i++) {
        Incident *incident = NEW(arena, Incident);
        Diags diags = diags_make(arena);
        must(incident_read(arena, book, STR("incident"), str_from(answers[i]), incident, &diags) == ERR_OK);
        decisions[i] = decision_make(arena, book, program, incident, at);
    }
    FilledForm *filled = NEW_ARRAY(arena, FilledForm, FILLED);
    uint32_t count = forms->count < FILLED ? (uint32_t)forms->count : FILLED;
    for (unsigned round = 0; round < ROUNDS; round++) {
        FillRequest request = {
            .stage = (Stage)(round % STAGE_COUNT), .at = at, .previous_at = MOMENT_NONE, .receipt = STR("R")};
        const Decision *now = &decisions[round & 1];
        request.previous = round & 2 ? &decisions[!(round & 1)] : NULL;
        request.blank = round & 4;
        request.to = round & 8 ? &book->windows.items[0] : NULL;
        if (round & 2) request.previous_at = at - 1;
        request.lang = (Lang)(round % LANG_COUNT);
        for (uint32_t f = 0; f < count; f++) {
            filled[f] = fill_form(arena, &forms->items[f], now, &request);
            form_keeps(&filled[f]);
        }
        asks_keep(arena, filled, count, book);
        picks_keep(arena, forms, now, &request);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    Diags diags = diags_make(&arena);
    Book book;
    FormBook forms = {0};
    Program program;
    book_init(&book, &arena);
    book_read(&book, law_tree(&diags), &diags);
    book_finish(&book, &diags);
    check_link(&book, &diags);
    must(diags.errors == 0);
    LineTree tree = tree_of(&arena, STR("input"), (Str){(const char *)data, size}, &diags);
    form_read(&arena, &tree, &forms, &diags);
    form_link(&forms, &book, &diags);
    if (diags.errors == 0 && program_compile(&arena, &book, &program, &diags) == ERR_OK) {
        answer(&arena, &book, &program, &forms);
        form_check(&forms, &book, &diags);
    }
    diags_sort(&diags);
    for (size_t i = 0; i < diags.count; i++) {
        finding_keeps(&diags.items[i]);
        if (i < SHOWN) finding_shows(&arena, &diags.items[i], (Lang)(i % LANG_COUNT));
    }
    return 0;
}
