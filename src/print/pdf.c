// Measures text with Pango for the layout, and draws with Cairo what the layout decided. Lines are drawn one by one at places
// that depend on the size of the letters alone, so that a strange sign in a line never moves its neighbours.
#include "print/pdf.h"
#include "base/limits.h"
#include "print/fonts.h"
#include "print/paper.h"
#include "print/variant.h"

#define ASCENT 0.88 // of the em square of the font
#define HAIR 0.5

typedef struct Shape {
    PangoLayout *layout;
    PangoLayoutLine **lines;
} Shape;

typedef struct ShapeList {
    Shape **items;
    size_t count, room;
} ShapeList;

typedef struct Press {
    const Drawing *lib;
    Arena *arena;
    FontSet fonts_used;
    bool lacks; // signs that all fonts together may have
    PangoContext *context;
    PangoAttrList *attributes;
    PangoFontDescription *fonts[STYLE_COUNT];
    ShapeList shapes;
} Press;

// --- measuring -----------------------------------------------------------------------------------------------------------

static bool has_variant(const Press *press, const char *family, const Variant *variant) {
    const Drawing *lib = press->lib;
    PangoFontDescription *wanted = lib->pango_font_description_new();
    lib->pango_font_description_set_family_static(wanted, family);
    PangoFont *font = lib->pango_context_load_font(press->context, wanted);
    hb_codepoint_t glyph;
    bool has =
        font && lib->hb_font_get_variation_glyph(lib->pango_font_get_hb_font(font), variant->base, variant->selector, &glyph);
    if (font) lib->g_object_unref(font);
    lib->pango_font_description_free(wanted);
    return has;
}

// Pairs that the ordinary font does not know are set in the one that does.
static void choose_variants(Press *press, PangoLayout *layout, Str words) {
    const Drawing *lib = press->lib;
    PangoAttrList *attributes = NULL;
    Variant variant;
    for (size_t at = 0; variant_next(words, &at, &variant);) {
        if (has_variant(press, FONT_FAMILY, &variant)) continue;
        press->lacks = true;
        if (!attributes) attributes = lib->pango_attr_list_copy(press->attributes);
        PangoAttribute *family = lib->pango_attr_family_new(FONT_VARIANTS "," FONT_FAMILIES);
        family->start_index = (guint)variant.from;
        family->end_index = (guint)variant.to;
        lib->pango_attr_list_insert(attributes, family);
    }
    if (!attributes) return;
    lib->pango_layout_set_attributes(layout, attributes);
    lib->pango_attr_list_unref(attributes);
}

static Shape read_lines(const Press *press, PangoLayout *layout, SetText *text) {
    GSList *lines = press->lib->pango_layout_get_lines_readonly(layout);
    text->line_count = 0;
    for (GSList *line = lines; line; line = line->next) text->line_count++;
    text->starts = NEW_ARRAY(press->arena, uint32_t, text->line_count);
    Shape shape = {layout, NEW_ARRAY(press->arena, PangoLayoutLine *, text->line_count)};
    for (uint32_t i = 0; lines; lines = lines->next, i++) {
        shape.lines[i] = lines->data;
        text->starts[i] = (uint32_t)shape.lines[i]->start_index;
    }
    return shape;
}

static void press_measure(void *at, SetText *text) {
    Press *press = at;
    const Drawing *lib = press->lib;
    Shape *shape = NEW(press->arena, Shape);
    PangoLayout *layout = shape->layout = lib->pango_layout_new(press->context);
    PUSH(press->arena, press->shapes, shape);
    lib->pango_layout_set_auto_dir(layout, FALSE);
    lib->pango_layout_set_font_description(layout, press->fonts[text->style]);
    lib->pango_layout_set_attributes(layout, press->attributes);
    lib->pango_layout_set_width(layout, (int)(text->width * PANGO_SCALE));
    lib->pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (text->fit == FIT_ONE_LINE) lib->pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    lib->pango_layout_set_text(layout, text->words.ptr ? text->words.ptr : "", (int)text->words.len);
    choose_variants(press, layout, text->words);
    *shape = read_lines(press, layout, text);
    press->lacks |= lib->pango_layout_get_unknown_glyphs_count(layout) > 0;
    PangoRectangle logical;
    lib->pango_layout_get_extents(layout, NULL, &logical);
    text->natural = (double)logical.width / PANGO_SCALE;
    text->shape = shape;
}

