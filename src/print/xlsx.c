// One row a line of the answer: a row can only be so high, and a list is of use only when its entries are cells.
#include "print/xlsx.h"
#include "base/limits.h"
#include "base/sys.h"
#include "base/words.h"
#include "print/clean.h"
#include "print/cut.h"
#include "print/library.h"
#include "print/say.h"
#include "render/form_reader.h"

#include <stdlib.h>
#include <unistd.h>

enum { COLUMN_NUMBER, COLUMN_ITEM, COLUMN_ANSWER, COLUMN_NOTE, COLUMN_COUNT };
enum { A4 = 9, LINES_MOST = 22, LINE_POINTS = 17, PAD_POINTS = 4, HAND_POINTS = 26, FROZEN_MOST = 3, ROWS_MOST = 200000 };
static const int column_widths[COLUMN_COUNT] = {9, 32, 66, 34}; // in half-width letters
enum { SPARE = 3 };                                             // letters of a line that are not counted on

typedef enum Look {
    LOOK_TITLE,
    LOOK_NAME,
    LOOK_VALUE,
    LOOK_HEAD,
    LOOK_BAND,
    LOOK_CELL,
    LOOK_SOFT,
    LOOK_CHANGED,
    LOOK_COUNT
} Look;

typedef struct LookRow {
    double size;
    uint32_t ink, ground; // ground: 0xFFFFFF: none
    bool framed;
} LookRow;

typedef struct Desk {
    const Sheets *lib;
    Arena *arena;
    const FilledForm *form;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *looks[LOOK_COUNT];
    lxw_row_t row;
    bool failed;
} Desk;

// --- cells ---------------------------------------------------------------------------------------------------------------

static void make_looks(Desk *desk) {
    static const LookRow rows[LOOK_COUNT] = {
        [LOOK_TITLE] = {16, 0x1A1A1F, 0xFFFFFF, false}, [LOOK_NAME] = {10, 0x54595F, 0xFFFFFF, false},
        [LOOK_VALUE] = {10, 0x1A1A1F, 0xFFFFFF, false}, [LOOK_HEAD] = {10, 0x54595F, 0xF0F2F5, true},
        [LOOK_BAND] = {11, 0x0F3D73, 0xE2E9F2, true},   [LOOK_CELL] = {10, 0x1A1A1F, 0xFFFFFF, true},
        [LOOK_SOFT] = {10, 0x54595F, 0xFFFFFF, true},   [LOOK_CHANGED] = {10, 0x1A1A1F, 0xFFF6D6, true},
    };
    const Sheets *lib = desk->lib;
    for (Look look = 0; look < LOOK_COUNT; look++) {
        lxw_format *format = desk->looks[look] = lib->workbook_add_format(desk->book);
        lib->format_set_font_name(format, "Yu Gothic");
        lib->format_set_font_size(format, rows[look].size);
        lib->format_set_font_color(format, rows[look].ink);
        lib->format_set_num_format(format, "@");
        lib->format_set_text_wrap(format);
        lib->format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        if (rows[look].ground != 0xFFFFFF) lib->format_set_bg_color(format, rows[look].ground);
        if (!rows[look].framed) continue;
        lib->format_set_border(format, LXW_BORDER_HAIR);
        lib->format_set_border_color(format, 0xA8AEB8);
    }
}

static void set_height(Desk *desk, int lines, double line_points) {
    double height = lines * line_points + PAD_POINTS;
    desk->failed |= desk->lib->worksheet_set_row(desk->sheet, desk->row, height, NULL) != LXW_NO_ERROR;
}

static bool is_escape(Str s) {
    bool is = s.len >= 7 && s.ptr[0] == '_' && s.ptr[1] == 'x' && s.ptr[6] == '_';
    for (size_t i = 2; is && i < 6; i++) is = strchr("0123456789abcdefABCDEF", s.ptr[i]) && s.ptr[i];
    return is;
}

// Programs read "_x0041_" in a cell as "A"; with its first sign written that way it stays as it is.
static char *cell_text(Desk *desk, Str words) {
    Buf out = buf_make(desk->arena, LIMIT_PRINT_BYTES);
    for (size_t i = 0; i < words.len; i++) {
        buf_char(&out, words.ptr[i]);
        if (is_escape(str_slice(words, i, words.len))) buf_puts(&out, "x005F_");
    }
    return str_c(desk->arena, buf_str(&out));
}

static void put(Desk *desk, int column, Str words, Look look) {
    char *text = cell_text(desk, words);
    lxw_error err = desk->lib->worksheet_write_string(desk->sheet, desk->row, (lxw_col_t)column, text, desk->looks[look]);
    desk->failed |= err != LXW_NO_ERROR;
}

static int column_room(int from, int to) {
    int room = -SPARE;
    for (int i = from; i <= to; i++) room += column_widths[i];
    return room;
}

static void put_merged(Desk *desk, int from, int to, Str words, Look look) {
    char *text = cell_text(desk, words);
    lxw_error err = desk->lib->worksheet_merge_range(desk->sheet, desk->row, (lxw_col_t)from, desk->row, (lxw_col_t)to, text,
                                                     desk->looks[look]);
    desk->failed |= err != LXW_NO_ERROR;
}

