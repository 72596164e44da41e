// Any bytes as a filled form, a line for each part of it, laid out on paper with a measurer that breaks lines anywhere: every
// line stands once, on a page, between its edges, and no letter of an answer is lost between boxes and sheets. The outputs
// without pages say it too, in text that is whole.
#include "base/json.h"
#include "base/utf8.h"
#include "print/clean.h"
#include "print/cut.h"
#include "print/paper.h"
#include "print/say.h"
#include "render/form_out.h"
#include "render/form_reader.h"
#include "render/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_MOST = 2 << 10, OUT_MOST = 16 << 20, REPEATS = 8, CUT_COLUMNS = 20, CUT_LINES = 7 };
#define NEARLY 0.001

typedef struct MadeSection {
    Section *section;
    FilledItem *items;
    size_t count, room;
} MadeSection;

typedef struct Made {
    Arena *arena;
    Form form;
    FilledForm filled;
    MadeSection *items;
    size_t count, room;
    size_t repeat; // of the words of the next line
    size_t left;   // bytes that may still be said
} Made;

typedef struct TickList {
    Tick *items;
    size_t count, room;
} TickList;

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

// --- a form of lines -------------------------------------------------------------------------------------------------------

static FilledItem *item_now(Made *made) {
    MadeSection *section = made->count > 0 ? &made->items[made->count - 1] : NULL;
    return section && section->count > 0 ? &section->items[section->count - 1] : NULL;
}

static void section_begin(Made *made, Str title) {
    MadeSection section = {.section = NEW(made->arena, Section)};
    section.section->title = title;
    PUSH(made->arena, *made, section);
}

static void item_begin(Made *made, Str words) {
    Item *item = NEW(made->arena, Item);
    FilledItem filled = {.item = item, .state = ITEM_UNKNOWN};
    if (made->count == 0) section_begin(made, STR("1"));
    str_cut(words, '\t', &item->number, &item->title);
    item->tail.grade = (Grade)(words.len % 5);
    item->fact = BOUND_NONE;
    PUSH(made->arena, made->items[made->count - 1], filled);
}

// An item has one answer.
static bool binds(FilledItem *filled, BindingKind kind) {
    Item *item = (Item *)filled->item;
    bool first = item->kind == BIND_NONE;
    if (first) item->kind = kind;
    return first || (item->kind == kind && (kind == BIND_TICKS || kind == BIND_ROWS));
}

static void text_set_to(FilledItem *filled, char command, Str words) {
    if (!binds(filled, command == 'f' ? BIND_FACT : BIND_TEXT)) return;
    filled->text = words;
    filled->state = command == 'F' ? ITEM_FIXED : words.len > 0 ? ITEM_FILLED : ITEM_UNKNOWN;
}

static void tick_add(Made *made, FilledItem *filled, char command, Str words) {
    if (!binds(filled, BIND_TICKS)) return;
    TickList list = {filled->ticks, filled->tick_count, filled->tick_count};
    Tri checked = command == '+' ? TRI_TRUE : command == '-' ? TRI_FALSE : TRI_UNKNOWN;
    PUSH(made->arena, list, ((Tick){words, checked}));
    filled->ticks = list.items;
    filled->tick_count++;
    if (checked != TRI_UNKNOWN) filled->state = ITEM_FILLED;
}

static void row_add(Made *made, FilledItem *filled, Str words) {
    if (words.len == 0 || !binds(filled, BIND_ROWS)) return;
    NameList list = {filled->rows, filled->row_count, filled->row_count};
    PUSH(made->arena, list, words);
    filled->rows = list.items;
    filled->row_count++;
    filled->state = ITEM_FILLED;
}

static void item_line(Made *made, FilledItem *filled, char command, Str words) {
    Item *item = (Item *)filled->item;
    if (command == 'f' || command == 'F' || command == 'm') text_set_to(filled, command, words);
    if (command == '+' || command == '-' || command == '?') tick_add(made, filled, command, words);
    if (command == 'r') row_add(made, filled, words);
    if (command == 'p') item->prompt = words;
    if (command == 'l') item->law = words;
    if (command == 'L') item->limit = (int)(words.len * 50);
    if (command == 'n' && binds(filled, BIND_FACT)) filled->state = ITEM_NONE;
    if (command == '!') filled->needed = filled->state == ITEM_UNKNOWN;
    if (command == 'h' && binds(filled, BIND_HAND)) {
        filled->state = ITEM_HAND;
        item->lines = (int)(words.len % 100);
    }
    if (command == 'b') {
        filled->changed = true;
        filled->before = words;
    }
}