static Err press_open(Press *press) {
    const Drawing *lib = press->lib;
    Err err = fonts_open(lib, press->fonts_used);
    if (err) return err;
    press->context = fonts_context(lib, press->fonts_used);
    press->attributes = lib->pango_attr_list_new();
    lib->pango_attr_list_insert(press->attributes, lib->pango_attr_insert_hyphens_new(FALSE));
    for (Style style = 0; style < STYLE_COUNT; style++) {
        press->fonts[style] = lib->pango_font_description_new();
        lib->pango_font_description_set_family_static(press->fonts[style],
                                                      press->fonts_used == FONTS_ALL ? FONT_FAMILIES : FONT_FAMILY);
        lib->pango_font_description_set_absolute_size(press->fonts[style], page_styles[style].size * PANGO_SCALE);
    }
    return ERR_OK;
}

static void press_close(Press *press) {
    const Drawing *lib = press->lib;
    for (size_t i = 0; i < press->shapes.count; i++) lib->g_object_unref(press->shapes.items[i]->layout);
    for (Style style = 0; style < STYLE_COUNT; style++) lib->pango_font_description_free(press->fonts[style]);
    lib->pango_attr_list_unref(press->attributes);
    lib->g_object_unref(press->context);
}

// --- drawing -------------------------------------------------------------------------------------------------------------

static void use_ink(const Press *press, cairo_t *cairo, Ink ink) {
    static const double inks[INK_COUNT][3] = {
        [INK_TEXT] = {0.10, 0.10, 0.12},   [INK_SOFT] = {0.33, 0.35, 0.38}, [INK_FAINT] = {0.46, 0.48, 0.52},
        [INK_ACCENT] = {0.06, 0.24, 0.45}, [INK_HAIR] = {0.68, 0.71, 0.75}, [INK_BAND] = {0.885, 0.915, 0.95},
        [INK_SHADE] = {0.965, 0.97, 0.98},
    };
    press->lib->cairo_set_source_rgb(cairo, inks[ink][0], inks[ink][1], inks[ink][2]);
}

static void draw_text(const Press *press, cairo_t *cairo, const Mark *mark) {
    const StyleRow *style = &page_styles[mark->text->style];
    const Shape *shape = mark->text->shape;
    use_ink(press, cairo, style->ink);
    press->lib->cairo_move_to(cairo, mark->x, mark->y + (style->line - style->size) / 2 + ASCENT * style->size);
    press->lib->pango_cairo_show_layout_line(cairo, shape->lines[mark->line]);
}

static void draw_line(const Press *press, cairo_t *cairo, const Mark *mark) {
    static const double dots[] = {1, 2};
    const Drawing *lib = press->lib;
    lib->cairo_set_line_width(cairo, HAIR);
    lib->cairo_set_dash(cairo, dots, mark->kind == MARK_DOTS ? 2 : 0, 0);
    lib->cairo_move_to(cairo, mark->x, mark->y);
    lib->cairo_line_to(cairo, mark->x + mark->width, mark->y);
    lib->cairo_stroke(cairo);
    lib->cairo_set_dash(cairo, dots, 0, 0);
}

static void draw_tick(const Press *press, cairo_t *cairo, const Mark *mark) {
    const Drawing *lib = press->lib;
    double x = mark->x, y = mark->y, size = mark->width;
    lib->cairo_set_line_width(cairo, 0.8);
    lib->cairo_rectangle(cairo, x, y, size, size);
    lib->cairo_stroke(cairo);
    if (!mark->checked) return;
    lib->cairo_set_line_width(cairo, 1.6);
    lib->cairo_move_to(cairo, x + size * 0.18, y + size * 0.52);
    lib->cairo_line_to(cairo, x + size * 0.42, y + size * 0.78);
    lib->cairo_line_to(cairo, x + size * 0.86, y + size * 0.20);
    lib->cairo_stroke(cairo);
}

