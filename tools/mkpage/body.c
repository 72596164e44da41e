// The body of a page -> one C function: names are looked up in what the page takes, values are escaped by where they stand.
#include "mkpage.h"
#include <stdlib.h>
#include <string.h>

typedef struct Found {
    char c[EXPRESSION]; // of a list item or view: a pointer
    Type type;
    const Shape *shape;
} Found;

// One step down: `view->guides`, `guide_1->title`, `view->question.title`.
static bool find_inside(Made *made, const Shape *shape, const char *name, Found *found) {
    const Field *field = find_field(shape, name);
    if (!field) {
        fail(made->house, "%s: there is no such field", name);
        return false;
    }
    char pointer[EXPRESSION];
    memcpy(pointer, found->c, sizeof pointer);
    int length = pointer[0] == '&'
                     ? snprintf(found->c, EXPRESSION, "%s%s.%s", field->type == VIEW ? "&" : "", pointer + 1, name)
                     : snprintf(found->c, EXPRESSION, "%s%s->%s", field->type == VIEW ? "&" : "", pointer, name);
    found->type = field->type;
    found->shape = field->shape;
    return length < EXPRESSION;
}

static bool find_value(Made *made, const char **at, Found *found) {
    char name[NAME];
    *found = (Found){.c = "view", .type = VIEW, .shape = made->page->view};
    if (!take_name(made->house, at, name)) {
        fail(made->house, "a name was expected at `%.12s`", *at);
        return false;
    }
    bool scoped = false;
    for (int i = made->depth; i-- > 0 && !scoped;) {
        const Scope *scope = &made->scopes[i];
        scoped = scope->each && strcmp(scope->name, name) == 0;
        if (!scoped) continue;
        snprintf(found->c, EXPRESSION, "%s", scope->c);
        found->shape = scope->shape;
    }
    if (!scoped && !find_inside(made, found->shape, name, found)) return false;
    while (**at == '.') {
        (*at)++;
        if (found->type != VIEW || !take_name(made->house, at, name)) {
            fail(made->house, "what stands before a dot is an item or a view");
            return false;
        }
        if (!find_inside(made, found->shape, name, found)) return false;
    }
    return true;
}

// --- what is put into a page

static bool is_address(const char *attribute) {
    static const char *const names[] = {"href", "src", "action", "formaction", "cite", "data", "poster", "background", NULL};
    return is_one_of(attribute, names);
}

// An address as a whole is looked at when the page is made; after a beginning that we wrote only a part can follow.
static const char *address_function(Made *made) {
    static const char *const begins[] = {"/", "?", "#", "tel:", "mailto:", NULL};
    const char *prefix = made->at.prefix;
    if (prefix[0] == '\0') return "markup_address";
    for (const char *const *begin = begins; *begin; begin++)
        if (strncmp(prefix, *begin, strlen(*begin)) == 0 && strncmp(prefix, "//", 2) != 0) return "markup_address_part";
    fail(made->house, "%s: into an address that begins so nothing is put", made->at.attribute);
    return NULL;
}

static const char *text_function(Made *made) {
    static const char *const closed[] = {"srcset", "content", "http-equiv", "ping", "integrity", "nonce", "xlink:href", NULL};
    const Context *at = &made->at;
    if (at->where == IN_TEXT || at->where == IN_PLAIN) return "html_text";
    if (at->where != IN_VALUE) {
        fail(made->house, "nothing is put into a %s",
             at->where == IN_SCRIPT ? "script" : "tag but between the marks of a value");
        return NULL;
    }
    if (is_address(at->attribute)) return address_function(made);
    if (at->hidden && strcmp(at->attribute, "value") == 0) return "markup_exact";
    if (is_one_of(at->attribute, closed)) {
        fail(made->house, "%s: nothing is put into it", at->attribute);
        return NULL;
    }
    return "html_text";
}

// People read 1,234; what a browser or a script reads in the value of an attribute is 1234.
static void value_as_text(const Found *found, bool for_programs, char out[2 * EXPRESSION]) {
    const char *number = for_programs ? "markup_digits(out->arena, %s)" : "markup_number(out->arena, %s)";
    const char *form = found->type == WORD ? "word(lang, %s)" : found->type == NUMBER ? number : "%s";
    const char *hole = strstr(form, "%s");
    snprintf(out, 2 * EXPRESSION, "%.*s%s%s", (int)(hole - form), form, found->c, hole + 2);
}

static void put_value(Made *made, const char **at) {
    Found found;
    if (!find_value(made, at, &found)) return;
    if (found.type == MARKUP) {
        if (made->at.where != IN_TEXT) fail(made->house, "markup stands between tags only");
        fprintf(made->out, "    html_markup(out, %s);\n", found.c);
        return;
    }
    if (found.type >= FLAG) {
        fail(made->house, "only text, word, number and markup are put into a page");
        return;
    }
    const char *function = text_function(made);
    char text[2 * EXPRESSION];
    value_as_text(&found, made->at.where == IN_VALUE, text);
    if (function) fprintf(made->out, "    %s(out, %s);\n", function, text);
}

