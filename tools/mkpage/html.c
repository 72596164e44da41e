// HTML as it is written: where the next character stands, and what may not stand there. It reads tags, not meanings.
#include "mkpage.h"
#include <stdlib.h>
#include <string.h>

static void put_literal(Made *made, char c) {
    if (made->length + 1 >= made->room) {
        made->room = made->room * 2 + 1024;
        made->literal = must(realloc(made->literal, made->room));
    }
    made->literal[made->length++] = c;
}

void flush_literal(Made *made) {
    if (made->length == 0) return;
    fputs("    buf_put(out, STR(\"", made->out);
    for (size_t i = 0; i < made->length; i++) {
        char c = made->literal[i];
        if (c == '\n') {
            fputs(i + 1 < made->length ? "\\n\"\n                     \"" : "\\n", made->out);
            continue;
        }
        if (c == '"' || c == '\\' || c == '?') fputc('\\', made->out);
        fputc(c, made->out);
    }
    fputs("\"));\n", made->out);
    made->length = 0;
}

// --- what each character does to the context

void append_to(Made *made, char *name, size_t room, char c) {
    size_t length = strlen(name);
    if (length + 1 < room) {
        name[length] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        name[length + 1] = '\0';
    } else if (name != made->at.prefix) {
        fail(made->house, "a name longer than we use");
        name[0] = '\0';
    }
}

bool is_one_of(const char *name, const char *const *names) {
    for (; *names; names++)
        if (strcmp(*names, name) == 0) return true;
    return false;
}

static void check_attribute(Made *made) {
    const char *name = made->at.attribute;
    if (strncmp(name, "on", 2) == 0 || strcmp(name, "style") == 0 || strcmp(name, "srcdoc") == 0)
        fail(made->house, "%s: neither script nor style stands in a page", name);
    if (strcmp(name, "formmethod") == 0) fail(made->house, "formmethod: how a form is sent stands in the form");
}

void cut_name(Made *made) {
    Context *at = &made->at;
    if (at->where != IN_ATTRIBUTE && (at->where != IN_NAME || !at->tag[0])) return;
    if (at->where == IN_ATTRIBUTE) check_attribute(made);
    at->where = IN_TAG;
    at->cut = true;
}

// How a form is sent decides whether it has a token, so it is written out.
static void end_value(Made *made) {
    Context *at = &made->at;
    if (strcmp(at->tag, "input") == 0 && strcmp(at->attribute, "type") == 0) at->hidden = strcmp(at->prefix, "hidden") == 0;
    if (strcmp(at->tag, "form") != 0 || strcmp(at->attribute, "method") != 0) return;
    at->posts = at->posts || strcmp(at->prefix, "post") == 0;
    if (!at->posts && strcmp(at->prefix, "get") != 0) fail(made->house, "a form is sent by post or get");
}

static void end_tag(Made *made) {
    static const char *const plain[] = {"title", "textarea", NULL};
    const char *tag = made->at.tag;
    Where where = made->at.closing ? IN_TEXT : is_one_of(tag, plain) ? IN_PLAIN : !strcmp(tag, "script") ? IN_SCRIPT : IN_TEXT;
    if (strcmp(tag, "style") == 0) fail(made->house, "a style stands in assets/");
    if (made->at.posts) made->page->posts = made->token_due = true;
    made->at.where = where;
    made->at.attribute[0] = '\0';
}

static void begin_tag(Made *made, const char *at) {
    made->at = (Context){.where = IN_NAME, .closing = at[1] == '/'};
    if (at[1] == '!') made->at.where = IN_DECLARATION;
    if (at[1] == '!' && at[2] == '-') fail(made->house, "a comment is written {# … #}");
    bool named = at[1] == '!' || (at[1] == '/' ? at[2] : at[1]) >= 'a';
    if (!named) fail(made->house, "< that begins no tag: write &lt;");
}

static void step_in_tag(Made *made, char c) {
    Context *at = &made->at;
    if (at->cut && !is_space(c) && c != '>' && c != '/') fail(made->house, "a name that goes on behind {%% … %%}");
    at->cut = false;
    switch (at->where) {
    case IN_NAME:
        if (c == '>')
            end_tag(made);
        else if (is_space(c))
            at->where = IN_TAG;
        else if (c != '/')
            append_to(made, at->tag, NAME, c);
        break;
    case IN_TAG:
        if (c == '>')
            end_tag(made);
        else if (!is_space(c) && c != '/') {
            at->where = IN_ATTRIBUTE;
            at->attribute[0] = '\0';
            append_to(made, at->attribute, NAME, c);
        }
        break;
    case IN_ATTRIBUTE:
        if (c == '>' || is_space(c) || c == '=') check_attribute(made);
        if (c == '>')
            end_tag(made);
        else if (is_space(c))
            at->where = IN_TAG;
        else if (c == '=')
            at->where = BEFORE_VALUE;
        else
            append_to(made, at->attribute, NAME, c);
        break;
    default: // BEFORE_VALUE
        at->prefix[0] = '\0';
        at->quote = c;
        at->where = IN_VALUE;
        if (c != '"' && c != '\'') fail(made->house, "%s: a value stands in quotation marks", at->attribute);
    }
}

static void step(Made *made, const char *from) {
    Context *at = &made->at;
    char c = *from;
    switch (at->where) {
    case IN_TEXT:
        if (c == '<') begin_tag(made, from);
        break;
    case IN_PLAIN:
    case IN_SCRIPT:
        if (c == '<' && from[1] == '/' && strncmp(from + 2, at->tag, strlen(at->tag)) == 0)
            begin_tag(made, from);
        else if (at->where == IN_SCRIPT && !is_space(c))
            fail(made->house, "a script stands in assets/");
        else if (c == '<')
            fail(made->house, "a tag in <%s>", at->tag);
        break;
    case IN_DECLARATION:
        if (c == '>') at->where = IN_TEXT;
        break;
    case IN_VALUE:
        if (c == at->quote) {
            end_value(made);
            at->where = IN_TAG;
            at->attribute[0] = '\0';
        } else
            append_to(made, at->prefix, PREFIX, c);
        break;
    default:
        step_in_tag(made, c);
    }
}

static void put_token(Made *made) {
    flush_literal(made);
    fputs("    form_token_write(out, token);\n", made->out);
    made->token_due = false;
}

// Layout of the source is not layout of the page: a line break with what is around it becomes one.
const char *put_character(Made *made, const char *at) {
    bool kept = made->at.where == IN_PLAIN || made->at.where == IN_VALUE;
    if (!is_space(*at) || kept) {
        step(made, at);
        made->house->line += *at == '\n';
        put_literal(made, *at);
        if (made->token_due) put_token(made);
        return at + 1;
    }
    size_t length = strspn(at, " \n\t");
    bool broken = memchr(at, '\n', length) != NULL, outside = made->at.where == IN_TEXT || made->at.where == IN_DECLARATION;
    step(made, at);
    for (size_t i = 0; i < length; i++) made->house->line += at[i] == '\n';
    put_literal(made, broken && outside ? '\n' : ' ');
    return at + length;
}
