// Makes typed C functions of the pages in pages/: one function and one struct a page -> pages.h and pages.c. What is put into a
// page is escaped by where it stands: text, quoted attribute, address. Where it could not be safe (script, style, handlers, tag
// and attribute names, values without quotation marks) the build stops at file:line, as it does for a name or a word that is
// not there. A form that is sent by POST begins with the token of the browser, which its page is given besides what it takes.
// It knows no page and no browser: whether HTML is valid is said by validators in tests.
//
//     {# a comment #}
//     {% page home in frame %}              without `in`: a part, for `include`; a frame says {% body %} once
//     {% item guide: title text, steps list of step %}
//     {% takes title word, guides list of guide, question view question %}
//         text word markup number flag | list of SHAPE | view SHAPE      SHAPE: an item of the page, or a page
//     {{ title }}  {{ guide.title }}  {{ lang }}  {{ t.home.hello name }}   the last: a word of text/, with what fills {0}
//     {% each guides as guide %} … {% end %}   {% if [not] field %} … {% else %} … {% end %}   {% include question question %}
#include "mkpage.h"
#include <string.h>

static const char *const type_c[TYPES] = {"Str", "Msg", "Markup", "int64_t", "bool"};

void fail(House *house, const char *format, ...) {
    va_list args;
    va_start(args, format);
    say_fault(house->file, house->line, format, args);
    va_end(args);
    house->errors++;
}

// --- the two files

static void put_shape(FILE *out, House *house, Shape *shape) {
    if (shape->order == WRITTEN) return;
    house->file = shape->page->file;
    house->line = shape->line ? shape->line : shape->page->line;
    if (shape->order == BEGUN) {
        fail(house, "%s holds itself", shape->c);
        return;
    }
    shape->order = BEGUN;
    for (Field *field = shape->fields; field; field = field->next)
        if (field->shape) put_shape(out, house, field->shape);
    shape->order = WRITTEN;
    fprintf(out, "\ntypedef struct %s {\n", shape->c);
    for (const Field *field = shape->fields; field; field = field->next) {
        const char *c = field->shape ? field->shape->c : type_c[field->type];
        fprintf(out, "    %s%s%s%s;\n", c, field->type == LIST ? "List" : "", " ", field->name);
    }
    if (!shape->fields) fputs("    bool unused; // the page takes nothing\n", out);
    fprintf(out, "} %s;\n\ntypedef struct %sList {\n    %s *items;\n    size_t count, room;\n} %sList;\n", shape->c, shape->c,
            shape->c, shape->c);
}

static void put_header(FILE *out, House *house) {
    fputs("// Made from pages/ by tools/mkpage.c.\n#pragma once\n\n#include \"base/words.h\"\n#include \"render/html.h\"\n"
          "#include \"web/form_token.h\"\n",
          out);
    for (Page *page = house->pages; page; page = page->next) {
        for (Shape *item = page->items; item; item = item->next) put_shape(out, house, item);
        put_shape(out, house, page->view);
        if (page->bodies)
            fprintf(out,
                    "\nvoid page_%s_open(Buf *out, Lang lang, const %s *view);\nvoid page_%s_close(Buf *out, Lang lang, const "
                    "%s *view);\n",
                    page->name, page->view->c, page->name, page->view->c);
        else
            fprintf(out, "\nvoid page_%s(Buf *out, Lang lang, %sconst %s *view);\n", page->name,
                    page->posts ? "FormToken *token, " : "", page->view->c);
    }
}

// Before the header: whether a page has a form is seen on the way.
static void put_source(FILE *out, House *house) {
    fputs("// Made from pages/ by tools/mkpage.c.\n#include \"gen/pages.h\"\n\n#include \"web/markup.h\"\n", out);
    for (Page *page = house->pages; page; page = page->next) put_page(out, house, page);
    check_forms(house);
}

static bool ends_with(const char *path, const char *ending) {
    size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcmp(path + length - tail, ending) == 0;
}

int main(int argc, char **argv) {
    House house = {0};
    if (argc < 4) {
        fputs("usage: mkpage pages.h pages.c FILE.html|FILE.words...\n", stderr);
        return 1;
    }
    for (int i = 3; i < argc; i++) {
        if (ends_with(argv[i], ".words"))
            read_words(&house, argv[i]);
        else
            read_page(&house, argv[i]);
    }
    for (Page *page = house.pages; page && house.errors == 0; page = page->next) link_page(&house, page);
    if (house.errors > 0) return 1;
    NewFile *header = file_begin(argv[1]), *source = file_begin(argv[2]);
    put_source(source->out, &house);
    put_header(header->out, &house);
    if (house.errors > 0) return 1;
    file_end(header);
    file_end(source);
    return 0;
}