static void put_word(Made *made, const char **at) {
    char key[2 * NAME] = "", arguments[PLACES][2 * EXPRESSION] = {"(Str){0}", "(Str){0}", "(Str){0}"};
    size_t length = strspn(*at, "abcdefghijklmnopqrstuvwxyz0123456789_.");
    snprintf(key, sizeof key, "%.*s", (int)length, *at);
    *at += length;
    const Word *word = find_word(made->house, key);
    if (!word) fail(made->house, "%s: there is no such word in text/", key);
    int count = 0;
    for (skip_space(made->house, at); **at >= 'a' && **at <= 'z'; skip_space(made->house, at)) {
        Found found;
        if (!find_value(made, at, &found)) return;
        if (found.type >= FLAG || found.type == MARKUP) fail(made->house, "a word is filled with text, word or number");
        if (count < PLACES) value_as_text(&found, false, arguments[count]);
        count++;
    }
    if (word && count != word->places) fail(made->house, "%s has %d places, not %d", key, word->places, count);
    const char *function = text_function(made);
    if (function && strcmp(function, "html_text") != 0) fail(made->house, "a word is neither an address nor a hidden value");
    for (char *c = key; *c; c++) *c = *c == '.' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    if (count == 0)
        fprintf(made->out, "    html_text(out, word(lang, MSG_%s));\n", key);
    else
        fprintf(made->out, "    markup_word(out, lang, MSG_%s, (Str[]){%s, %s, %s});\n", key, arguments[0], arguments[1],
                arguments[2]);
}

static void put_interpolation(Made *made, const char **at) {
    flush_literal(made);
    skip_space(made->house, at);
    if (strncmp(*at, "t.", 2) == 0) {
        *at += 2;
        put_word(made, at);
    } else if (take(made->house, at, "lang")) {
        const char *function = text_function(made);
        if (function) fprintf(made->out, "    %s(out, lang_code(lang));\n", function);
    } else {
        put_value(made, at);
    }
    if (made->at.where == IN_VALUE) append_to(made, made->at.prefix, PREFIX, '*'); // from here on the value has begun
}

// --- if, each, include, body

static Scope *open_scope(Made *made) {
    bool in_address = made->at.where == IN_VALUE && is_address(made->at.attribute) && !made->at.prefix[0];
    if (in_address) fail(made->house, "an address begins the same way in every case");
    if (made->at.where == IN_NAME || made->at.where == IN_ATTRIBUTE || made->at.where == BEFORE_VALUE)
        fail(made->house, "no choice inside a name");
    if (made->depth == DEPTH) {
        fail(made->house, "more than %d inside each other", DEPTH);
        made->depth--;
    }
    Scope *scope = &made->scopes[made->depth++];
    *scope = (Scope){.before = made->at, .line = made->house->line};
    return scope;
}

static void put_if(Made *made, const char **at) {
    Found found;
    bool negated = take(made->house, at, "not");
    bool known = find_value(made, at, &found);
    open_scope(made);
    if (!known) return;
    const char *test = found.type == TEXT     ? ".len > 0"
                       : found.type == MARKUP ? ".s.len > 0"
                       : found.type == NUMBER ? " != 0"
                       : found.type == WORD   ? " != MSG_NONE"
                       : found.type == LIST   ? ".count > 0"
                                              : "";
    if (found.type == VIEW) fail(made->house, "a view is always there");
    fprintf(made->out, "    if (%s(%s%s)) {\n", negated ? "!" : "", found.c, test);
}

static void put_each(Made *made, const char **at) {
    Found found = {0};
    bool known = find_value(made, at, &found);
    Scope *scope = open_scope(made);
    scope->each = true;
    if (known && found.type != LIST) fail(made->house, "each: a list was expected");
    if (!take(made->house, at, "as") || !take_name(made->house, at, scope->name))
        fail(made->house, "each is written {%% each LIST as NAME %%}");
    scope->shape = found.shape;
    if (!scope->shape) scope->shape = made->page->view;
    int number = ++made->variables;
    snprintf(scope->c, sizeof scope->c, "%s_%d", scope->name, number);
    fprintf(made->out,
            "    for (size_t i_%d = 0; i_%d < %s.count; i_%d++) {\n    const %s *%s = &%s.items[i_%d];\n    (void)%s;\n",
            number, number, found.c, number, scope->shape->c, scope->c, found.c, number, scope->c);
}

static bool same_place(const Context *a, const Context *b) {
    return a->where == b->where && (a->where != IN_VALUE || strcmp(a->attribute, b->attribute) == 0) &&
           ((a->where != IN_TAG && a->where != IN_VALUE && a->where != IN_PLAIN) || strcmp(a->tag, b->tag) == 0);
}

