// Printing one form, warm: form.pdf, form.xlsx and the most memory the process ever held. The limit of the PDF is the same
// text, in the same widths, laid out by Pango alone; it is taken turn by turn with what is measured.
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

// What stands on the paper once: the texts of all marks.
static uint32_t gather_texts(const Paper *paper, const SetText **texts) {
    uint32_t count = 0;
    for (size_t i = 0; i < paper->pages.marks.count; i++) {
        const Mark *mark = &paper->pages.marks.items[i];
        if (mark->kind == MARK_TEXT && mark->line == 0) texts[count++] = mark->text;
    }
    return count;
}

static void lay_out_only(const Press *press, const SetText **texts, uint32_t count) {
    const Drawing *lib = press->lib;
    for (uint32_t i = 0; i < count; i++) {
        PangoLayout *layout = lib->pango_layout_new(press->context);
        lib->pango_layout_set_font_description(layout, press->fonts[texts[i]->style]);
        lib->pango_layout_set_width(layout, (int)(texts[i]->width * PANGO_SCALE));
        lib->pango_layout_set_text(layout, texts[i]->words.ptr, (int)texts[i]->words.len);
        lib->pango_layout_get_extents(layout, NULL, &(PangoRectangle){0});
        lib->g_object_unref(layout);
    }
}

static void bench_pdf(Arena *arena, const FilledForm *form) {
    Drawing lib;
    Press press = {.lib = &lib, .arena = arena};
    must(library_drawing(&lib));
    must(press_open(&press));
    Measure measure = {arena, press_measure, &press};
    Paper paper = paper_lay(&measure, form);
    const SetText **texts = NEW_ARRAY(arena, const SetText *, paper.pages.marks.count);
    uint32_t count = gather_texts(&paper, texts);
    Times ours, limit;
    Arena page = arena_make(NULL, NULL);
    for (int i = -5; i < ROUNDS; i++) {
        Str out;
        double start = now_ms();
        must(pdf_write(&page, form, &out));
        double middle = now_ms();
        lay_out_only(&press, texts, count);
        double end = now_ms();
        arena_reset(&page);
        if (i < 0) continue;
        ours.ms[i] = middle - start;
        limit.ms[i] = end - middle;
    }
    double p50 = part_of(&ours, 50), least = part_of(&limit, 50);
    printf("{\"bench\":\"form.pdf\",\"unit\":\"ms\",\"value\":%.2f,\"p50\":%.2f,\"p99\":%.2f,\"limit\":%.2f,\"limit_is\":\"the "
           "same "
           "text laid out by Pango alone\",\"ratio\":%.2f,\"pages\":%d,\"texts\":%u}\n",
           p50, p50, part_of(&ours, 99), least, least / p50, paper.pages.count, count);
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
