// Printing one form, warm: form.pdf, form.xlsx and the most memory the process ever held. The limits of the PDF are
// the same texts, in the same widths, laid out by Pango alone, and then also drawn by Cairo to a PDF, line by line at the same
// places and nothing else; they are taken turn by turn with what is measured.
//   bench_form [PREFIX]
#include "print/pdf.c"

#include "print/xlsx.h"
#include "unit/print/print_forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 60 };

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct Times {
    double ms[ROUNDS];
} Times;

static double part_of(Times *times, int percent) {
    qsort(times->ms, ROUNDS, sizeof *times->ms, by_size);
    return times->ms[ROUNDS * percent / 100];
}

static bool wanted(const char *only, const char *name) {
    return !only || strncmp(name, only, strlen(only)) == 0;
}

static void must(Err err) {
    if (!err) return;
    fprintf(stderr, "bench_form: error %d\n", (int)err);
    exit(1);
}

// The text that each mark draws, each time it is drawn.
static uint32_t lay_out_only(const Press *press, const MarkList *marks, PangoLayout **layouts) {
    const Drawing *lib = press->lib;
    uint32_t count = 0;
    for (size_t i = 0; i < marks->count; i++) {
        const SetText *text = marks->items[i].text;
        if (marks->items[i].kind != MARK_TEXT || marks->items[i].line > 0) continue;
        PangoLayout *layout = layouts[count++] = lib->pango_layout_new(press->context);
        lib->pango_layout_set_font_description(layout, press->fonts[text->style]);
        lib->pango_layout_set_width(layout, (int)(text->width * PANGO_SCALE));
        lib->pango_layout_set_text(layout, text->words.ptr, (int)text->words.len);
        lib->pango_layout_get_extents(layout, NULL, &(PangoRectangle){0});
    }
    return count;
}

static void draw_only(const Press *press, const Paper *paper, PangoLayout **layouts) {
    const Drawing *lib = press->lib;
    const MarkList *marks = &paper->pages.marks;
    Buf bytes = buf_make(press->arena, LIMIT_PRINT_BYTES);
    cairo_surface_t *surface = lib->cairo_pdf_surface_create_for_stream(keep_bytes, &bytes, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_t *cairo = lib->cairo_create(surface);
    for (int page = 0; page < paper->pages.count; page++) {
        GSList *line = NULL;
        for (size_t i = 0, next = 0; i < marks->count; i++) {
            const Mark *mark = &marks->items[i];
            if (mark->kind != MARK_TEXT) continue;
            line = mark->line == 0 ? lib->pango_layout_get_lines_readonly(layouts[next++]) : line ? line->next : NULL;
            if (mark->page != page || !line) continue;
            lib->cairo_move_to(cairo, mark->x, mark->y + mark->height);
            lib->pango_cairo_show_layout_line(cairo, line->data);
        }
        lib->cairo_show_page(cairo);
    }
    lib->cairo_destroy(cairo);
    lib->cairo_surface_finish(surface);
    lib->cairo_surface_destroy(surface);
}

static void print_pdf_figure(const char *name, Times *ours, Times *limit, const char *limit_is, const char *more) {
    double p50 = part_of(ours, 50), least = part_of(limit, 50);
    printf("{\"bench\":\"%s\",\"unit\":\"ms\",\"value\":%.2f,\"p50\":%.2f,\"p99\":%.2f,\"limit\":%.2f,\"limit_is\":\"%s\","
           "\"ratio\":%.2f%s}\n",
           name, p50, p50, part_of(ours, 99), least, limit_is, least / p50, more);
}

// Pango and Cairo as they are, without what src/print does to them.
static PangoContext *plain_context(const Drawing *lib) {
    FcConfig *config = lib->FcConfigCreate();
    PangoFontMap *map = lib->pango_cairo_font_map_new();
    must(lib->FcConfigAppFontAddFile(config, (const FcChar8 *)FONT_FILE) ? ERR_OK : ERR_IO);
    lib->pango_fc_font_map_set_config((PangoFcFontMap *)map, config);
    PangoContext *context = lib->pango_font_map_create_context(map);
    lib->pango_cairo_context_set_resolution(context, 72);
    return context;
}

static void bench_pdf(Arena *arena, const FilledForm *form) {
    Drawing lib;
    Arena page = arena_make(NULL, NULL);
    Press press = {.lib = &lib, .arena = arena};
    must(library_drawing(&lib));
    must(press_open(&press));
    Measure measure = {arena, press_measure, &press};
    Paper paper = paper_lay(&measure, form);
    Press plain = press;
    plain.context = plain_context(&lib);
    plain.arena = &page;
    PangoLayout **layouts = NEW_ARRAY(arena, PangoLayout *, paper.pages.marks.count);
    Times ours, drawn, laid;
    uint32_t count = 0;
    for (int i = -5; i < ROUNDS; i++) {
        Str out;
        double start = now_ms();
        must(pdf_write(&page, form, &out));
        double written = now_ms();
        count = lay_out_only(&plain, &paper.pages.marks, layouts);
        double set = now_ms();
        draw_only(&plain, &paper, layouts);
        double end = now_ms();
        for (uint32_t k = 0; k < count; k++) lib.g_object_unref(layouts[k]);
        arena_reset(&page);
        if (i < 0) continue;
        ours.ms[i] = written - start;
        laid.ms[i] = set - written;
        drawn.ms[i] = end - written;
    }
    char more[64];
    snprintf(more, sizeof more, ",\"limit_layout\":%.2f,\"pages\":%d,\"texts\":%u", part_of(&laid, 50), paper.pages.count,
             count);
    print_pdf_figure("form.pdf", &ours, &drawn,
                     "the same texts laid out by Pango and drawn to a PDF by Cairo, as they are, and nothing else", more);
    press_close(&press);
    arena_free(&page);
}

static void bench_xlsx(const FilledForm *form) {
    char folder[] = "/tmp/bench-XXXXXX";
    must(mkdtemp(folder) ? ERR_OK : ERR_IO);
    Times times;
    Arena sheet = arena_make(NULL, NULL);
    for (int i = -5; i < ROUNDS; i++) {
        Str out;
        double start = now_ms();
        must(xlsx_write(&sheet, form, folder, &out));
        if (i >= 0) times.ms[i] = now_ms() - start;
        arena_reset(&sheet);
    }
    arena_free(&sheet);
    rmdir(folder);
    double p50 = part_of(&times, 50);
    printf("{\"bench\":\"form.xlsx\",\"unit\":\"ms\",\"value\":%.2f,\"p50\":%.2f,\"p99\":%.2f}\n", p50, p50,
           part_of(&times, 99));
}

static void bench_memory(Arena *arena, const FilledForm *form) {
    Str out;
    must(pdf_write(arena, form, &out));
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"bench\":\"form.memory\",\"unit\":\"MiB\",\"value\":%.1f}\n", (double)usage.ru_maxrss / 1024);
}

int main(int argc, char **argv) {
    const char *only = argc > 1 ? argv[1] : NULL;
    Arena arena = arena_make(NULL, NULL);
    const FilledForm *form = ordinary_form(&arena, LANG_JA);
    if (wanted(only, "form.pdf")) bench_pdf(&arena, form);
    if (wanted(only, "form.xlsx")) bench_xlsx(form);
    if (wanted(only, "form.memory")) bench_memory(&arena, form);
    arena_free(&arena);
    return 0;
}