static void put_else(Made *made) {
    Scope *scope = made->depth ? &made->scopes[made->depth - 1] : NULL;
    if (!scope || scope->each || scope->has_else) {
        fail(made->house, "else without if");
        return;
    }
    scope->has_else = true;
    scope->after_if = made->at;
    made->at = scope->before;
    fputs("    } else {\n", made->out);
}

static void put_end(Made *made) {
    if (made->depth == 0) {
        fail(made->house, "end without if or each");
        return;
    }
    const Scope *scope = &made->scopes[--made->depth];
    if (!same_place(&made->at, scope->has_else ? &scope->after_if : &scope->before))
        fail(made->house, "what began at line %d ends elsewhere in a tag than it began", scope->line);
    made->at.posts = made->at.posts || (scope->has_else && scope->after_if.posts);
    fputs("    }\n", made->out);
}

static void put_include(Made *made, const char **at) {
    char name[NAME] = "";
    Found found;
    Page *page = take_name(made->house, at, name) ? find_page(made->house, name) : NULL;
    if (!page || page->frame || page->bodies) fail(made->house, "%s: include what? a page without a frame", name);
    if (page) page->is_included = true;
    if (!find_value(made, at, &found)) return;
    if (found.type != VIEW || (page && found.shape != page->view)) fail(made->house, "%s is shown from its own view", name);
    if (made->at.where != IN_TEXT) fail(made->house, "include stands between tags");
    fprintf(made->out, "    page_%s(out, lang, %s);\n", name, found.c);
}

static void put_body(Made *made) {
    if (made->depth || made->at.where != IN_TEXT || made->page->bodies != 1)
        fail(made->house, "{%% body %%} stands once, outside of tags, if and each");
    fprintf(made->out, "}\n\nvoid page_%s_close(Buf *out, Lang lang, const %s *view) {\n    (void)lang;\n    (void)view;\n",
            made->page->name, made->page->view->c);
}

static void put_directive(Made *made, const char **at) {
    flush_literal(made);
    cut_name(made);
    House *house = made->house;
    if (take(house, at, "if"))
        put_if(made, at);
    else if (take(house, at, "each"))
        put_each(made, at);
    else if (take(house, at, "else"))
        put_else(made);
    else if (take(house, at, "end"))
        put_end(made);
    else if (take(house, at, "include"))
        put_include(made, at);
    else if (take(house, at, "body"))
        put_body(made);
    else
        fail(house, "if, else, end, each, include and body are known, not `%.12s`", *at + strspn(*at, " "));
}

static const char *put_piece(Made *made, const char *at) {
    House *house = made->house;
    if (at[0] == '{' && at[1] == '#') {
        const char *end = strstr(at, "#}");
        if (!end) fail(house, "a comment that does not end");
        for (; end && at < end + 2; at++) house->line += *at == '\n';
        return end ? at : at + strlen(at);
    }
    bool value = at[0] == '{' && at[1] == '{';
    if (!value && !(at[0] == '{' && at[1] == '%')) return put_character(made, at);
    int errors = house->errors;
    const char *end = strstr(at, value ? "}}" : "%}");
    at += 2;
    if (value)
        put_interpolation(made, &at);
    else
        put_directive(made, &at);
    if (house->errors == errors && take(house, &at, value ? "}}" : "%}")) return at;
    if (house->errors == errors) fail(house, "%s was expected at `%.12s`", value ? "}}" : "%}", at);
    for (; end && at < end + 2; at++) house->line += *at == '\n';
    return end ? at : at + strlen(at);
}

// A page with a form that is sent takes the token of the browser, so that none is made without one.
void put_page(FILE *out, House *house, Page *page) {
    char *body = NULL;
    size_t length = 0;
    Made made = {.house = house, .page = page, .out = must(open_memstream(&body, &length))};
    house->file = page->file;
    house->line = page->body_line;
    for (const char *at = page->body; *at;) at = put_piece(&made, at);
    flush_literal(&made);
    if (made.depth) fail(house, "what began at line %d has no end", made.scopes[made.depth - 1].line);
    if (made.at.where != IN_TEXT) fail(house, "the page ends inside of a tag");
    fclose(made.out);
    fprintf(out, "\n// %s\nvoid page_%s%s(Buf *out, Lang lang, %sconst %s *view) {\n    (void)lang;\n    (void)view;\n",
            page->file, page->name, page->bodies ? "_open" : "", page->posts ? "FormToken *token, " : "", page->view->c);
    if (page->frame) fprintf(out, "    page_%s_open(out, lang, &view->frame);\n", page->frame->name);
    fwrite(body, 1, length, out);
    if (page->frame) fprintf(out, "    page_%s_close(out, lang, &view->frame);\n", page->frame->name);
    fputs("}\n", out);
    free(body);
    free(made.literal);
}

void check_forms(House *house) {
    for (const Page *page = house->pages; page; page = page->next) {
        house->file = page->file;
        house->line = page->line;
        if (page->posts && (page->is_included || page->bodies))
            fail(house, "a form that is sent stands in a page, not in a part or frame");
    }
}