// A text over the whole width, as many rows as it needs; none for nothing.
static void put_wide(Desk *desk, Str words, Look look, double line_points) {
    CutList pieces = {0};
    if (!words.len) return;
    int room = column_room(COLUMN_NUMBER, COLUMN_NOTE) * LINE_POINTS / (int)line_points;
    cut_text(desk->arena, &pieces, clean_text(desk->arena, words), room, LINES_MOST / 2);
    for (size_t i = 0; i < pieces.count; i++, desk->row++) {
        put_merged(desk, COLUMN_NUMBER, COLUMN_NOTE, pieces.items[i].text, look);
        set_height(desk, pieces.items[i].lines, line_points);
    }
}

// --- head ----------------------------------------------------------------------------------------------------------------

// The title and the names of the columns stay in sight; a letter has no columns to name.
static void put_title(Desk *desk) {
    static const Msg names[COLUMN_COUNT] = {MSG_PRINT_NUMBER, MSG_PRINT_ITEM, MSG_PRINT_ANSWER, MSG_PRINT_NOTE};
    put_wide(desk, clean_line(desk->arena, desk->form->form->title), LOOK_TITLE, 26);
    if (form_reader_is_letter(desk->form)) return;
    for (int i = 0; i < COLUMN_COUNT; i++) put(desk, i, word(desk->form->lang, names[i]), LOOK_HEAD);
    set_height(desk, 1, LINE_POINTS);
    desk->lib->worksheet_repeat_rows(desk->sheet, desk->row, desk->row);
    desk->row++;
    if (desk->row <= FROZEN_MOST) desk->lib->worksheet_freeze_panes(desk->sheet, desk->row, 0);
}

static void put_head(Desk *desk) {
    HeadLine lines[HEAD_LINES_MOST];
    uint32_t count = say_head(desk->arena, desk->form, lines);
    for (uint32_t i = 0; i < count; i++) {
        CutList pieces = {0};
        cut_text(desk->arena, &pieces, lines[i].value, column_room(COLUMN_ANSWER, COLUMN_NOTE), LINES_MOST);
        for (size_t piece = 0; piece < pieces.count; piece++, desk->row++) {
            put_merged(desk, COLUMN_NUMBER, COLUMN_ITEM, piece == 0 ? lines[i].name : STR_NONE, LOOK_NAME);
            put_merged(desk, COLUMN_ANSWER, COLUMN_NOTE, pieces.items[piece].text, LOOK_VALUE);
            set_height(desk, pieces.items[piece].lines, LINE_POINTS);
        }
    }
    put_wide(desk, say_coverage(desk->arena, desk->form), LOOK_NAME, LINE_POINTS);
}

// --- items ---------------------------------------------------------------------------------------------------------------

static void add(Desk *desk, CutList *cells, int column, Str words) {
    if (words.len) cut_text(desk->arena, cells, words, column_room(column, column), LINES_MOST);
}

static void add_answer(Desk *desk, CutList *cells, const FilledItem *item) {
    Arena *arena = desk->arena;
    Lang lang = desk->form->lang;
    add(desk, cells, COLUMN_ANSWER, clean_text(arena, item->text));
    for (uint32_t i = 0; i < item->tick_count; i++) {
        Msg box = item->ticks[i].checked == TRI_TRUE ? MSG_PRINT_TICKED : MSG_PRINT_UNTICKED;
        Str words = say_tick(arena, desk->form, item, &item->ticks[i]);
        add(desk, cells, COLUMN_ANSWER, say(arena, lang, box, words, STR_NONE));
    }
    for (uint32_t i = 0; i < item->row_count; i++) add(desk, cells, COLUMN_ANSWER, clean_text(arena, item->rows[i]));
    add(desk, cells, COLUMN_ANSWER, form_view_state(desk->form, item));
    for (int i = form_view_lines(desk->form, item); i > 0; i--) PUSH(arena, *cells, ((Cut){.lines = 1}));
}

static void add_note(Desk *desk, CutList *cells, const FilledItem *item) {
    Arena *arena = desk->arena;
    add(desk, cells, COLUMN_NOTE, say_ground(arena, desk->form, item->item));
    if (item->changed) add(desk, cells, COLUMN_NOTE, word(desk->form->lang, MSG_PAPER_CHANGED));
    if (item->changed) add(desk, cells, COLUMN_NOTE, say_before(arena, desk->form, item));
    add(desk, cells, COLUMN_NOTE, clean_text(arena, form_view_prompt(item)));
}

static Look cell_look(const FilledItem *item, int column) {
    if (column == COLUMN_NOTE) return LOOK_SOFT;
    if (column != COLUMN_ANSWER) return LOOK_CELL;
    return item->changed ? LOOK_CHANGED : item->state == ITEM_NONE || item->state == ITEM_UNKNOWN ? LOOK_SOFT : LOOK_CELL;
}

