// The head of a page: its name, its shapes, what it takes; the names of words; and what ties them to each other.
#include "mkpage.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const type_names[TYPES] = {"text", "word", "markup", "number", "flag"};

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t';
}

void skip_space(House *house, const char **at) {
    for (; is_space(**at); (*at)++) house->line += **at == '\n';
}

// A name of ours: a-z 0-9 _, beginning with a letter.
bool take_name(House *house, const char **at, char name[NAME]) {
    skip_space(house, at);
    size_t length = strspn(*at, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (length == 0 || length >= NAME || **at < 'a') return false;
    memcpy(name, *at, length);
    name[length] = '\0';
    *at += length;
    return true;
}

bool take(House *house, const char **at, const char *mark) {
    skip_space(house, at);
    size_t length = strlen(mark);
    if (strncmp(*at, mark, length) != 0) return false;
    if (mark[0] >= 'a' && strchr("abcdefghijklmnopqrstuvwxyz0123456789_", (*at)[length]) && (*at)[length] != '\0') return false;
    *at += length;
    return true;
}

Page *find_page(const House *house, const char *name) {
    for (Page *page = house->pages; page; page = page->next)
        if (strcmp(page->name, name) == 0) return page;
    return NULL;
}

const Word *find_word(const House *house, const char *key) {
    for (size_t i = 0; i < house->word_count; i++)
        if (strcmp(house->words[i].key, key) == 0) return &house->words[i];
    return NULL;
}

Field *find_field(const Shape *shape, const char *name) {
    for (Field *field = shape->fields; field; field = field->next)
        if (strcmp(field->name, name) == 0) return field;
    return NULL;
}

// home_guide -> HomeGuide
static void put_camel(char *out, const char *name) {
    bool upper = true;
    for (; *name; name++) {
        if (*name == '_')
            upper = true;
        else {
            *out++ = upper && *name >= 'a' ? (char)(*name - 'a' + 'A') : *name;
            upper = false;
        }
    }
    *out = '\0';
}

// --- words: only their names, and how many places their texts have; mkwords says what is wrong with them

void read_words(House *house, const char *path) {
    char *text = read_whole(path);
    house->file = path;
    house->line = 0;
    if (text == NULL) {
        fail(house, "%s", strerror(errno));
        return;
    }
    for (char *line = text, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = '\0';
        if (*line == '#' || *line == '\0') continue;
        if (is_space(*line)) {
            for (int i = 0; i < PLACES && house->word_count; i++) {
                char place[] = {'{', (char)('0' + i), '}', '\0'};
                Word *word = &house->words[house->word_count - 1];
                if (strstr(line, place) && word->places <= i) word->places = i + 1;
            }
            continue;
        }
        if (house->word_count == house->word_room) {
            house->word_room = house->word_room * 2 + 256;
            house->words = must(realloc(house->words, house->word_room * sizeof *house->words));
        }
        line[strcspn(line, " \t\r")] = '\0';
        house->words[house->word_count++] = (Word){must(strdup(line)), 0};
    }
    free(text);
}

// --- pages

static void read_field(House *house, const char **at, Shape *shape) {
    Field *field = must(calloc(1, sizeof *field)), **end = &shape->fields;
    if (!take_name(house, at, field->name)) fail(house, "a field is written `name type`");
    if (find_field(shape, field->name)) fail(house, "%s is there twice", field->name);
    char type[NAME] = "";
    bool known = take_name(house, at, type);
    if (known && strcmp(type, "list") == 0) {
        field->type = LIST;
        known = take(house, at, "of") && take_name(house, at, field->shape_name);
    } else if (known && strcmp(type, "view") == 0) {
        field->type = VIEW;
        known = take_name(house, at, field->shape_name);
    } else {
        int i = 0;
        while (i < TYPES && strcmp(type_names[i], type) != 0) i++;
        known = known && i < TYPES;
        field->type = known ? (Type)i : TEXT;
    }
    if (!known) fail(house, "%s: a type is text word markup number flag, `list of SHAPE` or `view SHAPE`", field->name);
    while (*end) end = &(*end)->next;
    *end = field;
}

static void read_fields(House *house, const char **at, Shape *shape) {
    do read_field(house, at, shape);
    while (take(house, at, ","));
}

static void read_item(House *house, const char **at, Page *page) {
    Shape *item = must(calloc(1, sizeof *item)), **end = &page->items;
    item->page = page;
    item->line = house->line;
    if (!take_name(house, at, item->name) || !take(house, at, ":")) fail(house, "an item is written `item NAME: fields`");
    for (const Shape *other = page->items; other; other = other->next)
        if (strcmp(other->name, item->name) == 0) fail(house, "%s is there twice", item->name);
    put_camel(item->c, page->name);
    put_camel(item->c + strlen(item->c), item->name);
    strcat(item->c, "View");
    while (*end) end = &(*end)->next;
    *end = item;
    read_fields(house, at, item);
}

static void read_name(House *house, const char **at, Page *page) {
    if (!take_name(house, at, page->name)) fail(house, "a page begins {%% page NAME %%} or {%% page NAME in FRAME %%}");
    if (take(house, at, "in") && !take_name(house, at, page->frame_name)) fail(house, "`in` what?");
    const Page *other = find_page(house, page->name);
    if (other) fail(house, "%s is already at %s:%d", page->name, other->file, other->line);
    put_camel(page->view->c, page->name);
    strcat(page->view->c, "View");
}

// True while the head goes on. Comments and empty lines belong to it.
static bool read_head_line(House *house, const char **at, Page *page) {
    skip_space(house, at);
    if (strncmp(*at, "{#", 2) == 0) {
        const char *end = strstr(*at, "#}");
        if (!end) {
            fail(house, "a comment that does not end");
            return false;
        }
        for (; *at < end + 2; (*at)++) house->line += **at == '\n';
        return true;
    }
    const char *from = *at;
    int line = house->line;
    if (!take(house, at, "{%")) return false;
    if (!page->name[0]) {
        page->line = house->line;
        if (!take(house, at, "page")) fail(house, "a page begins {%% page NAME %%}");
        read_name(house, at, page);
    } else if (take(house, at, "item")) {
        read_item(house, at, page);
    } else if (take(house, at, "takes")) {
        read_fields(house, at, page->view);
    } else {
        *at = from;
        house->line = line;
        return false;
    }
    if (!take(house, at, "%}")) fail(house, "%%} was expected at `%.12s`", *at);
    return house->errors == 0;
}

void read_page(House *house, const char *path) {
    Page *page = must(calloc(1, sizeof *page)), **end = &house->pages;
    page->file = path;
    page->view = must(calloc(1, sizeof *page->view));
    page->view->page = page;
    house->file = path;
    house->line = 1;
    const char *at = read_whole(path);
    if (at == NULL) {
        fail(house, "%s", strerror(errno));
        return;
    }
    while (read_head_line(house, &at, page)) continue;
    if (!page->name[0] && house->errors == 0) fail(house, "a page begins {%% page NAME %%}");
    page->body = at;
    page->body_line = house->line;
    const char *body = at;
    while ((body = strstr(body, "{% body %}"))) {
        page->bodies++;
        body++;
    }
    while (*end) end = &(*end)->next;
    *end = page;
}

static void link_shape(House *house, Page *page, Shape *shape) {
    for (Field *field = shape->fields; field; field = field->next) {
        if (field->type < TYPES) continue;
        for (Shape *item = page->items; item; item = item->next)
            if (strcmp(item->name, field->shape_name) == 0) field->shape = item;
        Page *other = find_page(house, field->shape_name);
        if (!field->shape && other) field->shape = other->view;
        if (!field->shape) fail(house, "%s: there is no item or page of that name", field->shape_name);
    }
}

void link_page(House *house, Page *page) {
    house->file = page->file;
    house->line = page->line;
    if (page->frame_name[0]) {
        page->frame = find_page(house, page->frame_name);
        if (!page->frame || page->frame->bodies != 1 || page->frame->frame_name[0]) {
            fail(house, "%s: a frame is a page of its own that says {%% body %%} once", page->frame_name);
            return;
        }
        Field *field = must(calloc(1, sizeof *field));
        *field = (Field){.name = "frame", .type = VIEW, .shape = page->frame->view, .next = page->view->fields};
        if (find_field(page->view, "frame")) fail(house, "frame is there twice");
        page->view->fields = field;
    }
    link_shape(house, page, page->view);
    for (Shape *item = page->items; item; item = item->next) link_shape(house, page, item);
}