static void form_line(Made *made, char command, Str words) {
    unsigned choice = words.len > 0 ? (unsigned char)words.ptr[0] : 0;
    if (command == '#') {
        made->filled.lang = (Lang)(choice % LANG_COUNT);
        made->form.paper = (PaperKind)(choice / 3 % 3);
        made->filled.blank = choice / 9 % 2;
        made->filled.stage = (Stage)(choice % STAGE_COUNT);
    }
    if (command == 'T') made->form.title = words;
    if (command == 'o') made->filled.to = words;
    if (command == 'R') made->filled.receipt = words;
    if (command == 'P') made->filled.pack = words;
    if (command == 'V') {
        made->filled.previous_receipt = words;
        made->filled.previous_at = made->filled.at - 86400000000;
        made->filled.follows = true;
    }
    if (command == 'N') PUSH(made->arena, made->form.notes, ((Statement){.text = words, .tail.grade = (Grade)(words.len % 5)}));
}

static Str words_of(Made *made, Str line) {
    Buf out = buf_make(made->arena, WORDS_MOST);
    size_t most = made->left < WORDS_MOST ? made->left : WORDS_MOST;
    for (size_t i = 0; i < made->repeat && out.len + line.len <= most; i++) buf_put(&out, line);
    made->left -= out.len;
    made->repeat = 1;
    Str words = str_copy(made->arena, buf_str(&out));
    for (size_t i = 0; i < words.len; i++)
        if (words.ptr[i] == '\v') ((char *)words.ptr)[i] = '\n';
    return words;
}

static void line_take(Made *made, Str line) {
    char command = line.ptr[0];
    Str rest = str_slice(line, 1, line.len);
    if (command == '*') {
        made->repeat = (size_t)1 << (rest.len > 0 ? (unsigned char)rest.ptr[0] % REPEATS : 0);
        return;
    }
    Str words = words_of(made, rest);
    FilledItem *item = item_now(made);
    if (command == 'S') section_begin(made, words);
    if (command == 'I') item_begin(made, words);
    if (item) item_line(made, item, command, words);
    form_line(made, command, words);
}

// A blank form has no answers.
static void item_clear(FilledItem *item) {
    if (item->state == ITEM_FILLED || item->state == ITEM_NONE) item->state = ITEM_UNKNOWN;
    if (item->state != ITEM_FIXED) item->text = STR_NONE;
    item->before = STR_NONE;
    item->row_count = 0;
    item->changed = false;
    for (uint32_t t = 0; t < item->tick_count; t++) item->ticks[t].checked = TRI_UNKNOWN;
}

static void form_end(Made *made) {
    FilledForm *form = &made->filled;
    form->form = &made->form;
    form->sections = NEW_ARRAY(made->arena, FilledSection, made->count + 1);
    for (size_t s = 0; s < made->count; s++) {
        const MadeSection *section = &made->items[s];
        if (section->count == 0) continue;
        form->sections[form->section_count++] = (FilledSection){section->section, section->items, (uint32_t)section->count};
        for (size_t i = 0; i < section->count; i++) {
            if (form->blank) item_clear(&section->items[i]);
            form->filled += section->items[i].state == ITEM_FILLED;
            form->unknown += section->items[i].state == ITEM_UNKNOWN;
            form->none += section->items[i].state == ITEM_NONE;
        }
    }
}

// --- paper -----------------------------------------------------------------------------------------------------------------

// Letters of one width, or twice that, broken wherever they do not fit. `shape`: how often each line was put.
static void measure_text(void *at, SetText *text) {
    double letter = page_styles[text->style].size / 2, x = 0;
    Str words = text->words;
    must(text->width > 0 && utf8_valid_prefix(words) == words.len);
    text->starts = NEW_ARRAY(at, uint32_t, words.len + 2);
    text->line_count = 1;
    for (size_t next = 0, from = 0; next < words.len; from = next) {
        int32_t c = utf8_next(words, &next);
        double width = letter * utf8_width(str_slice(words, from, next));
        bool over = text->fit == FIT_WRAP && x + width > text->width && from > text->starts[text->line_count - 1];
        must(c == '\n' || c >= ' ');
        if (over) text->starts[text->line_count++] = (uint32_t)from;
        if (over || c == '\n') x = 0;
        if (c == '\n' && text->fit == FIT_WRAP) text->starts[text->line_count++] = (uint32_t)next;
        x += c == '\n' ? 0 : width;
        text->natural = x > text->natural ? x : text->natural;
    }
    text->natural = text->natural < text->width ? text->natural : text->width;
    text->starts[text->line_count] = (uint32_t)words.len;
    text->shape = NEW_ARRAY(at, uint32_t, text->line_count);
}

static size_t letters(Str words) {
    size_t count = 0;
    for (size_t at = 0; at < words.len;) {
        int32_t c = utf8_next(words, &at);
        count += c != ' ' && c != '\n' && c != 0x3000;
    }
    return count;
}

static size_t letters_answered(Arena *arena, const FilledForm *form) {
    size_t count = 0;
    for (uint32_t s = 0; s < form->section_count; s++) {
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) {
            const FilledItem *item = &form->sections[s].items[i];
            count += letters(clean_text(arena, item->text));
            for (uint32_t t = 0; t < item->tick_count; t++) count += letters(say_tick(arena, form, item, &item->ticks[t]));
            for (uint32_t r = 0; r < item->row_count; r++) count += letters(clean_text(arena, item->rows[r]));
        }
    }
    return count;
}