static void put_item(Desk *desk, const FilledItem *item) {
    CutList cells[COLUMN_COUNT] = {0};
    add(desk, &cells[COLUMN_NUMBER], COLUMN_NUMBER, clean_line(desk->arena, item->item->number));
    add(desk, &cells[COLUMN_ITEM], COLUMN_ITEM, clean_line(desk->arena, item->item->title));
    add_answer(desk, &cells[COLUMN_ANSWER], item);
    add_note(desk, &cells[COLUMN_NOTE], item);
    size_t rows = 1;
    for (int i = 0; i < COLUMN_COUNT; i++) rows = cells[i].count > rows ? cells[i].count : rows;
    for (size_t r = 0; r < rows && desk->row < ROWS_MOST; r++, desk->row++) {
        int lines = 1;
        for (int i = 0; i < COLUMN_COUNT; i++) {
            Cut cell = r < cells[i].count ? cells[i].items[r] : (Cut){0};
            put(desk, i, cell.text, cell_look(item, i));
            lines = cell.lines > lines ? cell.lines : lines;
        }
        set_height(desk, lines, form_view_lines(desk->form, item) > 0 ? HAND_POINTS : LINE_POINTS);
    }
}

static void put_foot(Desk *desk) {
    const StatementList *notes = &desk->form->form->notes;
    desk->row++;
    for (size_t i = 0; i < notes->count; i++) put_wide(desk, notes->items[i].text, LOOK_NAME, LINE_POINTS);
    if (!form_reader_sees_workings(desk->form)) return;
    put_wide(desk, word(desk->form->lang, MSG_PRINT_LEGEND), LOOK_NAME, LINE_POINTS);
    put_wide(desk, form_view_foot(desk->arena, desk->form), LOOK_NAME, LINE_POINTS);
}

// --- the file ------------------------------------------------------------------------------------------------------------

static void set_up(Desk *desk) {
    const Sheets *lib = desk->lib;
    for (int i = 0; i < COLUMN_COUNT; i++)
        lib->worksheet_set_column(desk->sheet, (lxw_col_t)i, (lxw_col_t)i, column_widths[i], NULL);
    lib->worksheet_set_paper(desk->sheet, A4);
    lib->worksheet_set_margins(desk->sheet, 0.6, 0.6, 0.6, 0.7);
    lib->worksheet_fit_to_pages(desk->sheet, 1, 0);
    Str page = say(desk->arena, desk->form->lang, MSG_PRINT_PAGE, STR("&P"), STR("&N"));
    lib->worksheet_set_footer(desk->sheet, str_c(desk->arena, page));
}

static void describe(Desk *desk) {
    lxw_doc_properties properties = {
        .title = str_c(desk->arena, clean_line(desk->arena, desk->form->form->title)),
        .created = (time_t)(desk->form->at / 1000000),
    };
    desk->failed |= desk->lib->workbook_set_properties(desk->book, &properties) != LXW_NO_ERROR;
}

static void put_all(Desk *desk) {
    make_looks(desk);
    set_up(desk);
    describe(desk);
    put_title(desk);
    put_head(desk);
    for (uint32_t s = 0; s < desk->form->section_count; s++) {
        const FilledSection *section = &desk->form->sections[s];
        put_wide(desk, clean_line(desk->arena, section->section->title), LOOK_BAND, LINE_POINTS);
        for (uint32_t i = 0; i < section->item_count; i++) put_item(desk, &section->items[i]);
    }
    put_foot(desk);
}

static Err write_book(Desk *desk, char *folder, const char *path) {
    lxw_workbook_options options = {.tmpdir = folder};
    desk->book = desk->lib->workbook_new_opt(path, &options);
    if (!desk->book) return ERR_IO;
    desk->sheet =
        desk->lib->workbook_add_worksheet(desk->book, str_c(desk->arena, word(desk->form->lang, MSG_PRINT_SHEET_NAME)));
    put_all(desk);
    bool closed = desk->lib->workbook_close(desk->book) == LXW_NO_ERROR;
    if (desk->row >= ROWS_MOST) return ERR_TOO_BIG;
    return closed && !desk->failed ? ERR_OK : ERR_IO;
}

Err xlsx_write(Arena *arena, const FilledForm *form, const char *private_folder, Str *out) {
    Sheets lib;
    Desk desk = {.lib = &lib, .arena = arena, .form = form_reader_view(arena, form)};
    Err err = library_sheets(&lib);
    if (err) return err;
    char *folder = str_c(arena, str_format(arena, "%s/sheet-XXXXXX", private_folder));
    if (!mkdtemp(folder)) return ERR_IO;
    const char *path = str_c(arena, str_format(arena, "%s/form.xlsx", folder));
    err = write_book(&desk, folder, path);
    if (!err) err = sys_read_file(arena, path, LIMIT_PRINT_BYTES, out);
    bool removed = sys_is_missing(path) || unlink(path) == 0;
    removed = rmdir(folder) == 0 && removed;
    return err ? err : removed ? ERR_OK : ERR_IO;
}