static void draw_mark(const Press *press, cairo_t *cairo, const Mark *mark) {
    use_ink(press, cairo, mark->ink);
    switch (mark->kind) {
    case MARK_TEXT:
        draw_text(press, cairo, mark);
        break;
    case MARK_FILL:
        press->lib->cairo_rectangle(cairo, mark->x, mark->y, mark->width, mark->height);
        press->lib->cairo_fill(cairo);
        break;
    case MARK_RULE:
    case MARK_DOTS:
        draw_line(press, cairo, mark);
        break;
    case MARK_TICK:
        draw_tick(press, cairo, mark);
        break;
    }
}

// Draws those of one page; returns the first one of the next.
static size_t draw_marks(const Press *press, cairo_t *cairo, const Mark *marks, size_t from, size_t end, int page) {
    while (from < end && marks[from].page == page) draw_mark(press, cairo, &marks[from++]);
    return from;
}

static void draw_pages(const Press *press, cairo_t *cairo, const Paper *paper) {
    const MarkList *marks = &paper->pages.marks;
    size_t body = 0, edges = paper->edges_from;
    for (int page = 0; page < paper->pages.count; page++) {
        body = draw_marks(press, cairo, marks->items, body, paper->edges_from, page);
        edges = draw_marks(press, cairo, marks->items, edges, marks->count, page);
        press->lib->cairo_show_page(cairo);
    }
}

static cairo_status_t keep_bytes(void *at, const unsigned char *bytes, unsigned length) {
    Buf *out = at;
    buf_put(out, (Str){(const char *)bytes, length});
    return out->overflowed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

// The date is the one on the form, so that the same form gives the same bytes.
static void describe(const Press *press, cairo_surface_t *surface, const Paper *paper, Moment at) {
    const Drawing *lib = press->lib;
    Buf date = buf_make(press->arena, 64);
    buf_moment(&date, at);
    const char *when = str_c(press->arena, buf_str(&date));
    lib->cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, str_c(press->arena, paper->title));
    lib->cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "todoke");
    lib->cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
    lib->cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, when);
    for (size_t i = 0; i < paper->outline.count; i++) {
        const OutlineEntry *entry = &paper->outline.items[i];
        const char *target = str_c(press->arena, str_format(press->arena, "page=%d", entry->page + 1));
        lib->cairo_pdf_surface_add_outline(surface, CAIRO_PDF_OUTLINE_ROOT, str_c(press->arena, entry->title), target,
                                           CAIRO_PDF_OUTLINE_FLAG_OPEN);
    }
}

static Err press_print(const Press *press, const Paper *paper, Moment at, Str *out) {
    const Drawing *lib = press->lib;
    if (paper->pages.count > LIMIT_PRINT_PAGES) return ERR_TOO_BIG;
    Buf bytes = buf_make(press->arena, LIMIT_PRINT_BYTES);
    cairo_surface_t *surface = lib->cairo_pdf_surface_create_for_stream(keep_bytes, &bytes, PAGE_WIDTH, PAGE_HEIGHT);
    describe(press, surface, paper, at);
    cairo_t *cairo = lib->cairo_create(surface);
    draw_pages(press, cairo, paper);
    bool drawn = lib->cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    lib->cairo_destroy(cairo);
    lib->cairo_surface_finish(surface);
    drawn = drawn && lib->cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    lib->cairo_surface_destroy(surface);
    *out = buf_str(&bytes);
    return bytes.overflowed ? ERR_TOO_BIG : drawn ? ERR_OK : ERR_IO;
}

static Err write_with(Press *press, const FilledForm *form, Str *out) {
    Err err = press_open(press);
    if (err) return err;
    Measure measure = {press->arena, press_measure, press};
    Paper paper = paper_lay(&measure, form);
    bool again = press->lacks && press->fonts_used == FONTS_ORDINARY;
    if (!again) err = press_print(press, &paper, form->at, out);
    press_close(press);
    return err;
}

// Which fonts are used depends on the form alone, never on what was printed before.
Err pdf_write(Arena *arena, const FilledForm *form, Str *out) {
    Drawing lib;
    Err err = library_drawing(&lib);
    if (err) return err;
    Press press = {.lib = &lib, .arena = arena}, rare = {.lib = &lib, .arena = arena, .fonts_used = FONTS_ALL};
    err = write_with(&press, form, out);
    return err || !press.lacks ? err : write_with(&rare, form, out);
}