static void mark_keeps(const Paper *paper, const Mark *mark, bool body) {
    const Pages *pages = &paper->pages;
    double slack = mark->kind == MARK_FILL ? 4 : NEARLY; // the bar of a change stands in the margin
    double width = mark->kind == MARK_TEXT ? mark->text->natural : mark->width;
    must(mark->page >= 0 && mark->page < pages->count && mark->width >= 0 && mark->height >= 0);
    must(mark->x >= pages->left - slack && mark->x + width <= pages->right + NEARLY);
    must(mark->y >= (body ? PAGE_TOP : 0) && mark->y + mark->height <= (body ? PAGE_BOTTOM : PAGE_HEIGHT) + NEARLY);
    if (mark->kind == MARK_TEXT) must(mark->line < mark->text->line_count);
}

static void paper_keeps(Arena *arena, const FilledForm *form) {
    Measure measure = {arena, measure_text, arena};
    Paper paper = paper_lay(&measure, form);
    size_t shown = 0;
    for (size_t i = 0; i < paper.pages.marks.count; i++) {
        const Mark *mark = &paper.pages.marks.items[i];
        bool body = i < paper.edges_from;
        mark_keeps(&paper, mark, body);
        if (!body || mark->kind != MARK_TEXT || mark->text->fit != FIT_WRAP) continue;
        const SetText *text = mark->text;
        uint32_t *put = text->shape;
        must(put[mark->line]++ == 0 && (mark->line == 0 || put[mark->line - 1] == 1));
        if (text->style == STYLE_ANSWER)
            shown += letters(str_slice(text->words, text->starts[mark->line], text->starts[mark->line + 1]));
    }
    must(shown == letters_answered(arena, form_reader_view(arena, form)));
    for (size_t i = 0; i < paper.pages.cells.count; i++) {
        const Cell *cell = &paper.pages.cells.items[i];
        must(cell->needed <= cell->height + NEARLY && cell->y >= PAGE_TOP && cell->y + cell->height <= PAGE_BOTTOM + NEARLY);
    }
    for (size_t i = 0; i < paper.outline.count; i++) must(paper.outline.items[i].page < paper.pages.count);
}

// --- without pages ---------------------------------------------------------------------------------------------------------

static void out_keeps(Arena *arena, const FilledForm *form, void (*write)(Buf *, const FilledForm *), bool json) {
    Buf out = buf_make(arena, OUT_MOST);
    Diags diags = diags_make(arena);
    Json read;
    write(&out, form);
    must(!out.overflowed && utf8_valid_prefix(buf_str(&out)) == out.len);
    if (json) must(json_parse(arena, STR("out"), buf_str(&out), &read, &diags) == ERR_OK);
}

static void text_keeps(Arena *arena, Str input) {
    Str text = clean_text(arena, input);
    Buf plain = buf_make(arena, OUT_MOST);
    CutList pieces = {0};
    must(str_eq(clean_text(arena, text), text));
    plain_lines(&plain, input, 0, 2);
    must(!plain.overflowed && utf8_valid_prefix(buf_str(&plain)) == plain.len);
    cut_text(arena, &pieces, text, CUT_COLUMNS, CUT_LINES);
    const char *end = text.ptr;
    for (size_t i = 0; i < pieces.count; i++) {
        Str piece = pieces.items[i].text;
        must(piece.ptr == end || (piece.ptr == end + 1 && *end == '\n'));
        must(pieces.items[i].lines >= 1 && pieces.items[i].lines <= CUT_LINES);
        end = piece.ptr + piece.len;
    }
    must(end == text.ptr + text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    Str input = {(const char *)data, size}, rest = input, line;
    Made made = {.arena = &arena, .repeat = 1, .left = 3 * WORDS_MOST, .form.grade = GRADE_B};
    made.filled.at = day_start(day_from_civil((Civil){2026, 11, 20}));
    made.filled.previous_at = MOMENT_NONE;
    while (rest.len > 0) {
        str_cut(rest, '\n', &line, &rest);
        if (line.len > 0) line_take(&made, line);
    }
    form_end(&made);
    paper_keeps(&arena, &made.filled);
    text_keeps(&arena, input);
    out_keeps(&arena, &made.filled, form_text, false);
    bool part = size & 1; // of a page
    out_keeps(&arena, &made.filled, part ? form_html_part : form_html, false);
    out_keeps(&arena, &made.filled, part ? form_copy_part : form_copy, false);
    // No fact holds a zero or a broken letter.
    if (utf8_valid_prefix(input) == size && !memchr(data, 0, size)) out_keeps(&arena, &made.filled, form_json, true);
    return 0;
}
